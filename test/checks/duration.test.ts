import fc from "fast-check";
import { canonicalDuration } from "../../lib/checks/duration";

test.each([
  ["60s", "1m0s"],
  ["90s", "1m30s"],
  ["1m", "1m0s"],
  ["3600s", "1h0m0s"],
  ["1h", "1h0m0s"],
  ["5s", "5s"],
  ["0", "0s"],
  ["0m", "0s"],
  ["-0s", "0s"],
  ["1.50s", "1.5s"],
  ["0.5s", "500ms"],
  ["1500ms", "1.5s"],
  ["1500us", "1.5ms"],
  ["1500ns", "1.5µs"],
  ["999ns", "999ns"],
  ["1000ns", "1µs"],
  ["1000us", "1ms"],
  ["1000ms", "1s"],
  ["5.s", "5s"],
  ["+0", "0s"],
  ["-0", "0s"],
  ["1h1ms", "1h0m0.001s"],
  ["+90m", "1h30m0s"],
  ["-90s", "-1m30s"],
  ["0s".repeat(32), "0s"],
  ["2562047h47m16.854775807s", "2562047h47m16.854775807s"],
])("%s is read back as %s", (given, canonical) => {
  expect(canonicalDuration(given)).toBe(canonical);
  expect(canonicalDuration(canonical)).toBe(canonical);
});

test.each([
  "",
  "5",
  "s",
  "5 s",
  "5d",
  "1m 5s",
  "soon",
  ".s",
  "--5s",
  "9999999h",
  "5s5",
  "9".repeat(100) + "s",
  "0s".repeat(33),
  "2562047h47m16.854775808s",
  "x0",
])("%j is no duration", (given) => {
  expect(canonicalDuration(given)).toBeUndefined();
});

test("whole seconds come out in hours, minutes and seconds", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (seconds) => {
      const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
      const expected = h > 0 ? `${h}h${m}m${s}s` : m > 0 ? `${m}m${s}s` : `${s}s`;
      expect(canonicalDuration(`${seconds}s`)).toBe(expected);
    }),
  );
});

test("any text gets an answer that stands by itself", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^[+-]?(\d{1,4}(\.\d{0,3})?(ns|us|ms|s|m|h)){1,3}$/)),
      (given) => {
        const canonical = canonicalDuration(given);
        if (canonical !== undefined) expect(canonicalDuration(canonical)).toBe(canonical);
      },
    ),
  );
});

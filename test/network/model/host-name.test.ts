import fc from "fast-check";
import { isHostName } from "../../../lib/network/model/host-name";
import { isIpv4 } from "../../../lib/network/model/ipv4";
import { RUNS } from "../planning";
import { character } from "../../character";

const label = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => [...labels, "test"].join("."));

test("labels of letters, digits and hyphens are a name", () => {
  fc.assert(
    fc.property(name, (text) => expect(isHostName(text)).toBe(true)),
    RUNS,
  );
});

test("a name with one other character, or an empty label, is none", () => {
  const other = fc.oneof(
    fc.constantFrom("_", " ", "\n", "\0", ":", "/", "*", "$", "{", "..", "ü", "\u2028"),
    fc.string({ unit: character, minLength: 1, maxLength: 1 }).filter((c) => !/[a-zA-Z0-9.-]/.test(c)),
  );
  fc.assert(
    fc.property(name, other, fc.nat(), (text, wrong, where) => {
      const at = where % (text.length + 1);
      expect(isHostName(text.slice(0, at) + wrong + text.slice(at))).toBe(false);
    }),
    RUNS,
  );
});

test("an address is no name", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect(isIpv4(text)).toBe(true);
      expect(isHostName(text)).toBe(false);
    }),
    RUNS,
  );
});

test("what a resolver would read as an address is no name", () => {
  for (const text of ["1", "1.2", "2130706433", "a.1", "0x7f000001", "0x7f.0x1"]) {
    expect([text, isHostName(text)]).toEqual([text, false]);
  }
});

test.each(["a", "A", "localhost", "1a", "a1.b2", "1.a", "xn--bcher-kva.example", "a--b"])(
  "%p is a name",
  (text) => {
    expect(isHostName(text)).toBe(true);
  },
);

test.each(["", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a b", "a\n", "a:1", "[::1]"])(
  "%p is no name",
  (text) => {
    expect(isHostName(text)).toBe(false);
  },
);

test("a label ends at 63 characters, a name at 253", () => {
  expect(isHostName("a".repeat(63))).toBe(true);
  expect(isHostName("a".repeat(64))).toBe(false);
  const long = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.`;
  expect(isHostName(long + "d".repeat(61))).toBe(true);
  expect(isHostName(long + "d".repeat(62))).toBe(false);
  expect(isHostName("a.".repeat(100_000))).toBe(false);
});

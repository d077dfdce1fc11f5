import fc from "fast-check";
import { checkKeys, checkObject, checkWholeNumber, hasNul } from "../../lib/problem/checked";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { anyValue } from "../network/arbitrary-spec";
import { RUNS } from "../network/planning";

const RANGE = { code: "port", min: 1, max: 65535, what: "a port", fix: "use 2113" };

test("a whole number within the range is given back, anything else is one problem", () => {
  fc.assert(
    fc.property(
      fc.oneof(anyValue, fc.integer(), fc.double(), fc.integer({ min: -1, max: 65537 })),
      (value) => {
        const findings = new Findings();
        const valid =
          typeof value === "number" && Number.isInteger(value) && value >= RANGE.min && value <= RANGE.max;
        expect(checkWholeNumber(value, RANGE, findings.at("ports.http"))).toBe(valid ? value : undefined);
        expect(findings.problems.map((p) => [p.code, p.path])).toEqual(valid ? [] : [["port", "ports.http"]]);
      },
    ),
    RUNS,
  );
});

test("the problem names the value, the range and the mend", () => {
  const findings = new Findings();
  checkWholeNumber(65536, RANGE, findings.at("ports.http"));
  expect(describeProblem(findings.problems[0]!)).toBe(
    "ports.http is 65536: must be a port, 1 to 65535; use 2113",
  );
});

test("an object of keys is given back itself, anything else is one problem", () => {
  const others: readonly unknown[] = [
    new Map([["http", 1]]),
    new Set(["http"]),
    new Date(),
    /a/,
    Promise.resolve(),
    Object(true),
  ];
  fc.assert(
    fc.property(
      fc.oneof(
        anyValue,
        fc.nat({ max: others.length - 1 }).map((n) => others[n]),
      ),
      (value) => {
        const findings = new Findings();
        const valid =
          typeof value === "object" &&
          value !== null &&
          Object.prototype.toString.call(value) === "[object Object]";
        expect(checkObject(value, "use {}", findings.at("ports"))).toBe(valid ? value : undefined);
        expect(findings.problems).toHaveLength(valid ? 0 : 1);
      },
    ),
    RUNS,
  );
});

describe("of keys that are not known", () => {
  const said = (given: object, known: readonly string[]) => {
    const findings = new Findings();
    checkKeys(given, known, findings.at("props"));
    return findings.problems.map(describeProblem);
  };
  const MANY = Array.from({ length: 38 }, (_, n) => `option${String.fromCharCode(65 + (n % 26))}${n}`);

  test("the many that are known are listed once, and each is told the one that it is near", () => {
    const wrong = { quite: 1, different: 2, optionA1: 3, names: 4 };
    const [first, second, near, last] = said(wrong, MANY);
    expect(first).toBe(
      `props["quite"] is not known: known are ${MANY.join(", ")}; use one of these, or remove it`,
    );
    const later =
      'is not known: known are the 38 that are listed at props["quite"]; use one of these, or remove it';
    expect([second, last]).toEqual([`props["different"] ${later}`, `props["names"] ${later}`]);
    expect(near).toMatch(/is not known: none of the 38 that there are; did you mean option/);
  });

  test("followed, nothing is said", () => {
    expect(said({ optionA0: 3 }, MANY)).toEqual([]);
  });

  test("a few that are known stand beside each", () => {
    expect(said({ quite: 1, different: 2 }, ["http"])).toEqual([
      'props["quite"] is not known: known are http; use one of these, or remove it',
      'props["different"] is not known: known are http; use one of these, or remove it',
    ]);
  });
});

test("NUL is found wherever it stands", () => {
  expect(["\0", "a\0", "\0a", "a\0b"].map(hasNul)).toEqual([true, true, true, true]);
  expect(["", "0", "\\0", "\n"].map(hasNul)).toEqual([false, false, false, false]);
});

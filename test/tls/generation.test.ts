import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { checkGenerated, type Generation } from "../../lib/tls/generation";
import { anyValue } from "../network/arbitrary-spec";
import { codesOf } from "../network/planning";
import { releaseOf } from "./made-certificates";

function check(options: unknown, version = "24.10.9"): { codes: readonly string[]; made?: Generation } {
  const findings = new Findings();
  const made = checkGenerated(options, releaseOf(version), findings);
  return { codes: codesOf(findings.problems), ...(made === undefined ? {} : { made: made.generation }) };
}

const at = (name: string): string => `certificate.generated.${name} security.certificates.${name}`;

describe("the options of generated certificates", () => {
  test("have defaults", () => {
    const made = { validDays: 365, renewDays: 30, authorityValidDays: 3650, keyBits: 2048 };
    expect(check({}).made).toEqual(made);
    expect(check(undefined).made).toEqual(made);
    expect(check({ validDays: 90 }).made).toMatchObject({ validDays: 90, renewDays: 8 });
  });

  test("within their bounds are taken as they are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 825 }).chain((validDays) =>
          fc.record({
            validDays: fc.constant(validDays),
            renewDays: fc.nat(validDays - 1),
            authorityValidDays: fc.integer({ min: validDays + 1, max: 36500 }),
            keyBits: fc.constantFrom(2048, 3072, 4096),
          }),
        ),
        (options) => {
          expect(check(options)).toEqual({ codes: [], made: options });
          const { renewDays: _, ...rest } = options;
          const { renewDays } = check(rest).made!;
          expect(renewDays).toBeLessThan(options.validDays);
        },
      ),
    );
  });

  test.each([
    [{ validDays: 0 }, "validDays"],
    [{ validDays: 826 }, "validDays"],
    [{ validDays: 1.5 }, "validDays"],
    [{ validDays: "365" }, "validDays"],
    [{ validDays: NaN }, "validDays"],
    [{ renewDays: 365 }, "renewDays"],
    [{ renewDays: -1 }, "renewDays"],
    [{ validDays: 10, renewDays: 10 }, "renewDays"],
    [{ authorityValidDays: 365 }, "authorityValidDays"],
    [{ authorityValidDays: 36501 }, "authorityValidDays"],
    [{ keyBits: 1024 }, "keyBits"],
    [{ keyBits: "2048" }, "keyBits"],
    [{ keyBits: null }, "keyBits"],
  ])("%j is out of bounds", (options, name) => {
    expect(check(options)).toEqual({ codes: [at(name)] });
  });

  test("that nobody knows are named, all at once", () => {
    expect(check({ validdays: 3, keyBits: 1, renewDays: null }).codes).toEqual(
      [at("keyBits"), at("renewDays"), 'value.key security.certificates["validdays"]'].sort(),
    );
  });

  test("that do not fit each other are told beside a key that nobody knows, unless that may be the other one", () => {
    const unknown = 'value.key security.certificates["days"]';
    expect(check({ days: 3, validDays: 10, renewDays: 30 }).codes).toEqual([at("renewDays"), unknown]);
    expect(check({ days: 3, renewDays: 400 }).codes).toEqual([unknown]);
    expect(check({ validDays: 10, renewDays: 1 }).codes).toEqual([]);
  });

  test("are refused on v5", () => {
    expect(check({}, "5.0.12")).toEqual({ codes: ["certificate.generated.release security.certificates"] });
  });

  test("may be any value, which throws nothing", () => {
    const keys = ["validDays", "renewDays", "authorityValidDays", "keyBits"];
    const options = fc.oneof(anyValue, fc.dictionary(fc.constantFrom(...keys), anyValue));
    fc.assert(
      fc.property(options, (drawn) => {
        const { codes, made } = check(drawn);
        expect(made === undefined).toBe(codes.length > 0);
      }),
    );
  });
});

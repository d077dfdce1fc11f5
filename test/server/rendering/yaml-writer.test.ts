import fc from "fast-check";
import { Document } from "yaml";
import { writeYaml } from "../../../lib/server/rendering/yaml-writer";

/** As the package writes it, which knows when to quote. */
function byPackage(root: object): string {
  return new Document(root, { version: "1.1", aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}

/** Short texts of what YAML's words, numbers, dates and marks are made of, and words themselves. */
const text = fc.oneof(
  fc.constantFrom(..."y N Yes NO on Off TRUE False null Null Infinity NaN e1 E-12 --- a:".split(" ")),
  fc.constantFrom(..."10.0.0.11 10.0.0.11:2113 1.2.3 1:20 1:20.5 2001-12-14 0x1f 1_0".split(" ")),
  fc.constantFrom("node-1.orders.internal:2113", "http://*:2113/", "/var/lib/eventstore", "a: b", "a #b"),
  fc.string({ unit: fc.constantFrom(...Array.from("ayn0129._-+:/~ #e\n'\"*{,é")), maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...Array.from("ab/.-:")), minLength: 190, maxLength: 230 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const scalar = fc.oneof(text, fc.boolean(), fc.integer(), fc.double({ noNaN: true }));
const value = fc.oneof(scalar, fc.array(text, { maxLength: 3 }));
const section = (inner: fc.Arbitrary<unknown>) =>
  fc.dictionary(text, inner, { maxKeys: 4, noNullPrototype: false });

test("what is written without the package is what the package writes", () => {
  fc.assert(
    fc.property(section(fc.oneof(value, section(fc.oneof(value, section(value))))), (root) => {
      expect(writeYaml(root)).toBe(byPackage(root));
    }),
    { numRuns: 2_000 },
  );
});

test("every scalar alone, too, where nothing beside it needs quotes", () => {
  fc.assert(
    fc.property(text, value, (key, one) => {
      for (const root of [{ [key]: 1 }, { Key: one }, { Key: [one].flat() }, { Key: { Inner: one } }])
        expect(writeYaml(root)).toBe(byPackage(root));
    }),
    { numRuns: 2_000 },
  );
});

test("a conf file without quotes loads no package", () => {
  jest.isolateModules(() => {
    jest.doMock("yaml", () => {
      throw new Error("was loaded");
    });
    const { writeYaml: write } = jest.requireActual<{ writeYaml: typeof writeYaml }>(
      "../../../lib/server/rendering/yaml-writer",
    );
    const root = { GossipSeed: ["a.internal:2113", "10.0.0.12:2113"], Insecure: true, Tcp: { Port: 1113 } };
    expect(write(root)).toBe(
      "GossipSeed:\n  - a.internal:2113\n  - 10.0.0.12:2113\nInsecure: true\nTcp:\n  Port: 1113\n",
    );
    expect(() => write({ Db: "on" })).toThrow("was loaded");
    jest.dontMock("yaml");
  });
});

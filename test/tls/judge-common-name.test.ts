import { judge, material, SHARED, testAuthority } from "./judging";
import { secureTopology } from "./made-certificates";

const NAME = "security.certificates.commonName";

/** Judges nodes with these common names, `undefined` for none. */
async function verdict(version: string, names: readonly (string | undefined)[], commonName?: string) {
  const nodes = new Map<string, object>();
  for (const [i, name] of names.entries()) {
    nodes.set(`node-${i}`, await material({ subject: name === undefined ? "O=Testers" : `CN=${name}` }));
  }
  return judge({
    topology: secureTopology(version, { size: names.length }),
    nodes,
    roots: [(await testAuthority()).pem],
    ...(commonName === undefined ? {} : { commonName }),
  });
}

const at = (i: number): string => `security.certificates.nodes["node-${i}"].certificate`;
const three = (name: string): readonly string[] => [name, name, name];

describe("the common name from 20.6.1 to 23.6", () => {
  const EXACT = ["20.6.1", "20.10.6", "21.2.0", "22.10.5", "23.6.0"];

  test.each(EXACT)("on %s is told to the servers where it is not theirs", async (version) => {
    const cases = [
      ["eventstoredb-node", undefined],
      ["esdb.example.com", "esdb.example.com"],
      ["*.example.com", "*.example.com"],
      ["Some name", "Some name"],
    ] as const;
    for (const [name, emitted] of cases) {
      const { codes, judged } = await verdict(version, three(name));
      expect(codes).toEqual([]);
      expect(judged.commonName).toBe(emitted);
    }
  });

  test.each(EXACT)("on %s is one for all nodes, letter by letter", async (version) => {
    for (const names of [
      ["a.example.com", "b.example.com", "c.example.com"],
      ["node", "node", "Node"],
    ]) {
      const { codes, text } = await verdict(version, names);
      expect(codes).toEqual(["certificate.commonName.differ security.certificates"]);
      for (const [i, name] of names.entries()) expect(text).toContain(`"${name}" of node-${i}`);
    }
  });

  test.each(EXACT)("on %s is the one that was asked for", async (version) => {
    expect((await verdict(version, three("esdb"), "esdb")).judged.commonName).toBe("esdb");
    const { codes, text } = await verdict(version, ["esdb", "ESDB", "*.esdb"], "esdb");
    expect(codes).toEqual([`certificate.commonName ${at(1)}`, `certificate.commonName ${at(2)}`]);
    expect(text).toContain(`${NAME} is "esdb"`);
    const standard = await verdict(version, three("eventstoredb-node"), "eventstoredb-node");
    expect(standard.judged.commonName).toBeUndefined();
  });

  test("is there", async () => {
    for (const version of EXACT) {
      const { codes } = await verdict(version, ["eventstoredb-node", undefined, "eventstoredb-node"]);
      expect(codes).toEqual([`certificate.commonName.none ${at(1)}`]);
    }
  });
});

describe("the common name from 23.10", () => {
  const MATCHING = ["23.10.0", "24.2.0", "24.10.14", "25.1.4", "26.1.0"];

  test.each(MATCHING)("on %s is the nodes' own where they have one", async (version) => {
    for (const names of [three("esdb.example.com"), three("*.example.com"), ["Esdb-1", "esdb-1", "ESDB-1"]]) {
      const { codes, judged } = await verdict(version, names);
      expect(codes).toEqual([]);
      expect(judged.commonName).toBeUndefined();
    }
  });

  test.each(MATCHING)("on %s is a wildcard for names of one domain", async (version) => {
    const { codes, judged } = await verdict(version, ["a.example.com", "b.Example.com", "c.example.com"]);
    expect(codes).toEqual([]);
    expect(judged.commonName).toBe("*.example.com");
    const withWildcard = await verdict(version, ["*.example.com", "b.example.com", "c.example.com"]);
    expect(withWildcard.codes).toEqual([]);
    expect(withWildcard.judged.commonName).toBe("*.example.com");
  });

  test.each(MATCHING)("on %s is refused where no name stands for all", async (version) => {
    for (const names of [
      ["a.example.com", "b.example.org", "c.example.com"],
      ["a.example.com", "b.c.example.com", "d.example.com"],
      ["a.local", "b.local", "c.local"],
      ["a", "b", "c"],
      ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
    ]) {
      const { codes } = await verdict(version, names);
      expect(codes).toEqual(["certificate.commonName.differ security.certificates"]);
    }
  });

  test.each(MATCHING)("on %s is written like a DNS name or an address", async (version) => {
    for (const name of ["some name", "esdb_node", "*.local", "node."]) {
      expect((await verdict(version, three(name))).codes).toEqual([`certificate.commonName.form ${at(0)}`]);
    }
    expect((await verdict(version, three("10.0.0.1"))).codes).toEqual([]);
    expect((await verdict(version, ["some name"])).codes).toEqual([]);
  });

  test.each(MATCHING)("on %s fits the one that was asked for", async (version) => {
    const names = ["a.example.com", "b.example.com", "c.example.com"];
    const fitting = await verdict(version, names, "*.example.com");
    expect(fitting.codes).toEqual([]);
    expect(fitting.judged.commonName).toBe("*.example.com");
    expect((await verdict(version, names, "b.example.com")).codes).toEqual([
      `certificate.commonName ${at(0)}`,
      `certificate.commonName ${at(2)}`,
    ]);
    expect((await verdict(version, three("*.example.com"), "a.example.com")).codes).toHaveLength(3);
    expect((await verdict(version, names, "*.com")).codes).toHaveLength(3);
  });

  test("is there, unless the node is alone", async () => {
    for (const version of MATCHING) {
      expect((await verdict(version, [undefined, "a", "a"])).codes).toEqual([
        `certificate.commonName.none ${at(0)}`,
      ]);
      expect((await verdict(version, [undefined])).codes).toEqual([]);
    }
  });
});

describe("the common name on 20.6.0", () => {
  test("is the whole subject, and fixed", async () => {
    const good = await verdict("20.6.0", ["eventstoredb-node"]);
    expect(good.codes).toEqual([]);
    expect(good.judged.commonName).toBeUndefined();
    const asked = await verdict("20.6.0", ["eventstoredb-node"], "other");
    expect(asked.codes).toEqual([`certificate.commonName.fixed ${NAME}`]);
    expect(asked.judged.commonName).toBeUndefined();
  });

  test("has nothing beside it where nodes meet", async () => {
    const topology = secureTopology("20.6.0");
    const judged = async (subject: string) =>
      judge({ topology, nodes: await material({ subject }), roots: [(await testAuthority()).pem] }).codes;
    expect(await judged("CN=eventstoredb-node")).toEqual([]);
    for (const subject of ["CN=eventstoredb-node, O=Testers", "CN=other"]) {
      expect(await judged(subject)).toEqual([`certificate.commonName ${SHARED}.certificate`]);
    }
  });
});

describe("the name that v5 verifies", () => {
  const pkcs12 = { form: "pkcs12" } as const;

  test("must be told where nodes meet", async () => {
    const topology = secureTopology("5.0.12");
    const roots = [(await testAuthority()).pem];
    expect(judge({ topology, nodes: pkcs12, roots }).codes).toEqual([
      `certificate.commonName.missing ${NAME}`,
    ]);
    const told = judge({ topology, nodes: pkcs12, roots, commonName: "esdb.example.com" });
    expect(told.codes).toEqual([]);
    expect(told.judged.commonName).toBe("esdb.example.com");
    expect(told.judged.unchecked).toEqual([`${SHARED}.pkcs12`]);
    expect(judge({ topology: secureTopology("5.0.12", { size: 1 }), nodes: pkcs12 }).codes).toEqual([]);
  });
});

test("a name that was asked for is emitted where nothing can be read", () => {
  for (const version of ["22.10.5", "24.10.9"]) {
    const { judged, codes } = judge({
      topology: secureTopology(version),
      nodes: {},
      roots: [undefined],
      commonName: "*.example.com",
    });
    expect(codes).toEqual([]);
    expect(judged.commonName).toBe("*.example.com");
  }
});

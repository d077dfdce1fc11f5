import { judge, material, SHARED, testAuthority } from "./judging";
import { make, NOW, secureTopology, traditional } from "./made-certificates";

const CERTIFICATE = `${SHARED}.certificate`;
const ROOTS = "security.certificates.trustedRoots";
const CHECKED = ["20.10.5", "20.10.6", "21.10.0", "22.10.5", "23.10.8", "26.1.0"];
const UNCHECKED = ["20.6.0", "20.6.1", "20.10.4", "21.2.0", "21.6.0"];

async function chained() {
  const root = await testAuthority();
  const intermediate = await make({ ca: true, subject: "CN=Intermediate", key: "other", issuer: root });
  const node = await material({ issuer: intermediate });
  return { root, intermediate, node };
}

describe("a chain", () => {
  test.each(CHECKED)("leads over intermediates beside the certificate to a root on %s", async (version) => {
    const { root, intermediate, node } = await chained();
    const topology = secureTopology(version);
    const nodes = { ...node, certificate: node.certificate + intermediate.pem };
    expect(judge({ topology, nodes, roots: [root.pem] }).codes).toEqual([]);
    const without = judge({ topology, nodes: node, roots: [root.pem] });
    expect(without.codes).toEqual([`certificate.chain ${CERTIFICATE}`]);
    expect(without.text).toContain('was issued by "CN=Intermediate", which is not given');
    expect(judge({ topology, nodes: node, roots: [root.pem, intermediate.pem] }).codes).toEqual([
      `certificate.root.notSelfSigned ${ROOTS}[1]`,
    ]);
  });

  test.each(UNCHECKED)("leads over intermediates among the roots on %s", async (version) => {
    const { root, intermediate, node } = await chained();
    const topology = secureTopology(version);
    expect(judge({ topology, nodes: node, roots: [root.pem, intermediate.pem] }).codes).toEqual([]);
    const beside = { ...node, certificate: node.certificate + intermediate.pem };
    const { codes, text } = judge({ topology, nodes: beside, roots: [root.pem] });
    expect(codes).toEqual([`certificate.chain ${CERTIFICATE}`]);
    expect(text).toContain("needs an intermediate that stands beside it");
  });

  test("ends at a root that signed it, not at its namesake", async () => {
    const namesake = await make({ ca: true, key: "other" });
    const { codes, text } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material(),
      roots: [namesake.pem],
    });
    expect(codes).toEqual([`certificate.chain ${CERTIFICATE}`]);
    expect(text).toContain("has another key");
  });

  test.each(CHECKED)(
    "begins at an authority: another server's certificate is no root on %s",
    async (version) => {
      const root = await testAuthority();
      const { certificate: leaf } = await material({ key: "other" });
      const topology = secureTopology(version);
      const nodes = await material();
      const { codes, text } = judge({ topology, nodes, roots: [leaf] });
      expect(codes).toContain(`certificate.root.noAuthority ${ROOTS}[0]`);
      expect(text).toContain("which is no authority's (CA:FALSE)");
      expect(text).not.toContain("as an intermediate");
      // What it says to give, whoever follows it.
      expect(text).toContain(`give the certificate of "CN=Test authority"`);
      expect(judge({ topology, nodes, roots: [root.pem] }).codes).toEqual([]);
    },
  );

  test("leads over no certificate of a server, which is told where it stands among the intermediates", async () => {
    const root = await testAuthority();
    const { certificate: leaf } = await material({ key: "other" });
    const node = await material();
    const topology = secureTopology("22.10.5");
    const judged = (certificate: string) =>
      judge({ topology, nodes: { ...node, certificate }, roots: [root.pem] });
    expect(judged(node.certificate + leaf)).toMatchObject({
      codes: [],
      warnings: [{ code: "certificate.intermediate.noAuthority", path: CERTIFICATE }],
    });
    expect(judged(node.certificate)).toMatchObject({ codes: [], warnings: [] });
  });

  test("has issuers that are authorities", async () => {
    const issuer = await make({ subject: "CN=Nobody", key: "other", keyUsage: null, uses: null });
    const { codes, text } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material({ issuer }),
      roots: [issuer.pem],
    });
    expect(codes).toEqual([`certificate.chain ${CERTIFICATE}`]);
    expect(text).toContain("no authority's");
  });

  test("is not judged where a root cannot be read, which is said", async () => {
    const other = await make({ ca: true, subject: "CN=Other", key: "other" });
    const { codes, judged } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material(),
      roots: [other.pem, undefined],
    });
    expect(codes).toEqual([]);
    expect(judged.unchecked).toEqual([`${ROOTS}[1]`]);
  });

  test.each(CHECKED)("holds no root beside the certificate on %s", async (version) => {
    const root = await testAuthority();
    const node = await material();
    const nodes = { ...node, certificate: node.certificate + root.pem };
    expect(judge({ topology: secureTopology(version), nodes, roots: [root.pem] }).codes).toEqual([
      `certificate.intermediate.selfSigned ${CERTIFICATE}`,
    ]);
  });

  test.each(UNCHECKED)(
    "may have a root beside the certificate on %s, which reads it not",
    async (version) => {
      const root = await testAuthority();
      const node = await material();
      const nodes = { ...node, certificate: node.certificate + root.pem };
      expect(judge({ topology: secureTopology(version), nodes, roots: [root.pem] }).codes).toEqual([]);
    },
  );
});

describe("trusted roots", () => {
  test("are needed from 20.6", async () => {
    for (const version of ["20.6.0", "23.6.0", "26.1.0"]) {
      const { codes } = judge({ topology: secureTopology(version), nodes: await material() });
      expect(codes).toEqual([`certificate.roots.missing ${ROOTS}`]);
    }
  });

  test("may be several while one takes another's place", async () => {
    const next = await make({ ca: true, subject: "CN=Next authority", key: "other" });
    const { codes, warnings } = judge({
      topology: secureTopology("22.10.5"),
      nodes: new Map([
        ["node-0", await material()],
        ["node-1", await material({ issuer: next })],
        ["node-2", await material({ issuer: next })],
      ]),
      roots: [(await testAuthority()).pem, next.pem],
    });
    expect(codes).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("are not nodes' certificates", async () => {
    const node = await material();
    const { codes, text } = judge({
      topology: secureTopology("22.10.5"),
      nodes: node,
      roots: [node.certificate],
    });
    expect(codes).toEqual([`certificate.root.node ${ROOTS}[0]`]);
    expect(text).toContain('give the certificate of "CN=Test authority"');
  });

  test("may be a self-signed node certificate, which is doubtful", async () => {
    const own = await make({ dns: ["*.esdb.internal", "*.esdb.external"] });
    const nodes = { certificate: own.pem, privateKey: traditional() };
    const topology = secureTopology("22.10.5");
    const trusted = judge({ topology, nodes, roots: [own.pem] });
    expect(trusted.codes).toEqual([]);
    expect(trusted.warnings.map(({ code }) => code)).toEqual(["certificate.selfSigned"]);
    const untrusted = judge({ topology, nodes, roots: [(await testAuthority()).pem] });
    expect(untrusted.codes).toEqual([`certificate.chain ${CERTIFICATE}`]);
    expect(untrusted.text).toContain("which is self-signed");
  });

  test("are one a text, each once, and PEM", async () => {
    const root = await testAuthority();
    const other = await make({ ca: true, subject: "CN=Other", key: "other" });
    const nodes = await material();
    const topology = secureTopology("22.10.5");
    expect(judge({ topology, nodes, roots: [root.pem + other.pem] }).codes).toEqual([
      `certificate.root.several ${ROOTS}[0]`,
    ]);
    const twice = judge({ topology, nodes, roots: [root.pem, root.pem] });
    expect(twice.codes).toEqual([]);
    expect(twice.warnings).toMatchObject([{ code: "certificate.root.twice", path: `${ROOTS}[1]` }]);
    expect(judge({ topology, nodes, roots: [root.pem, "garbage"] }).codes).toEqual([
      `certificate.root.unreadable ${ROOTS}[1]`,
    ]);
  });
});

describe("validity", () => {
  const at = (days: number): string => new Date(NOW.getTime() + days * 86_400_000).toISOString();

  test.each([
    ["ended", { to: at(-1) }, "certificate.expired"],
    ["begins later", { from: at(1) }, "certificate.notYetValid"],
  ])("of a certificate that %s is told with dates", async (_, wanted, code) => {
    const { problems } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material(wanted),
      roots: [(await testAuthority()).pem],
    });
    expect(problems).toMatchObject([{ code, path: CERTIFICATE }]);
    expect(problems[0]!.got).toMatch(/ on \d{4}-\d\d-\d\dT/);
    expect(problems[0]!.expected).toContain(NOW.toISOString());
  });

  test.each([
    [13, true],
    [15, false],
  ])("that ends in %d days is warned of: %p", async (days, warned) => {
    const { codes, warnings } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material({ to: at(days) }),
      roots: [(await testAuthority()).pem],
    });
    expect(codes).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(warned ? ["certificate.expiresSoon"] : []);
  });

  test("of intermediates and roots matters where a chain stands on them", async () => {
    const root = await make({ ca: true, subject: "CN=Old root", to: at(-1) });
    const topology = secureTopology("22.10.5");
    const needed = judge({ topology, nodes: await material({ issuer: root }), roots: [root.pem] });
    expect(needed.codes).toEqual([`certificate.expired ${ROOTS}[0]`]);
    const spare = judge({
      topology,
      nodes: await material(),
      roots: [(await testAuthority()).pem, root.pem],
    });
    expect(spare.codes).toEqual([]);
    expect(spare.warnings).toMatchObject([{ code: "certificate.expired", path: `${ROOTS}[1]` }]);
    const intermediate = await make({
      ca: true,
      subject: "CN=Old intermediate",
      key: "other",
      issuer: await testAuthority(),
      to: at(-1),
    });
    const node = await material({ issuer: intermediate });
    const over = judge({
      topology,
      nodes: { ...node, certificate: node.certificate + intermediate.pem },
      roots: [(await testAuthority()).pem],
    });
    expect(over.codes).toEqual([`certificate.expired ${CERTIFICATE}`]);
    expect(over.text).toContain("CN=Old intermediate");
  });

  test("of a renewed root stands for that of its old certificate", async () => {
    const old = await make({ ca: true, to: at(-1) });
    const renewed = await testAuthority();
    const { codes } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material(),
      roots: [old.pem, renewed.pem],
    });
    expect(codes).toEqual([]);
  });
});

import fc from "fast-check";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { isIpv4 } from "../../lib/network/model/ipv4";
import { capabilitiesOf } from "../../lib/server/capabilities-of";
import { certificateNames } from "../../lib/tls/certificate-names";
import { planned } from "../network/arbitrary-spec";
import { topologyOf } from "../network/planning";
import { judge, material, SHARED, testAuthority } from "./judging";
import { make, releaseOf, secureTopology } from "./made-certificates";
import { character } from "../character";

const CERTIFICATE = `${SHARED}.certificate`;
const SINGLE = {
  size: 1,
  clients: ClientAccess.throughHost({ host: "192.0.2.10", ports: PortPlan.sequential(2113) }),
};

describe("the names in a certificate that somebody brings", () => {
  test("suffice where they are the dialled ones, and not where one of them is missing", async () => {
    const capabilities = capabilitiesOf(releaseOf("24.10.9"));
    const authority = await testAuthority();
    await fc.assert(
      fc.asyncProperty(planned([capabilities]), fc.nat(), async ({ spec }, n) => {
        const topology = topologyOf({ spec: { ...spec, secure: true }, capabilities });
        const all = [
          ...new Set(
            topology.nodes.flatMap((node) => certificateNames(topology, node).map((one) => one.name)),
          ),
        ];
        const roots = [authority.pem];
        const withNames = async (names: readonly string[]) => ({
          ...(await material({
            dns: names.filter((name) => !isIpv4(name)),
            ip: names.filter(isIpv4),
          })),
        });
        const whole = judge({ topology, roots, nodes: await withNames(all) });
        expect(whole.text).toBe("");
        expect(whole.judged.unchecked).toEqual([]);
        const left = all[n % all.length]!;
        const lacking = judge({
          topology,
          roots,
          nodes: await withNames(all.filter((name) => name !== left)),
        });
        const code = all.length === 1 ? "certificate.names.none" : "certificate.names";
        expect(lacking.codes).toEqual([`${code} ${CERTIFICATE}`]);
        expect(lacking.text).toContain(`${isIpv4(left) ? "IP" : "DNS"}:${left} of `);
        for (const name of all) {
          if (name !== left && !lacking.text.includes("has DNS:")) {
            expect(lacking.problems[0]!.got).not.toContain(`:${name},`);
          }
        }
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  test("are listed with who dials them, node by node", async () => {
    const topology = secureTopology("22.10.5");
    const nodes = new Map([
      ["node-0", await material({ dns: ["node-0.esdb.internal", "node-0.esdb.external"] })],
      ["node-1", await material({ dns: ["node-1.esdb.internal"] })],
      ["node-2", await material({ dns: ["other.example.com"] })],
    ]);
    const { problems } = judge({ topology, nodes, roots: [(await testAuthority()).pem] });
    expect(problems.map(({ path, got }) => `${path} ${got}`)).toEqual([
      'security.certificates.nodes["node-1"].certificate lacks DNS:node-1.esdb.external',
      'security.certificates.nodes["node-2"].certificate lacks DNS:node-2.esdb.external, DNS:node-2.esdb.internal',
    ]);
    expect(problems[1]!.expected).toContain("DNS:node-2.esdb.internal of node-2 (peers: internalTcp, http)");
    expect(problems[1]!.fix).toContain("DNS:other.example.com");
    expect(problems[1]!.fix).toContain("PeerAccess.perNode");
    expect(problems[0]!.fix).not.toContain("PeerAccess.perNode");
    expect(problems[0]!.fix).toContain("ClientAccess");
  });

  test("may hold a wildcard for one label, and no more", async () => {
    const topology = secureTopology("24.10.9");
    const roots = [(await testAuthority()).pem];
    expect(judge({ topology, roots, nodes: await material() }).codes).toEqual([]);
    for (const dns of [
      ["*.internal", "*.external"],
      ["node-*.esdb.internal", "*.esdb.external"],
      ["esdb.internal"],
    ]) {
      expect(judge({ topology, roots, nodes: await material({ dns }) }).codes).toEqual([
        `certificate.names ${CERTIFICATE}`,
      ]);
    }
  });

  test("must hold an address where one is dialled, which no DNS name stands for", async () => {
    const topology = secureTopology("24.10.9", SINGLE);
    const roots = [(await testAuthority()).pem];
    const withIp = await material({ dns: [], ip: ["192.0.2.10"] });
    expect(judge({ topology, roots, nodes: withIp }).codes).toEqual([]);
    const { problems } = judge({ topology, roots, nodes: await material({ dns: ["host.example.com"] }) });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.got).toBe(
      "has host names only, while an address is dialled, and lacks IP:192.0.2.10",
    );
    expect(problems[0]!.expected).toContain("IP:192.0.2.10 of node-0 (");
    const slip = judge({ topology, roots, nodes: await material({ dns: ["192.0.2.10"] }) });
    expect(slip.text).toContain("is in it as a DNS name, which stands for no address");
  });

  test("are alternative names: the common name is none of them", async () => {
    const topology = secureTopology("24.10.9", SINGLE);
    const wanted = { dns: [], subject: "CN=192.0.2.10" };
    const { problems } = judge({
      topology,
      nodes: await material(wanted),
      roots: [(await testAuthority()).pem],
    });
    expect(problems.map(({ code }) => code)).toEqual(["certificate.names.none"]);
    expect(problems[0]!.expected).toContain("IP:192.0.2.10 of node-0");
    const within = secureTopology("24.10.9", { size: 1 });
    const named = await material({ dns: ["other.example.com"], subject: "CN=node-0.esdb.external" });
    expect(judge({ topology: within, nodes: named, roots: [(await testAuthority()).pem] }).codes).toEqual([
      `certificate.names ${CERTIFICATE}`,
    ]);
  });

  test("are told once of a certificate for all nodes, and handed back by node", async () => {
    const topology = secureTopology("24.10.9");
    const { problems, judged } = judge({
      topology,
      nodes: await material({ dns: ["a.example.com"], ip: ["10.0.0.5"] }),
      roots: [(await testAuthority()).pem],
    });
    expect(problems).toHaveLength(1);
    expect([...judged.certificateNames]).toEqual(
      ["node-0", "node-1", "node-2"].map((key) => [key, ["a.example.com", "10.0.0.5"]]),
    );
    expect([...judged.expires.keys()]).toEqual(["node-0", "node-1", "node-2"]);
    expect(judged.expires.get("node-1")).toBe("2035-01-01T00:00:00.000Z");
  });

  test("are not asked of what cannot be read, which is said to be unchecked", () => {
    const topology = secureTopology("24.10.9");
    const { codes, judged } = judge({ topology, nodes: {}, roots: [undefined] });
    expect(codes).toEqual([]);
    expect(judged.unchecked).toEqual([
      CERTIFICATE,
      `${SHARED}.privateKey`,
      "security.certificates.trustedRoots[0]",
    ]);
    expect(judged.certificateNames.get("node-0")).toBeUndefined();
    expect(judged.commonName).toBeUndefined();
  });

  test.each([
    ["garbage", "garbage", "is not PEM"],
    ["", "nothing", "is empty"],
    ["0\u0082\u0003\0\0", "DER", "is binary, not PEM"],
    ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "half a certificate", "is damaged"],
  ])("are not looked for in %j", async (certificate, _, got) => {
    const { privateKey } = await material();
    const { problems } = judge({
      topology: secureTopology("24.10.9"),
      nodes: { certificate, privateKey },
      roots: [(await testAuthority()).pem],
    });
    expect(problems).toMatchObject([{ code: "certificate.unreadable", path: CERTIFICATE, got }]);
  });

  test("stand in a file without a key, and a key in one without a certificate", async () => {
    const { certificate, privateKey } = await material();
    const topology = secureTopology("24.10.9");
    const roots = [(await testAuthority()).pem];
    expect(
      judge({ topology, roots, nodes: { certificate: certificate + privateKey, privateKey } }).codes,
    ).toEqual([`certificate.holdsKey ${CERTIFICATE}`]);
    const swapped = judge({ topology, roots, nodes: { certificate: privateKey, privateKey: certificate } });
    expect(swapped.codes).toEqual([
      `certificate.key.unreadable ${SHARED}.privateKey`,
      `certificate.unreadable ${CERTIFICATE}`,
    ]);
    const line = privateKey.split("\n")[1]!;
    expect(swapped.text).not.toContain(line.slice(0, 20));
  });

  test("any text in place of PEM is judged, and throws nothing", async () => {
    const topology = secureTopology("24.10.9");
    const { certificate, privateKey } = await material();
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: character }),
      fc.nat(1500).map((n) => certificate.slice(0, n)),
      fc.nat(1500).map((n) => privateKey.slice(0, n)),
      fc.constant(certificate),
      fc.constant(privateKey),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.record({ certificate: text, privateKey: text, root: text }), (drawn) => {
        const nodes = {
          ...(drawn.certificate === undefined ? {} : { certificate: drawn.certificate }),
          ...(drawn.privateKey === undefined ? {} : { privateKey: drawn.privateKey }),
        };
        const { problems, judged } = judge({ topology, nodes, roots: [drawn.root] });
        // Nothing fits but the pair itself, and nothing is passed over in silence.
        const said = problems.length + judged.unchecked.length;
        expect(said).toBeGreaterThan(0);
        const key = privateKey.split("\n")[3]!;
        for (const problem of problems) expect(JSON.stringify(problem)).not.toContain(key);
      }),
      { numRuns: 300 },
    );
  });
});

test("a root with a key beside it is refused, whoever's key it is", async () => {
  const authority = await make({ ca: true });
  const { privateKey } = await material();
  const { codes } = judge({
    topology: secureTopology("24.10.9"),
    nodes: await material({ issuer: authority }),
    roots: [authority.pem + privateKey],
  });
  expect(codes).toEqual(["certificate.holdsKey security.certificates.trustedRoots[0]"]);
});

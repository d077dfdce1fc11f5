import { ClientAccess } from "../../../lib/network/asked/client-access";
import { EndpointKind } from "../../../lib/network/model/endpoint";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { endpointOf } from "../../../lib/network/model/topology";
import { specOf, V20_6_0, V22, V5 } from "../arbitrary-spec";
import { codesOf, plan } from "../planning";

const ports = PortPlan.sequential({ http: 2113, externalTcp: 1113 });
const OPEN = ClientAccess.throughHost({ host: "10.9.0.5", ports });
const LOCAL = ClientAccess.throughHost({ host: "localhost", ports });

describe("TLS of external TCP alone", () => {
  test.each([
    [{ secure: true }, true],
    [{ secure: true, externalTcpTls: true }, true],
    [{ secure: true, externalTcpTls: false }, false],
    [{ secure: false }, false],
  ])("%j", (more, expected) => {
    const { topology } = plan(specOf({ externalTcp: true, ...more }));
    for (const node of topology?.nodes ?? []) {
      expect(endpointOf(node, EndpointKind.EXTERNAL_TCP)?.tls).toBe(expected);
      expect(endpointOf(node, EndpointKind.HTTP)?.tls).toBe(more.secure);
      expect(endpointOf(node, EndpointKind.INTERNAL_TCP)?.tls).toBe(more.secure);
    }
    expect(topology?.nodes).toHaveLength(3);
  });
});

test("v5 has TLS on both sides of TCP and none on HTTP, and says so", () => {
  const { topology, problems, warnings } = plan(specOf({ secure: true, clients: LOCAL }), V5);
  expect(problems).toEqual([]);
  expect(codesOf(warnings)).toEqual(["security.plainHttp security"]);
  for (const node of topology?.nodes ?? []) {
    const tls = node.endpoints.map(({ kind, tls, port }) => [kind, tls, port]);
    expect(tls).toEqual([
      ["internalTcp", true, 1112],
      ["internalHttp", false, 2112],
      ["http", false, 2113],
      ["externalTcp", true, 1113],
    ]);
  }
});

test.each([
  ["from 20.6 nothing is plain", V22, { clients: OPEN, externalTcp: true }, []],
  [
    "plain external TCP beyond the host is warned of once",
    V22,
    { clients: OPEN, externalTcp: true, externalTcpTls: false },
    ["security.plainPublished clients"],
  ],
  [
    "plain external TCP on the loopback address is not",
    V22,
    { clients: LOCAL, externalTcp: true, externalTcpTls: false },
    [],
  ],
  [
    "v5's HTTP beyond the host is",
    V5,
    { clients: OPEN },
    ["security.plainHttp security", "security.plainPublished clients"],
  ],
])("%s", (_, capabilities, more, expected) => {
  const { problems, warnings } = plan(specOf({ secure: true, ...more }), capabilities);
  expect([codesOf(problems), codesOf(warnings)]).toEqual([[], expected]);
});

test("an insecure cluster is warned of nothing here", () => {
  const { warnings } = plan(specOf({ clients: OPEN, allowPublished: true, externalTcp: true }), V5);
  expect(warnings).toEqual([]);
});

describe("20.6.0 with TLS", () => {
  test.each([{}, { clients: OPEN }, { clients: LOCAL, externalTcp: true }])(
    "a single node is planned (%#)",
    (more) => {
      const { topology, problems } = plan(specOf({ secure: true, size: 1, ...more }), V20_6_0);
      expect(problems).toEqual([]);
      expect(topology?.secure).toBe(true);
    },
  );

  test("a cluster that tells clients another address than nodes is refused, with both ways out", () => {
    const { problems } = plan(specOf({ secure: true }), V20_6_0);
    expect(codesOf(problems)).toEqual(["clients.address.release clients"]);
    expect(problems[0]?.fix).toBe('use version: "20.6.1" or later, or a cluster of one member');
  });
});

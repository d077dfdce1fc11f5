import { ClientAccess } from "../../../lib/network/asked/client-access";
import { Binding, EndpointKind } from "../../../lib/network/model/endpoint";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { endpointOf } from "../../../lib/network/model/topology";
import { specOf, V20_6_0, V22, V5 } from "../arbitrary-spec";
import { dockerHosts } from "../docker-hosts";
import { codesOf, plan, plannedAnyway } from "../planning";

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

describe("over several Docker hosts", () => {
  const secure = (more: object = {}) => specOf({ secure: true, hosts: dockerHosts(), ...more });

  test("v5's HTTP is published by two props, and each is told what it opens", () => {
    const { problems, warnings } = plan(secure(), V5);
    expect(problems).toEqual([]);
    expect(warnings.filter(({ code }) => code === "security.plainPublished")).toEqual([
      {
        code: "security.plainPublished",
        path: "peers",
        got: "publishes internalHttp of node-0 on 10.60.0.1:2112 without TLS",
        expected: "gossip and elections then cross the network between the hosts in clear",
        fix: "keep that network to your hosts, or to machines that you trust",
      },
      {
        code: "security.plainPublished",
        path: "clients",
        got: "publishes http of node-0 on 192.0.2.1:2113 without TLS",
        expected: "passwords and events then cross that network in clear",
        fix: "keep that network to machines that you trust",
      },
    ]);
  });

  test("plain external TCP is not to be published on 127.0.0.1, where no other machine comes", () => {
    const { problems, warnings } = plan(secure({ externalTcp: true, externalTcpTls: false }), V22);
    expect(problems).toEqual([]);
    expect(warnings.map(({ code, path, fix }) => [code, path, fix])).toEqual([
      ["security.plainPublished", "clients", "keep that network to machines that you trust"],
    ]);
  });

  test("replication in clear is refused, once", () => {
    const { problems, warnings } = plan(secure({ replicationTls: false }), V5);
    expect(codesOf(problems)).toEqual(["security.tlsForClients.hosts security"]);
    expect(problems[0]?.fix).toMatch(/^use Security\.tls with .*, or one engine, without hosts$/);
    expect(warnings.map(({ got }) => got).join()).not.toContain("internalTcp");
    expect(plan(secure({ replicationTls: true }), V5).problems).toEqual([]);
  });

  test("one member has nobody to replicate to", () => {
    const alone = { size: 1, internalNetwork: undefined, hosts: dockerHosts({}, 1) };
    expect(plan(secure({ replicationTls: false, ...alone }), V5).problems).toEqual([]);
  });
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

describe("TLS for clients alone", () => {
  const said = (more: object = {}, capabilities = V5) => {
    const { problems, warnings } = plannedAnyway(
      specOf({ secure: true, replicationTls: false, ...more }),
      capabilities,
    );
    return { problems: codesOf(problems), warnings };
  };
  const existing = (cidr: string) => ({ networkName: "lan", cidr, internal: true });

  test("leaves replication plain, and says who can listen", () => {
    const { problems, warnings } = said();
    expect(problems).toEqual([]);
    expect(codesOf(warnings)).toEqual(["security.plainHttp security", "security.plainTcp security"]);
    expect(warnings.map(({ got }) => got)).toEqual([
      "is Security.tlsForClients on 5.0.11",
      "is Security.tlsForClients on 5.0.11",
    ]);
    expect(warnings[1]).toMatchObject({
      expected: expect.stringMatching(/stays open to containers on the external network$/) as string,
      fix: "keep the external network to containers that you trust, or use Security.tls",
    });
    const several = said({ additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } } }).warnings[1];
    expect(several).toMatchObject({
      expected: expect.stringMatching(/stays open to containers on the networks of clients$/) as string,
      fix: "keep the networks of clients to containers that you trust, or use Security.tls",
    });
  });

  test("is TLS everywhere where there is nobody to replicate to", () => {
    const { problems, warnings } = said({ size: 1, internalNetwork: undefined });
    expect(problems).toEqual([]);
    expect(codesOf(warnings)).toEqual(["security.plainHttp security"]);
  });

  test("needs a network of the nodes' own, and replication on it alone", () => {
    const network = "security.tlsForClients.network internalNetwork";
    const binding = "security.tlsForClients.binding bindings.internalTcp";
    const internalNetwork = existing("10.240.0.0/24");
    const { ALL_INTERFACES, NODE_ADDRESS } = Binding;
    expect(said({ internalNetwork }).problems).toEqual([network]);
    expect(said({ externalNetwork: { ...existing("10.240.1.0/24"), internal: false } }).problems).toEqual([]);
    expect(said({ bindings: { internalTcp: ALL_INTERFACES } }).problems).toEqual([binding]);
    expect(said({ bindings: { internalTcp: NODE_ADDRESS, internalHttp: ALL_INTERFACES } }).problems).toEqual(
      [],
    );
    expect(said({ internalNetwork, bindings: { internalTcp: ALL_INTERFACES } }).problems).toEqual(
      [binding, network].sort(),
    );
    for (const replicationTls of [true, undefined])
      expect(said({ internalNetwork, replicationTls }).problems).toEqual([]);
  });

  test("the mends work", () => {
    const more = {
      internalNetwork: existing("10.240.0.0/24"),
      bindings: { internalTcp: Binding.ALL_INTERFACES },
    };
    const { problems } = plannedAnyway(specOf({ secure: true, replicationTls: false, ...more }), V5);
    const [network, binding] = problems;
    const [, cidr] = /internalNetwork: \{ cidr: "([^"]+)" \}/.exec(network!.fix)!;
    expect(binding!.fix).toMatch(/^leave bindings\.internalTcp out for Binding\.NODE_ADDRESS/);
    expect(new Set(problems.map(({ expected }) => expected)).size).toBe(1);
    expect(said({ internalNetwork: { cidr } }).problems).toEqual([]);
  });

  test("is not what releases from 20.6 have, and says nothing else of them", () => {
    const { problems, warnings } = said(
      {
        clients: OPEN,
        externalTcp: true,
        externalTcpTls: false,
        bindings: { internalTcp: Binding.ALL_INTERFACES },
      },
      V22,
    );
    expect([problems, warnings]).toEqual([["security.tlsForClients.release security"], []]);
  });
});

test("TLS on both sides of v5 is called by its name", () => {
  const { warnings } = plannedAnyway(specOf({ secure: true }), V5);
  expect(warnings.map(({ got }) => got)).toEqual(["is Security.tls on 5.0.11"]);
});

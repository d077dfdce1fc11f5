import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { endpointOf } from "../../lib/network/model/topology";
import { describeTopology } from "../../lib/report/describe-topology";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { codesOf, plan, plannedAnyway, topologyOf } from "./planning";

const PROXY = { additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } } };

function specWith(more: Partial<Record<keyof ClusterSpec, unknown>> = {}): ClusterSpec {
  return specOf({ ...PROXY, ...more });
}

/** What is wrong, with the mend. */
const said = (spec: ClusterSpec, capabilities = V22) =>
  plan(spec, capabilities).problems.map(({ code, path, fix }) => ({ code, path, fix }));

test("every node has an address there, a name of its own, and the names that clients are told", () => {
  const { networks, nodes } = topologyOf({ capabilities: V22, spec: specWith() });
  expect(networks.map(({ name, key }) => [name, key])).toEqual([
    ["esdb-external", undefined],
    ["esdb-external.proxy", "proxy"],
    ["esdb-internal", undefined],
  ]);
  expect(nodes.map(({ attachments }) => attachments[1])).toEqual(
    [0, 1, 2].map((n) => ({
      interface: "external",
      key: "proxy",
      network: "esdb-external.proxy",
      address: `10.240.2.${11 + n}`,
      aliases: [`node-${n}.esdb.external`, `node-${n}.esdb.proxy`],
    })),
  );
});

test("where clients are not promised, a node has its own name alone, and the report says so", () => {
  const spec = specWith({ clients: ClientAccess.withinNetwork({ networks: ["external"] }) });
  const topology = topologyOf({ capabilities: V22, spec });
  expect(topology.networks.map((n) => n.unpromised)).toEqual([undefined, true, undefined]);
  expect(topology.nodes[0]?.attachments[1]?.aliases).toEqual(["node-0.esdb.proxy"]);
  expect(describeTopology(topology)).toContain(
    "proxy      esdb-external.proxy  10.240.2.0/24  clients not promised",
  );
});

test("v5's external TCP listens where clients of every network come, and nodes where only nodes do", () => {
  const at = (spec: ClusterSpec, kind: EndpointKind) =>
    endpointOf(topologyOf({ capabilities: V5, spec }).nodes[0]!, kind)?.bind;
  const clients = ClientAccess.throughHost({
    host: "192.0.2.10",
    ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
  });
  const more = { clients, allowPublished: true };
  expect(at(specWith(more), EndpointKind.EXTERNAL_TCP)).toBe("0.0.0.0");
  expect(at(specOf(more), EndpointKind.EXTERNAL_TCP)).toBe("10.240.1.11");
  for (const kind of [EndpointKind.INTERNAL_TCP, EndpointKind.INTERNAL_HTTP])
    expect(at(specWith(more), kind)).toBe("10.240.0.11");
});

test("an address of the further network is told where it alone is served", () => {
  const clients = ClientAccess.withinNetwork({ networks: ["proxy"] });
  const { nodes } = topologyOf({ capabilities: V5, spec: specWith({ clients }) });
  expect(nodes.map(({ advertised }) => advertised.http.host)).toEqual([
    "10.240.2.11",
    "10.240.2.12",
    "10.240.2.13",
  ]);
});

test("a proxy comes over the network that is said", () => {
  const through = (over?: string) =>
    ClientAccess.throughProxy(
      [0, 1, 2].map((n) => ({ host: `db${n}.example.test`, httpPort: 443 })),
      { audiences: [Audience.REMOTE], ...(over === undefined ? {} : { over }) },
    );
  expect(topologyOf({ capabilities: V22, spec: specWith({ clients: through("proxy") }) }).proxiedOver).toBe(
    "esdb-external.proxy",
  );
  expect(topologyOf({ capabilities: V22, spec: specWith({ clients: through() }) })).not.toHaveProperty(
    "proxiedOver",
  );
  expect(codesOf(plan(specWith({ clients: through("prxy") })).problems)).toEqual([
    "clients.over clients.over",
  ]);
});

test.each([
  ["a list", [], "value.object additionalNetworks"],
  ["a key of the cluster's own", { external: PROXY.additionalNetworks.proxy }, "network.additional.key"],
  [
    "a key that is no name",
    { "a b": PROXY.additionalNetworks.proxy },
    'network.additional.key additionalNetworks["a b"]',
  ],
  ["no network", { proxy: undefined }, 'network.missing additionalNetworks["proxy"]'],
  ["no range", { proxy: {} }, 'network.cidr.missing additionalNetworks["proxy"].cidr'],
  [
    "another's range",
    { proxy: { cidr: "10.240.1.0/25" } },
    'network.cidr.overlap additionalNetworks["proxy"].cidr',
  ],
  [
    "one network twice",
    {
      a: { networkName: "lan", cidr: "10.240.2.0/24" },
      b: { networkName: "lan", cidr: "10.240.3.0/24" },
    },
    'network.same additionalNetworks["b"]',
  ],
  [
    "too many",
    Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`n${n}`, { cidr: `10.240.${n + 2}.0/24` }])),
    "network.additional.many additionalNetworks",
  ],
] as const)("refused: %s", (_, additionalNetworks, expected) => {
  const codes = codesOf(plan(specOf({ additionalNetworks })).problems);
  expect(codes).toEqual([expect.stringContaining(expected)]);
});

test("the range that is proposed for one of several is nobody's", () => {
  const none = {
    internalNetwork: undefined,
    externalNetwork: undefined,
    additionalNetworks: { a: {}, b: {} },
  };
  const ranges = plan(specOf(none)).problems.map(({ fix }) => /"(10[^"]+)"/.exec(fix)?.[1]);
  expect(new Set(ranges).size).toBe(4);
});

test.each([
  ["no list", "proxy", "leave it out for all of them"],
  ["none", [], "leave it out for all of them"],
  ["a slip of the pen", ["external", "proxi"], 'use networks: ["external", "proxy"]'],
])("a promise on networks that are none: %s", (_, networks, fix) => {
  const clients = ClientAccess.withinNetwork({ networks } as never);
  expect(said(specWith({ clients }))).toEqual([{ code: "clients.networks", path: "clients.networks", fix }]);
});

test("networks are named for those who are promised only", () => {
  const clients = ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.sequential(2113),
    networks: ["proxy"],
  });
  expect(said(specWith({ clients }))).toEqual([
    { code: "clients.networks", path: "clients.networks", fix: "leave it out" },
  ]);
});

test("fixed addresses are told apart by the networks' keys", () => {
  const at = (additionalAddresses: unknown) =>
    codesOf(plan(specWith({ addresses: { "node-0": { additionalAddresses } } })).problems);
  expect(at({ proxy: "10.240.2.50" })).toEqual([]);
  const path = 'nodeOverrides["node-0"].additionalAddresses';
  expect(at({ proxy: "10.240.3.50" })).toEqual([`address.outside ${path}["proxy"]`]);
  expect(at({ proxi: "10.240.2.50" })).toEqual([`value.key ${path}["proxi"]`]);
  expect(at({ external: "10.240.1.50" })).toEqual([`value.key ${path}["external"]`]);
  expect(at("10.240.2.50")).toEqual([`value.object ${path}`]);
});

test("a promise on further networks needs some, and is not judged where they were refused", () => {
  const clients = ClientAccess.withinNetwork({ networks: ["proxy"] });
  expect(codesOf(plan(specOf({ clients })).problems)).toEqual(["clients.networks clients.networks"]);
  for (const additionalNetworks of [null, [], 7, "ab"])
    expect(codesOf(plan(specOf({ clients, additionalNetworks })).problems)).toEqual([
      "value.object additionalNetworks",
    ]);
});

describe("keys of further networks", () => {
  const network = (n = 2) => ({ cidr: `10.240.${n}.0/24` });
  const at = (additionalNetworks: unknown) => plannedAnyway(specOf({ additionalNetworks }));

  test.each(["p", "billing-2", "a".repeat(63)])("%s names a network", (key) => {
    const { topology, problems } = at({ [key]: network() });
    expect(problems).toEqual([]);
    expect(topology.networks[1]).toMatchObject({ key, name: `esdb-external.${key}` });
  });

  test.each([
    ["internal", "is named as the internal network is"],
    ["external", "is named as the external network is"],
    ["a".repeat(64), "has a key that makes no name"],
    ["Proxy", "has a key that makes no name"],
    ["2nd", "has a key that makes no name"],
    ["proxy-", "has a key that makes no name"],
    ["a_b", "has a key that makes no name"],
  ])("%s names none", (key, got) => {
    const { topology, problems } = at({ [key]: network() });
    expect(problems.map((p) => `${p.code}: ${p.got}`)).toEqual([`network.additional.key: ${got}`]);
    expect(topology.networks.map(({ name }) => name)).toEqual(["esdb-external", "esdb-internal"]);
  });

  test("are fifty at most", () => {
    const many = (count: number) =>
      at(Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, network(n + 2)])));
    expect(many(50).problems).toEqual([]);
    expect(many(52).problems.map(({ got, fix }) => [got, fix])).toEqual([["has 52 networks", "remove 2"]]);
    expect(many(52).topology.networks).toHaveLength(2);
  });
});

test("what is wrong with a further network is told in words of its own", () => {
  const told = (additionalNetworks: unknown, more: object = {}) =>
    plannedAnyway(specOf({ additionalNetworks, ...more })).problems.map(
      ({ path, expected, fix }) => `${path}: ${expected}; ${fix}`,
    );
  expect(told({ proxy: undefined })).toEqual([
    'additionalNetworks["proxy"]: further clients reach the nodes on it, and its range is literal; use { cidr: "10.240.2.0/24" }',
  ]);
  const lan = (n: number) => ({ networkName: "lan", cidr: `10.240.${n}.0/24` });
  expect(told({ a: lan(2), b: lan(3) })).toEqual([
    'additionalNetworks["b"]: the engine connects a container to a network once; remove it from additionalNetworks, or use another network',
  ]);
  expect(told({ a: lan(2) }, { internalNetwork: { ...lan(0), internal: true } })).toEqual([
    `additionalNetworks["a"]: nodes and clients must meet on two networks, or clients reach the nodes' own traffic; use two networks`,
  ]);
});

test("a further network may have no way out, of which nobody is warned", () => {
  const proxy = { networkName: "lan", cidr: "10.240.2.0/24", internal: true };
  const { problems, warnings } = plannedAnyway(specOf({ additionalNetworks: { proxy } }));
  expect([problems, codesOf(warnings)]).toEqual([
    [],
    ['network.existing.dynamicRange additionalNetworks["proxy"]'],
  ]);
});

import type { Capabilities } from "../../lib/network/plan/capabilities";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { Binding } from "../../lib/network/model/endpoint";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { codesOf, plan } from "./planning";

function wrong(more: object, capabilities: Capabilities = V22): readonly Problem[] {
  return plan(specOf(more), capabilities).problems;
}

/** Three members that tell nodes the truth, but for what is said otherwise of member 1. */
function peers(other: object, options?: object): PeerAccess {
  const entries = [0, 1, 2].map((n) => ({ host: `10.240.0.${11 + n}`, tcpPort: 1112, httpPort: 2113 }));
  return PeerAccess.perNode([entries[0]!, { ...entries[1]!, ...other }, entries[2]!], options);
}

test.each(["peers", null, {}, [], 1])("%p is no PeerAccess", (value) => {
  expect(codesOf(wrong({ peers: value }))).toEqual(["peers peers"]);
});

test("what is true may be told, on v5 as well", () => {
  expect(wrong({ peers: peers({}) })).toEqual([]);
  expect(wrong({ peers: peers({}) }, V5)).toEqual([]);
  expect(wrong({ peers: peers({ internalHttpPort: 2112 }) }, V5)).toEqual([]);
});

test.each<readonly [object, Capabilities, readonly string[]]>([
  [{ host: "192.0.2.1" }, V22, ["reachability.required peers.members[1].host"]],
  [{ host: "10.240.0.99" }, V22, ["reachability.required peers.members[1].host"]],
  [{ host: "localhost" }, V22, ["reachability.required peers.members[1].host"]],
  [{ host: "127.0.0.1" }, V5, ["reachability.required peers.members[1].host"]],
  [{ host: "localhost" }, V5, ["reachability.required peers.members[1].host"]],
  [{ host: "0.0.0.0" }, V22, ["host peers.members[1].host"]],
  [{ host: "::1" }, V22, ["host peers.members[1].host"]],
  [{ host: "a b" }, V22, ["host peers.members[1].host"]],
  [{ host: undefined }, V22, ["host peers.members[1].host"]],
  [{ host: "node1.test" }, V5, ["host.addressOnly peers.members[1].host"]],
  [{ tcpPort: 11112 }, V22, ["reachability.required peers.members[1].tcpPort"]],
  [{ httpPort: 12113 }, V22, ["reachability.required peers.members[1].httpPort"]],
  [{ internalHttpPort: 12112 }, V5, ["reachability.required peers.members[1].internalHttpPort"]],
  [
    { tcpPort: 0, httpPort: "2113" },
    V22,
    ["port peers.members[1].httpPort", "port peers.members[1].tcpPort"],
  ],
  // The node listens for replication on its internal address, and this is its external one.
  [{ host: "10.240.1.12" }, V22, ["reachability.required peers.members[1].host"]],
])("what nodes are told must lead to the node: %j", (other, capabilities, codes) => {
  const problems = wrong({ peers: peers(other) }, capabilities);
  expect(codesOf(problems)).toEqual(codes);
  const [[, got] = []] = Object.entries(other) as [string, string | number | undefined][];
  expect(problems.map((p) => p.got).join()).toContain(
    got === undefined ? "(nothing)" : String(got).replace("localhost", ""),
  );
});

test("the node's external address may be told where replication listens on all interfaces", () => {
  const access = peers({ host: "10.240.1.12" });
  expect(wrong({ peers: access, bindings: { internalTcp: Binding.ALL_INTERFACES } })).toEqual([]);
});

test("a node without an entry is named, replicas too", () => {
  const problems = wrong({ size: 4, readOnlyReplicas: 1, peers: peers({}, { readOnlyReplicas: [null] }) });
  expect(codesOf(problems)).toEqual([
    "peers.perNode.missing peers.members[3]",
    "peers.perNode.missing peers.readOnlyReplicas[0]",
  ]);
  expect(describeProblem(problems[0]!)).toContain("add { host, tcpPort, httpPort } for node-3");
  expect(problems.map(({ got }) => got)).toEqual(["is missing", "is null"]);
});

test("a list that is not there is no list of nobody", () => {
  for (const list of [undefined, null, "abc"] as never[]) {
    const problems = wrong({ peers: PeerAccess.perNode(list) });
    expect(codesOf(problems)).toEqual(["nodes.list peers.members"]);
  }
});

test("a cluster of one has nobody to meet, whatever it would tell", () => {
  const alone = { size: 1, internalNetwork: undefined };
  for (const access of [peers({}), PeerAccess.perNode([]), "peers"])
    expect(wrong({ ...alone, peers: access })).toEqual([]);
});

test("two nodes under one address for nodes are refused", () => {
  const named = [0, 1, 2].map((n) => ({
    host: n === 2 ? "p1.test" : `p${n}.test`,
    tcpPort: 1112,
    httpPort: 2113,
  }));
  const problems = wrong({ peers: PeerAccess.perNode(named) });
  expect(codesOf(problems)).toEqual([
    "reachability.required peers.members[1].host",
    "reachability.required peers.members[2].host",
  ]);
  expect(problems[0]!.expected).toMatch(/either of node-1 .* and node-2/);
});

test.each([
  ["a container's name", "esdb-node-2"],
  ["another node's alias for nodes", "node-2.esdb.internal"],
  ["another node's alias for clients", "node-2.esdb.external"],
  ["its own alias for clients", "node-1.esdb.external"],
])("a node's name for nodes cannot be %s", (_, host) => {
  expect(new Set(codesOf(wrong({ peers: peers({ host }) })))).toEqual(
    new Set(["reachability.required peers.members[1].host"]),
  );
});

test("one name for clients and for nodes is refused", () => {
  const clients = ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2113) });
  const told = [0, 1, 2].map((n) => ({
    host: n === 1 ? "Node1.esdb.test" : `p${n}.test`,
    tcpPort: 1112,
    httpPort: 2113 + n,
  }));
  const problems = wrong({ clients, peers: PeerAccess.perNode(told) });
  expect(codesOf(problems)).toEqual(["reachability.required peers.members[1].host"]);
  expect(describeProblem(problems[0]!)).toContain("use a name of its own");
});

test.each([
  ["http", "0.0.0.0"],
  ["internalTcp", "all"],
  ["internalHttp", null],
  ["externalTcp", 0],
])("bindings.%s refuses %p", (side, value) => {
  const problems = wrong({ bindings: { [side]: value } }, V5);
  expect(codesOf(problems)).toEqual([`bindings bindings.${side}`]);
  expect(describeProblem(problems[0]!)).toContain("Binding.NODE_ADDRESS or Binding.ALL_INTERFACES");
});

test.each(["all", 1, null, []])("bindings %p are no object", (value) => {
  expect(codesOf(wrong({ bindings: value }))).toEqual(["value.object bindings"]);
  expect(codesOf(wrong({ ports: value }))).toEqual(["value.object ports"]);
});

test("a slip of the pen in ports or bindings is no port and no binding", () => {
  expect(codesOf(wrong({ ports: { htp: 2113 } }))).toEqual(['value.key ports["htp"]']);
  expect(codesOf(wrong({ bindings: { htp: Binding.ALL_INTERFACES } }))).toEqual([
    'value.key bindings["htp"]',
  ]);
});

test("from 20.6 HTTP cannot listen on one of two networks, and the reason is said", () => {
  const problems = wrong({ bindings: { http: Binding.NODE_ADDRESS } });
  expect(codesOf(problems)).toEqual(["reachability.required bindings.http"]);
  expect(describeProblem(problems[0]!)).toMatch(/listens on 10\.240\.1\.\d+ only.*Binding\.ALL_INTERFACES/);
  const { topology } = plan(specOf({ size: 1, bindings: { http: Binding.NODE_ADDRESS } }));
  expect(topology!.nodes[0]!.endpoints.map((e) => e.bind)).toEqual(["10.240.1.11"]);
});

test("on v5 HTTP on one address cannot answer those who dial another", () => {
  const bindings = { http: Binding.NODE_ADDRESS };
  const clients = ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
  });
  const problems = wrong({ bindings, clients }, V5);
  expect(codesOf(problems)).toEqual(["reachability.required bindings.http"]);
  expect(problems[0]!.expected).toContain("answers only requests that name");
  expect(wrong({ bindings }, V5)).toEqual([]);
});

test("from 20.6 external TCP cannot be bound apart from HTTP", () => {
  const bindings = { externalTcp: Binding.NODE_ADDRESS };
  const problems = wrong({ bindings, externalTcp: true });
  expect(codesOf(problems)).toEqual(["bindings.externalTcp bindings.externalTcp"]);
  expect(describeProblem(problems[0]!)).toContain("is Binding.NODE_ADDRESS, unlike bindings.http");
  const narrow = { http: Binding.NODE_ADDRESS, externalTcp: Binding.ALL_INTERFACES };
  const alone = { size: 1, internalNetwork: undefined, externalTcp: true };
  expect(wrong({ ...alone, bindings: narrow }).map(({ got }) => got)).toEqual([
    "is Binding.ALL_INTERFACES, unlike bindings.http",
  ]);
  expect(wrong({ bindings })).toEqual([]);
  expect(wrong({ bindings }, V5)).toEqual([]);
});

test.each<readonly [object, Capabilities, string]>([
  [{ internalTcp: 2113 }, V22, "ports.http"],
  [{ http: 1112 }, V22, "ports.http"],
  [{ internalHttp: 1112 }, V5, "ports.internalHttp"],
  [{ http: 1113 }, V5, "ports.externalTcp"],
])("two sockets on one port are refused: %j", (ports, capabilities, path) => {
  const problems = wrong({ ports }, capabilities);
  expect(problems.map((p) => p.path)).toEqual([path]);
  expect(problems[0]!.got).toMatch(/^is \d+ on node-0, as \w+ is$/);
});

test("a port of an endpoint that is not there clashes with nothing", () => {
  expect(wrong({ ports: { internalHttp: 2113, externalTcp: 2113 } })).toEqual([]);
  expect(wrong({ size: 1, ports: { internalTcp: 2113 } })).toEqual([]);
});

test("on v5 the internal and the external TCP side may have one port, each on its own address", () => {
  expect(wrong({ ports: { internalTcp: 1113 } }, V5)).toEqual([]);
});

test("a clash under everywhere names the plan that gave the port", () => {
  const clients = ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(1111) });
  const problems = wrong({ clients });
  expect(problems).toHaveLength(1);
  expect(describeProblem(problems[0]!)).toContain("node-1");
  expect(describeProblem(problems[0]!)).toContain("clients.ports");
});

test("a clash under everywhere is mended where the port is given, whatever its number", () => {
  const clash = (first: number, more: object = {}) => {
    const clients = ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(first) });
    return codesOf(wrong({ clients, ports: { internalTcp: 2113, ...more } }));
  };
  expect(clash(2113)).toEqual(["ports.clash clients.ports"]);
  expect(clash(2113, { http: 3113 })).toEqual(["ports.clash clients.ports"]);
  expect(clash(2213)).toEqual([]);
  // The plan gives the port, so that a refused one keeps nothing back.
  expect(clash(2113, { http: 0 })).toEqual(["port ports.http", "ports.clash clients.ports"]);
});

test("a default that stands for a refused port meets nobody's", () => {
  const clashes = (ports: object) =>
    wrong({ ports }).flatMap(({ code, path }) => (code === "ports.clash" ? [path] : []));
  expect(clashes({ internalTcp: 2113 })).toEqual(["ports.http"]);
  expect(clashes({ internalTcp: 0, http: 1112 })).toEqual([]);
  expect(clashes({ internalTcp: 2113, http: 0 })).toEqual([]);
  expect(clashes({ internalTcp: 0, http: 0 })).toEqual([]);
});

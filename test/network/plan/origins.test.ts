import fc from "fast-check";
import { ClientAccess } from "../../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { PeerAccess } from "../../../lib/network/asked/peer-access";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import { Audience } from "../../../lib/network/model/audience";
import { DEFAULT_PORTS, EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import type { AddressOrigin, NodeOrigins } from "../../../lib/network/model/origin";
import type { ClusterNode, HostPort } from "../../../lib/network/model/topology";
import type { Capabilities } from "../../../lib/network/plan/capabilities";
import { planned, specOf, V20_6_0, V22, V5 } from "../arbitrary-spec";
import { perNode, PORTS, three, throughHost } from "../client-requests";
import { plannedAnyway, RUNS } from "../planning";

const { NETWORK, HOST, REMOTE } = Audience;

/** What a user wrote at a path, or `undefined`. */
function writtenAt(path: string, { clients, peers, ports }: ClusterSpec): unknown {
  const [prop, ...rest] = path.split(/[.[\]]+/).filter((part) => part !== "");
  const request = { members: undefined, options: {}, ...clients?.request };
  const roots: Readonly<Record<string, object>> = {
    clients: { members: request.members, ...(request.options as object) },
    peers: { members: peers?.members, ...(peers?.options as object | undefined) },
    ports: { ...DEFAULT_PORTS, ...ports },
  };
  return rest.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key],
    roots[prop!],
  );
}

/** The port of a node in what a plan was made of. */
function portIn(plan: PortPlan, { kind, index }: ClusterNode, endpoint: EndpointKind): number {
  const portOf = (entry: unknown): number =>
    typeof entry === "number" ? entry : (entry as Readonly<Record<string, number>>)[endpoint]!;
  const options = plan.options as {
    readonly replicaOffset?: number;
    readonly readOnlyReplicas?: readonly unknown[];
  };
  if (plan.kind === "sequential")
    return portOf(plan.ports) + index + (kind === "member" ? 0 : (options.replicaOffset ?? 20));
  const list = kind === "member" ? (plan.ports as readonly unknown[]) : options.readOnlyReplicas!;
  return portOf(list[index]);
}

/** What is wrong with an origin: that which it names does not say the host and the port. */
function faultsOf(
  { host, port }: AddressOrigin,
  at: HostPort,
  endpoint: EndpointKind,
  node: ClusterNode,
  { spec, capabilities }: { readonly spec: ClusterSpec; readonly capabilities: Capabilities },
): readonly string[] {
  const byTheLibrary = ["clients", "peers"].includes(host);
  const side = host === "clients" ? Interface.EXTERNAL : Interface.INTERNAL;
  const own = node.attachments
    .filter((a) => a.interface === side)
    .flatMap(({ aliases, address }) => [address, ...aliases]);
  const written = writtenAt(host, spec);
  const text = typeof written === "string" ? written.toLowerCase() : "";
  const isHost = byTheLibrary
    ? written === undefined || typeof written === "object"
    : host === "clients.domain"
      ? text !== "" && at.host.endsWith(`.${text}`)
      : at.host === (capabilities.addressesOnly && text === "localhost" ? "127.0.0.1" : text);
  const said = writtenAt(port, spec);
  const isPort =
    said instanceof PortPlan
      ? portIn(said, node, endpoint) === at.port
      : said === at.port ||
        // Left out, it is the socket's own.
        (port.endsWith(".internalHttpPort") && said === undefined && at.port === DEFAULT_PORTS.internalHttp);
  return [
    ...(isHost && (!byTheLibrary || own.includes(at.host)) ? [] : [`${host} says not ${at.host}`]),
    ...(isPort ? [] : [`${port} says not ${at.port}`]),
  ];
}

/** Each address that a node advertises, with where it came from. */
function advertisedOf(
  { advertised: { replication, nodeHttp, http, externalTcp } }: ClusterNode,
  { clients, peers }: NodeOrigins,
  { separateHttp }: Capabilities,
  single: boolean,
): readonly (readonly [EndpointKind, HostPort | undefined, AddressOrigin | undefined])[] {
  const gossip = separateHttp ? EndpointKind.INTERNAL_HTTP : EndpointKind.HTTP;
  return [
    [EndpointKind.HTTP, http, clients.get(EndpointKind.HTTP)],
    [EndpointKind.EXTERNAL_TCP, externalTcp, clients.get(EndpointKind.EXTERNAL_TCP)],
    [EndpointKind.INTERNAL_TCP, replication, peers.get(EndpointKind.INTERNAL_TCP)],
    [gossip, single ? undefined : nodeHttp, peers.get(gossip)],
  ];
}

test("what a node advertises is what the props say that it is said to come from", () => {
  fc.assert(
    fc.property(planned(), (input) => {
      const { topology, origins } = plannedAnyway(input.spec, input.capabilities);
      const single = topology.nodes.length === 1;
      expect(origins.addressesSure).toBe(true);
      for (const node of topology.nodes) {
        const own = origins.nodes.get(node.key)!;
        expect(own.addressesSure).toBe(true);
        for (const [endpoint, at, origin] of advertisedOf(node, own, input.capabilities, single)) {
          expect(origin !== undefined).toBe(at !== undefined);
          if (at === undefined || origin === undefined) continue;
          expect(faultsOf(origin, at, endpoint, node, input)).toEqual([]);
          expect([origin.sure, origin.portSure]).toEqual([true, true]);
        }
      }
      expect([...origins.nodes.keys()]).toEqual(topology.nodes.map(({ key }) => key));
    }),
    RUNS,
  );
});

/** Where the addresses of node-1 for clients come from. */
function ofNode1(more: object, capabilities?: Capabilities) {
  const spec = specOf({ externalTcp: true, allowPublished: true, ...more });
  const { clients, bindIp } = plannedAnyway(spec, capabilities).origins.nodes.get("node-1")!;
  const [http, tcp] = [EndpointKind.HTTP, EndpointKind.EXTERNAL_TCP].map((kind) => clients.get(kind));
  return [http?.host, http?.port, tcp?.host, tcp?.port, bindIp];
}

const entry = (n: number) => ({ host: `192.0.2.${n}`, httpPort: 2113, tcpPort: 1113 });
const ENTRY = ["host", "httpPort", "host", "tcpPort", "bindIp"].map((prop) => `clients.members[1].${prop}`);
const THROUGH = ["clients.host", "clients.ports", "clients.host", "clients.ports", "clients.bindIp"];

test.each<readonly [string, unknown, readonly (string | undefined)[]]>([
  ["withinNetwork", undefined, ["clients", "ports.http", "clients", "ports.externalTcp", "clients.bindIp"]],
  ["throughHost", throughHost({}), THROUGH],
  [
    "everywhere",
    ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS }),
    THROUGH.map((path) => path.replace("host", "domain")),
  ],
  ["perNode", perNode(three(entry), [HOST]), ENTRY],
  [
    "perNode with one address to publish on for all",
    perNode(three(entry), [HOST], { bindIp: "0.0.0.0" }),
    [...ENTRY.slice(0, 4), "clients.bindIp"],
  ],
  [
    "perNode with one for all and one of its own",
    perNode(
      three((n) => ({ ...entry(n), bindIp: `192.0.2.${n}` })),
      [HOST],
      { bindIp: "0.0.0.0" },
    ),
    ENTRY,
  ],
  ["throughProxy", ClientAccess.throughProxy([0, 1, 2].map(entry), { audiences: [REMOTE] }), ENTRY],
])("%s names the props that say where clients come, and on what is published", (_, clients, paths) => {
  expect(ofNode1({ clients })).toEqual(paths);
});

test("replicas have a list of their own", () => {
  const clients = perNode(three(entry), [HOST], { readOnlyReplicas: [entry(9)] });
  const { origins } = plannedAnyway(specOf({ clients, readOnlyReplicas: 1, allowPublished: true }));
  expect(origins.nodes.get("replica-0")?.clients.get(EndpointKind.HTTP)).toEqual({
    host: "clients.readOnlyReplicas[0].host",
    port: "clients.readOnlyReplicas[0].httpPort",
    sure: true,
    portSure: true,
  });
});

/** The addresses of nodes that are not what was asked for, as `node audience endpoint`; a port alone is `(port)`. */
function unsure(more: object, capabilities?: Capabilities): readonly string[] {
  const { origins, problems } = plannedAnyway(specOf(more), capabilities);
  expect(problems).not.toEqual([]);
  return [...origins.nodes].flatMap(([key, { clients, peers }]) =>
    Object.entries({ clients, peers }).flatMap(([audience, of]) =>
      [...of].flatMap(([kind, { sure, portSure }]) =>
        sure && portSure ? [] : [`${key} ${audience} ${kind}${sure ? " (port)" : ""}`],
      ),
    ),
  );
}

const peer = (n: number) => ({ host: `p${n}.test`, tcpPort: 1112, httpPort: 2113 });
const PEERS = ["peers internalTcp", "peers http"];
const each = (...of: readonly string[]) => [0, 1, 2].flatMap((n) => of.map((one) => `node-${n} ${one}`));
const onlyNode1 = (...of: readonly string[]) => of.map((one) => `node-1 ${one}`);
const OUTSIDE = { addresses: { "node-1": { externalAddress: "10.9.9.8", internalAddress: "10.9.9.9" } } };

describe("what stands for something refused is said to be so", () => {
  test.each<readonly [string, object, readonly string[]]>([
    ["an access that is none", { clients: "withinNetwork" }, each("clients http")],
    ["options that are none", { clients: ClientAccess.throughHost(null as never) }, each("clients http")],
    ["a host", { clients: throughHost({ host: "a b" }) }, each("clients http")],
    ["an address to publish on", { clients: throughHost({ bindIp: "x" }) }, each("clients http")],
    ["a domain", { clients: ClientAccess.everywhere({ domain: "a b", ports: PORTS }) }, each("clients http")],
    [
      "one node's port of a plan",
      { clients: throughHost({ ports: PortPlan.explicit([1, 0, 3]) }) },
      onlyNode1("clients http"),
    ],
    ...Object.entries({ host: "a b", httpPort: 0, bindIp: "x" }).map(
      ([prop, value]): readonly [string, object, readonly string[]] => [
        `one node's ${prop}`,
        {
          clients: perNode(
            three((n) => ({ host: "localhost", httpPort: 2113 + n, ...(n === 1 ? { [prop]: value } : {}) })),
            [HOST],
          ),
        },
        onlyNode1("clients http"),
      ],
    ),
    ["a PeerAccess that is none", { peers: "withinNetwork" }, each(...PEERS)],
    [
      "one node's entry for nodes",
      { peers: PeerAccess.perNode([peer(0), null as never, peer(2)]) },
      onlyNode1(...PEERS),
    ],
    ["a list for nodes", { peers: PeerAccess.perNode(null as never) }, each(...PEERS)],
    ...Object.entries({ host: "a b", tcpPort: 0, httpPort: 0 }).map(
      ([prop, value]): readonly [string, object, readonly string[]] => [
        `one node's ${prop} for nodes`,
        { peers: PeerAccess.perNode([peer(0), { ...peer(1), [prop]: value }, peer(2)]) },
        onlyNode1(...PEERS),
      ],
    ),
    ["a port", { ports: { http: 0 } }, each("clients http (port)", "peers http (port)")],
    [
      "all ports",
      { ports: 2113 },
      each("clients http (port)", "peers internalTcp (port)", "peers http (port)"),
    ],
    [
      "a published port that another node has",
      { clients: throughHost({ ports: PortPlan.explicit([2113, 2114, 2114]) }) },
      ["node-1 clients http (port)", "node-2 clients http (port)"],
    ],
    [
      "a name that the cluster has for itself",
      { clients: throughHost({ host: "esdb-ready" }), allowPublished: true },
      each("clients http"),
    ],
    [
      "such a name for nodes",
      { peers: PeerAccess.perNode([peer(0), { ...peer(1), host: "esdb-ready" }, peer(2)]) },
      onlyNode1(...PEERS),
    ],
    [
      "an address of a network of the cluster as the Docker host's",
      { clients: throughHost({ host: "10.240.0.99" }), allowPublished: true },
      each("clients http"),
    ],
  ])("%s", (_, more, expected) => {
    expect(unsure(more)).toEqual(expected);
  });

  test("a node's address, where it is what is advertised", () => {
    expect(unsure(OUTSIDE, V5)).toEqual(
      onlyNode1("clients http", "clients externalTcp", "peers internalTcp", "peers internalHttp"),
    );
    expect(unsure(OUTSIDE, V22)).toEqual([]);
  });

  test("a port, not where the client plan gives another", () => {
    const clients = ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS });
    expect(unsure({ clients, ports: { http: 0, externalTcp: 0 } })).toEqual([]);
    expect(unsure({ clients, ports: { internalTcp: 0 } })).toEqual(each("peers internalTcp (port)"));
  });

  test("a node's place on a network, and no other node's", () => {
    const { origins } = plannedAnyway(specOf(OUTSIDE));
    expect(origins.addressesSure).toBe(false);
    expect([...origins.nodes].map(([key, { addressesSure }]) => [key, addressesSure])).toEqual([
      ["node-0", true],
      ["node-1", false],
      ["node-2", true],
    ]);
  });

  test("an address for clients that the release cannot keep apart from that for nodes", () => {
    expect(unsure({ secure: true }, V20_6_0)).toEqual(each("clients http"));
  });

  test("and is of no shape that could be taken for what was asked", () => {
    const { topology, origins } = plannedAnyway(specOf({ clients: throughHost({ host: "a b" }) }));
    expect(topology.audiences).toEqual([]);
    for (const { key, advertised, attachments, published } of topology.nodes) {
      expect(advertised.http).toEqual({ host: `${key}.esdb.external`, port: 2113 });
      expect(attachments.flatMap(({ aliases }) => aliases)).toEqual([
        `${key}.esdb.external`,
        `${key}.esdb.internal`,
      ]);
      expect(published).toEqual([]);
      const { clients, bindIp } = origins.nodes.get(key)!;
      expect([...clients.values()].map(({ host, port }) => [host, port])).toEqual([["clients", "clients"]]);
      expect(bindIp).toBe("clients.bindIp");
    }
  });

  test("with external TCP as well", () => {
    expect(
      ofNode1({
        clients: perNode(
          three(() => ({})),
          [NETWORK],
        ),
      }),
    ).toEqual(["clients", "clients", "clients", "clients", "clients.bindIp"]);
  });
});

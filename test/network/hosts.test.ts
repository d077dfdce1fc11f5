import fc from "fast-check";
import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import type { HostSpec } from "../../lib/network/asked/host-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Audience } from "../../lib/network/model/audience";
import { EndpointKind, Interface } from "../../lib/network/model/endpoint";
import { attachmentOf, endpointOf, type Topology } from "../../lib/network/model/topology";
import { serverStateOf } from "../../lib/reach/server-state";
import { Findings } from "../../lib/problem/findings";
import { configureAnyway } from "../server/settings/configured";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { dockerHosts, NAMES } from "./docker-hosts";
import { codesOf, plan, plannedAnyway, RUNS } from "./planning";

const hosts = (count?: number): readonly HostSpec[] => dockerHosts({}, count);

const on = (more: Partial<Record<keyof ClusterSpec, unknown>> = {}) =>
  specOf({ hosts: hosts(), allowPublished: true, ...more });

const topologyOn = (more: Partial<Record<keyof ClusterSpec, unknown>> = {}, capabilities = V22): Topology => {
  const { topology, problems } = plan(on(more), capabilities);
  expect(problems).toEqual([]);
  return topology!;
};

const published = ({ nodes }: Topology) =>
  nodes.map(({ host, published: own }) => [
    host,
    ...own.map((p) => `${p.hostIp}:${p.hostPort}>${p.containerPort}`),
  ]);

/** Every node at its host's own address, with more said of each, and of all. */
const perNode = (more: object, ofAll: object = {}) =>
  ClientAccess.perNode(
    [1, 2, 3].map((n) => ({ host: `192.0.2.${n}`, httpPort: 2113, ...more })),
    { audiences: [Audience.REMOTE], ...ofAll },
  );

describe("nodes on several Docker hosts", () => {
  test("take them in turn, members and replicas by their own numbers, or where it is said", () => {
    const spread = topologyOn({
      size: 5,
      readOnlyReplicas: 1,
      hosts: hosts(5),
      addresses: { "replica-0": { host: "e" } },
      ...apart,
    });
    expect(spread.nodes.map(({ host }) => host)).toEqual(["a", "b", "c", "d", "e", "e"]);
  });

  test("meet on the internal addresses, and are advertised to clients by the external ones", () => {
    const { nodes } = topologyOn({ externalTcp: true });
    expect(nodes[1]!.advertised).toEqual({
      replication: { host: "10.60.0.2", port: 1112 },
      nodeHttp: { host: "10.60.0.2", port: 2113 },
      http: { host: "192.0.2.2", port: 2113 },
      externalTcp: { host: "192.0.2.2", port: 1113 },
    });
    expect(nodes[0]!.seeds).toEqual([
      { host: "10.60.0.2", port: 2113 },
      { host: "10.60.0.3", port: 2113 },
    ]);
  });

  test("publish for nodes on the internal address alone, one HTTP socket once, and v5's sides apart", () => {
    expect(published(topologyOn({ externalTcp: true }))[0]).toEqual([
      "a",
      "10.60.0.1:1112>1112",
      "192.0.2.1:1113>1113",
      "0.0.0.0:2113>2113",
    ]);
    expect(published(topologyOn({}, V5))[0]).toEqual([
      "a",
      "10.60.0.1:1112>1112",
      "192.0.2.1:1113>1113",
      "10.60.0.1:2112>2112",
      "192.0.2.1:2113>2113",
    ]);
  });

  test("publish where clients dial also where containers alone are served", () => {
    const clients = ClientAccess.perNode(
      [1, 2, 3].map((n) => ({ host: `n${n}.example.com`, httpPort: 2113, tcpPort: 1113 })),
      { audiences: [Audience.NETWORK] },
    );
    expect(published(topologyOn({ clients, externalTcp: true }))[1]).toEqual([
      "b",
      "10.60.0.2:1112>1112",
      "192.0.2.2:1113>1113",
      "0.0.0.0:2113>2113",
    ]);
  });

  test("of one address each publish on that alone", () => {
    const one = hosts().map(({ name, internalAddress }) => ({ name, internalAddress }));
    expect(published(topologyOn({ hosts: one }))[2]).toEqual([
      "c",
      "10.60.0.3:1112>1112",
      "10.60.0.3:2113>2113",
    ]);
  });

  test("translate ports, and share a host by ports of their own", () => {
    const topology = topologyOn({
      size: 5,
      peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(11112) }),
      clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(32113) }),
    });
    expect(published(topology)[4]).toEqual(["b", "10.60.0.2:11116>1112", "0.0.0.0:32117>2113"]);
    expect(topology.nodes[4]!.advertised.nodeHttp).toEqual({ host: "10.60.0.2", port: 32117 });
  });

  test("have the same networks on every host, and no address twice", () => {
    const { networks, nodes } = topologyOn();
    expect(networks.map(({ host, name, cidr, isolated }) => [host, name, cidr, isolated])).toEqual(
      NAMES.slice(0, 3).flatMap((host) => [
        [host, "esdb-external", "10.240.1.0/24", false],
        [host, "esdb-between-nodes", "10.240.0.0/24", false],
      ]),
    );
    const addresses = nodes.flatMap(({ attachments }) => attachments.map(({ address }) => address));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test("bind replication where published ports arrive", () => {
    for (const node of topologyOn().nodes)
      expect(endpointOf(node, EndpointKind.INTERNAL_TCP)?.bind).toBe(
        attachmentOf(node, Interface.INTERNAL)?.address,
      );
  });

  test("tell clients the name of their host", () => {
    const named = hosts().map((host) => ({ ...host, externalName: `db-${host.name}.example.com` }));
    const { nodes } = topologyOn({ hosts: named });
    expect(nodes.map(({ advertised }) => advertised.http.host)).toEqual(
      named.map(({ externalName }) => externalName),
    );
  });

  test("say that a name is unchecked which only Terraform knows", () => {
    const named = hosts().map((host) => ({ ...host, externalName: `\${${host.name}}` }));
    const { problems, warnings } = plannedAnyway(on({ hosts: named }));
    expect(problems).toEqual([]);
    expect(codesOf(warnings)).toContain("clients.host.unchecked hosts[0].externalName");
  });

  test("warn where two members share a host", () => {
    expect(codesOf(plan(on({ size: 5, hosts: hosts(4), ...apart })).warnings)).toEqual([
      "hosts.shared hosts[0]",
    ]);
  });

  test("do not where each of them was put there, or a majority on one is meant", () => {
    const warned = (more: object) =>
      codesOf(plan(on({ size: 5, hosts: hosts(4), ...apart, ...more })).warnings);
    const both = { "node-0": { host: "a" }, "node-4": { host: "a" } };
    expect(warned({ addresses: both })).toEqual([]);
    expect(warned({ addresses: { "node-4": { host: "a" } } })).toEqual(["hosts.shared hosts[0]"]);
    expect(warned({ allowMajorityOnOneHost: true })).toEqual([]);
    expect(warned({ allowMajorityOnOneHost: false })).toEqual(["hosts.shared hosts[0]"]);
  });

  test("are told all clashes of ports at once, what one prop mends once", () => {
    const { problems } = plan(
      on({ size: 5, hosts: hosts(2), allowMajorityOnOneHost: true, externalTcp: true }),
    );
    expect(problems.map(({ path, got }) => [path, got])).toEqual([
      [
        "ports.internalTcp",
        "publishes 10.60.0.1:1112 for node-2 internalTcp, and 10.60.0.1:1112 for node-0 internalTcp, and 3 more alike",
      ],
      [
        "ports.externalTcp",
        "publishes 192.0.2.1:1113 for node-2 externalTcp, and 192.0.2.1:1113 for node-0 externalTcp, and 3 more alike",
      ],
      [
        "ports.http",
        "publishes 0.0.0.0:2113 for node-2 http, and 0.0.0.0:2113 for node-0 http, and 3 more alike",
      ],
    ]);
    const mends = {
      peers: apart.peers,
      clients: ClientAccess.throughHosts({ ports: PortPlan.sequential({ http: 2113, externalTcp: 3113 }) }),
    };
    topologyOn({ size: 5, hosts: hosts(2), allowMajorityOnOneHost: true, externalTcp: true, ...mends });
  });
});

const apart = {
  peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
  clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
};

const changed = (n: number, change: object) =>
  hosts().map((host, i) => (i === n ? { ...host, ...change } : host));

describe("hosts that cannot be", () => {
  test.each<[string, object, readonly string[]]>([
    ["no list", { hosts: "a" }, ["hosts hosts"]],
    ["an empty list", { hosts: [] }, ["hosts hosts"]],
    ["no object", { hosts: [1, ...hosts().slice(1)] }, ["value.object hosts[0]"]],
    ["a key misspelt", { hosts: changed(0, { external: "x" }) }, ['value.key hosts[0]["external"]']],
    ["no name", { hosts: changed(0, { name: undefined }) }, ["hosts.name hosts[0].name"]],
    ["the name of none", { hosts: changed(0, { name: "docker" }) }, ["hosts.name hosts[0].name"]],
    ["a name twice", { hosts: changed(1, { name: "a" }) }, ["hosts.name.twice hosts[1].name"]],
    [
      "no address",
      { hosts: changed(0, { internalAddress: undefined }) },
      ["hosts.address hosts[0].internalAddress"],
    ],
    [
      "a name as address",
      { hosts: changed(0, { externalAddress: "db" }) },
      ["hosts.address hosts[0].externalAddress"],
    ],
    [
      "a loopback address",
      { hosts: changed(2, { internalAddress: "127.0.0.1" }) },
      ["hosts.address hosts[2].internalAddress"],
    ],
    [
      "localhost",
      { hosts: changed(2, { externalAddress: "localhost" }) },
      ["hosts.address hosts[2].externalAddress"],
    ],
    [
      "localhost as name",
      { hosts: changed(2, { externalName: "localhost" }) },
      ["hosts.externalName hosts[2].externalName"],
    ],
    [
      "an address of two",
      { hosts: changed(1, { externalAddress: "10.60.0.1" }) },
      ["hosts.address.twice hosts[1].externalAddress"],
    ],
    [
      "one address for both sides",
      { hosts: changed(1, { externalAddress: "10.60.0.2" }) },
      ["hosts.address.same hosts[1].externalAddress"],
    ],
    [
      "an address in a network",
      { hosts: changed(1, { internalAddress: "10.240.0.9" }) },
      ["hosts.address.network hosts[1].internalAddress"],
    ],
    ["a host without a node", { hosts: hosts(4) }, ["hosts.unused hosts[3]"]],
    [
      "a node on an unknown host",
      { addresses: { "node-1": { host: "bb" } } },
      ['hosts.place nodeOverrides["node-1"].host'],
    ],
    [
      "a node on a host of none",
      { hosts: undefined, addresses: { "node-1": { host: "b" } } },
      ['hosts.place.none nodeOverrides["node-1"].host'],
    ],
    ["more hosts than nodes", { hosts: hosts(5) }, ["hosts.unused hosts[3]", "hosts.unused hosts[4]"]],
    ["one that is no host", { hosts: ["a"], allowMajorityOnOneHost: true }, ["value.object hosts[0]"]],
    [
      "a majority on one that is neither meant nor not",
      { hosts: hosts(2), allowMajorityOnOneHost: "yes", ...apart },
      [],
    ],
    [
      "a name that an engine gives its own machine",
      { hosts: changed(2, { externalName: "host.docker.internal" }) },
      ["hosts.externalName hosts[2].externalName"],
    ],
    [
      "its address as its name",
      { hosts: changed(2, { externalName: "192.0.2.3" }) },
      ["hosts.address.twice hosts[2].externalName"],
    ],
    [
      "an address to publish on that is none of the host's",
      { clients: perNode({ bindIp: "127.0.0.1" }) },
      [
        "hosts.bindIp clients.members[0].bindIp",
        "hosts.bindIp clients.members[1].bindIp",
        "hosts.bindIp clients.members[2].bindIp",
      ],
    ],
    [
      "one host's address to publish all on",
      { clients: perNode({}, { bindIp: "192.0.2.1" }) },
      ["hosts.bindIp clients.bindIp"],
    ],
    ["its own addresses to publish on", { clients: perNode({}, { bindIp: "0.0.0.0" }) }, []],
    ["a majority on one", { hosts: hosts(2), ...apart }, ["hosts.majority hosts[0]"]],
    [
      "ports that meet",
      { hosts: hosts(2), allowMajorityOnOneHost: true },
      ["ports.published.clash ports.http", "ports.published.clash ports.internalTcp"],
    ],
    [
      "containers of one network as clients",
      { clients: ClientAccess.withinNetwork() },
      ["clients.hosts clients"],
    ],
    [
      "names of one machine",
      { clients: ClientAccess.everywhere({ domain: "x.test", ports: PortPlan.sequential(2113) }) },
      ["clients.hosts clients"],
    ],
    [
      "one host for all",
      { clients: ClientAccess.throughHost({ host: "db.example.com", ports: PortPlan.sequential(2113) }) },
      ["clients.hosts clients"],
    ],
    ["nodes of one network", { peers: PeerAccess.withinNetwork() }, ["peers.hosts peers"]],
    [
      "access by none",
      { hosts: undefined, clients: ClientAccess.throughHosts() },
      ["clients.throughHosts clients"],
    ],
    ["peers by none", { hosts: undefined, peers: PeerAccess.throughHosts() }, ["peers.throughHosts peers"]],
    [
      "two ports of one socket",
      {
        peers: PeerAccess.perNode(
          [1, 2, 3].map((n) => ({ host: `10.60.0.${n}`, tcpPort: 1112, httpPort: 2114 })),
        ),
      },
      [
        "peers.http.hosts peers.members[0].httpPort",
        "peers.http.hosts peers.members[1].httpPort",
        "peers.http.hosts peers.members[2].httpPort",
      ],
    ],
    [
      "an internal network without a way in",
      { internalNetwork: { cidr: "10.240.0.0/24", networkName: "inner", internal: true } },
      ["hosts.network.isolated internalNetwork"],
    ],
    [
      "a network for clients that comes first",
      { externalNetwork: { cidr: "10.240.1.0/24", networkName: "apps" } },
      ["hosts.network.order externalNetwork"],
    ],
    [
      "a port that v5 opens, twice",
      {
        hosts: hosts(2),
        allowMajorityOnOneHost: true,
        clients: apart.clients,
        peers: PeerAccess.throughHosts({ internalHttp: PortPlan.same(70000) }),
      },
      ["port peers.internalHttp.http", "ports.published.clash ports.internalTcp"],
    ],
  ])("%s", (_, more, codes) => {
    expect(codesOf(plan(on(more)).problems)).toEqual(codes);
  });

  test("are mended as it is said, where several of them are without a node", () => {
    const fixes = (more: object) => plan(on(more)).problems.map(({ fix }) => fix);
    const all = { "node-1": { host: "a" }, "node-2": { host: "a" } };
    const told = fixes({ addresses: all, allowMajorityOnOneHost: true, ...apart });
    expect(told).toEqual([
      'remove it, or set nodeOverrides: { "node-2": { host: "b" } }',
      'remove it, or set nodeOverrides: { "node-1": { host: "c" } }',
    ]);
    const mended = { "node-1": { host: "c" }, "node-2": { host: "b" } };
    expect(plan(on({ addresses: mended, ...apart })).problems).toEqual([]);
    expect(fixes({ hosts: hosts(4) })).toEqual(["remove it, or raise size, for a node on every host"]);
    expect(plan(on({ hosts: hosts(4), size: 4 })).problems).toEqual([]);
    expect(fixes({ hosts: changed(2, { externalName: "192.0.2.3" }) })).toEqual(["leave it out"]);
  });

  test("without TLS are to be meant", () => {
    expect(codesOf(plan(on({ allowPublished: false })).problems)).toEqual(["security.published hosts"]);
  });

  test.each([
    ["a name for an address", hosts().map((one) => ({ ...one, internalAddress: `${one.name}.example.com` }))],
    ["no object", ["a", "b", "c"]],
  ])("and the words name no address that nobody wrote: %s", (_, refused) => {
    const { problems } = plan(on({ allowPublished: false, hosts: refused }));
    const open = problems.find(({ code }) => code === "security.published");
    expect(open?.got).toBe("publishes node-0 internalTcp on port 1112 of its host");
    const one = [...refused.slice(0, 2), ...hosts().slice(2)];
    expect(plan(on({ allowPublished: false, hosts: one })).problems.map(({ got }) => got)).toContain(
      "publishes node-2 internalTcp on 10.60.0.3:1112",
    );
  });

  test("that are no objects are told how, each by another name and other addresses", () => {
    const fixes = plan(on({ hosts: ["a", "b", "c"] })).problems.map(({ fix }) => fix);
    expect(new Set(fixes).size).toBe(3);
    expect(fixes[1]).toBe(
      'use { name: "host-2", provider, internalAddress: "10.0.0.2", externalAddress: "192.0.2.2" }',
    );
  });
});

describe("a host's one port for nodes and clients", () => {
  const peersAt = (ports: object) =>
    PeerAccess.perNode(
      [1, 2, 3].map((n) => ({ host: `10.60.0.${n}`, tcpPort: 1112, httpPort: 2113, ...ports })),
    );

  test("is taken where both say the same, and left to nodes where clients come another way", () => {
    const same = topologyOn({ peers: peersAt({}) });
    expect(same.nodes[1]!.advertised.nodeHttp).toEqual({ host: "10.60.0.2", port: 2113 });
    const clients = ClientAccess.throughProxy(
      [1, 2, 3].map((n) => ({ host: `n${n}.example.com`, httpPort: 443 })),
      { audiences: [Audience.REMOTE] },
    );
    const apart = topologyOn({ peers: peersAt({ httpPort: 2114 }), clients });
    expect(published(apart)[1]).toEqual(["b", "10.60.0.2:1112>1112", "10.60.0.2:2114>2113"]);
    const own = topologyOn({ ports: { http: 3113 }, clients });
    expect(own.nodes[1]!.advertised.nodeHttp).toEqual({ host: "10.60.0.2", port: 3113 });
  });

  test("is two on v5, which has a socket for each", () => {
    const two = topologyOn({ peers: peersAt({ internalHttpPort: 2114 }) }, V5);
    expect(published(two)[0]).toEqual([
      "a",
      "10.60.0.1:1112>1112",
      "192.0.2.1:1113>1113",
      "10.60.0.1:2114>2112",
      "192.0.2.1:2113>2113",
    ]);
  });

  test("is told of nodes only where that of clients is right", () => {
    const clients = ClientAccess.throughHosts({ ports: PortPlan.explicit([2113, 2113, 70000]) });
    expect(codesOf(plan(on({ peers: peersAt({ httpPort: 2114 }), clients })).problems)).toEqual([
      "peers.http.hosts peers.members[0].httpPort",
      "peers.http.hosts peers.members[1].httpPort",
      "port clients.ports[2].http",
    ]);
  });
});

/** A cluster over one to five hosts, in any of the ways that work there. */
const spread = () =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 5 }),
      replicas: fc.integer({ min: 0, max: 2 }),
      count: fc.integer({ min: 1, max: 5 }),
      places: fc.array(fc.nat({ max: 4 }), { minLength: 7, maxLength: 7 }),
      one: fc.boolean(),
      named: fc.boolean(),
      v5: fc.boolean(),
      externalTcp: fc.boolean(),
      secure: fc.boolean(),
      proxied: fc.boolean(),
      first: fc.integer({ min: 20000, max: 30000 }),
    })
    .map(({ size, replicas, count, places, one, named, v5, externalTcp, secure, proxied, first }) => {
      const kinds = size === 1 || v5 ? 0 : replicas;
      const keys = [
        ...Array.from({ length: size }, (_, n) => `node-${n}`),
        ...Array.from({ length: kinds }, (_, n) => `replica-${n}`),
      ];
      const used = [...new Set(keys.map((_, i) => places[i]! % count))];
      const own = hosts(5)
        .filter((_, i) => used.includes(i))
        .map(({ name, internalAddress, externalAddress }) => ({
          name,
          internalAddress,
          ...(one ? {} : { externalAddress }),
          ...(named && !v5 ? { externalName: `${name}.example.com` } : {}),
        }));
      const ports = { http: first, ...(v5 || externalTcp ? { externalTcp: first + 1000 } : {}) };
      const proxies = keys.map((key, n) => ({
        key,
        host: `192.0.2.${100 + n}`,
        httpPort: 443,
        tcpPort: 444,
      }));
      const entries = (kind: string) =>
        proxies
          .filter(({ key }) => key.startsWith(kind))
          .map(({ host, httpPort, tcpPort }) => ({
            host,
            httpPort,
            ...(v5 || externalTcp ? { tcpPort } : {}),
          }));
      // By a proxy the nodes' HTTP keeps its own port on each host.
      const byProxy = proxied && used.length === keys.length && !(v5 && secure);
      const spec = specOf({
        size,
        readOnlyReplicas: kinds,
        hosts: own,
        externalTcp,
        secure,
        allowPublished: true,
        allowMajorityOnOneHost: true,
        addresses: Object.fromEntries(keys.map((key, i) => [key, { host: NAMES[places[i]! % count] }])),
        peers: PeerAccess.throughHosts({
          internalTcp: PortPlan.sequential(first + 2000),
          ...(v5 ? { internalHttp: PortPlan.sequential(first + 3000) } : {}),
        }),
        clients: byProxy
          ? ClientAccess.throughProxy(entries("node"), {
              audiences: [Audience.REMOTE],
              ...(kinds === 0 ? {} : { readOnlyReplicas: entries("replica") }),
            })
          : ClientAccess.throughHosts({ ports: PortPlan.sequential(ports) }),
      });
      return { spec, capabilities: v5 ? V5 : V22 };
    });

test("wherever the nodes are, every way that is promised leads there, and servers say what was planned", () => {
  fc.assert(
    fc.property(spread(), ({ spec, capabilities }) => {
      const { topology, problems } = plan(spec, capabilities);
      expect(problems).toEqual([]);
      const { settings } = configureAnyway(capabilities.release, spec, new Findings(), { capabilities });
      for (const [node, own] of settings) {
        const { gossiped } = serverStateOf(topology!, node, own).interpretation;
        const { advertised } = node;
        if (advertised.replication !== undefined) {
          expect(gossiped.replication).toEqual(advertised.replication);
          expect(gossiped.nodeHttp).toEqual(advertised.nodeHttp);
        }
        expect(gossiped.http).toEqual(advertised.http);
      }
    }),
    RUNS,
  );
});

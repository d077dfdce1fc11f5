import { checkReachability } from "../../lib/reach/check-reachability";
import { checkStates } from "../../lib/reach/check-state";
import { reachabilityOf } from "../../lib/reach/reachability";
import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { Interface } from "../../lib/network/model/endpoint";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { specOf } from "../network/arbitrary-spec";
import {
  addressOf,
  networkOf,
  withAttachment,
  withContainer,
  withNames,
  withNetwork,
  withPublished,
  withSettings,
} from "./breaks";
import { clusterOf, judge, type Cluster } from "./judged";

const { INTERNAL, EXTERNAL } = Interface;
const PORTS = PortPlan.sequential({ http: 2213, externalTcp: 1213 });
const throughHost = (host: string) => ClientAccess.throughHost({ host, ports: PORTS });

/** Good clusters, each of another kind. */
const GOOD: Readonly<Record<string, readonly [release: string, spec: ClusterSpec]>> = {
  within: ["22.10.5", specOf()],
  local: ["24.10.4", specOf({ clients: throughHost("localhost"), readOnlyReplicas: 1 })],
  routable: [
    "23.10.8",
    specOf({ clients: throughHost("db.example.com"), readOnlyReplicas: 1, externalTcp: true, secure: true }),
  ],
  everywhere: [
    "26.1.0",
    specOf({ clients: ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS }), secure: true }),
  ],
  v5: ["5.0.11", specOf({ clients: throughHost("192.0.2.10"), allowPublished: true })],
};
const good = (name: string): Cluster => clusterOf(...GOOD[name]!);

test.each(Object.keys(GOOD))("%s is good, on any engine", (name) => {
  for (const engine of [undefined, "20.10.24", "28.5.2"]) {
    expect(judge(good(name), engine).problems).toEqual([]);
  }
});

/** A way to break node 1 of a good cluster, and all that is said of it. */
type Break = readonly [
  name: string,
  cluster: string,
  broken: (c: Cluster) => Cluster,
  said: readonly string[],
];

const N = "node-1";

const BREAKS: readonly Break[] = [
  [
    "the node is on a foreign network in place of the internal one",
    "within",
    (c) => {
      const moved = withAttachment(c, N, INTERNAL, () => ({ network: "lan", address: "10.9.0.12" }));
      const lan = { name: "lan", cidr: "10.9.0.0/24", internal: true };
      return { ...moved, state: { ...moved.state, networks: [...moved.state.networks, lan] } };
    },
    [
      'peers advertises node-0.esdb.internal:1112 to node-1 for internalTcp of node-0, and 7 more alike: nobody resolves "node-0.esdb.internal" for node-1; leave the containers as the cluster declares them',
    ],
  ],
  [
    "the node is not on the external network",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => undefined),
    [
      'clients advertises node-1.esdb.external:2113 to Audience.NETWORK for http of node-1: nobody resolves "node-1.esdb.external" for a container on "esdb-external"; leave the containers as the cluster declares them',
    ],
  ],
  [
    "its port is not published",
    "local",
    (c) => withContainer(c, N, () => ({ published: [] })),
    [
      "clients advertises localhost:2214 to Audience.HOST for http of node-1: nothing is published on port 2214 of the host; leave the containers as the cluster declares them",
    ],
  ],
  [
    "its port is published on a loopback address where the host's is dialled",
    "routable",
    (c) => withPublished(c, N, () => ({ hostIp: "127.0.0.1" })),
    [
      "clients advertises db.example.com:2214 to Audience.NETWORK for http of node-1, and 5 more alike: port 2214 of the host is published on 127.0.0.1 only; leave the containers as the cluster declares them",
    ],
  ],
  [
    "its port is published on another host IP than the one dialled",
    "local",
    (c) => withPublished(c, N, () => ({ hostIp: "192.0.2.99" })),
    [
      "clients advertises localhost:2214 to Audience.HOST for http of node-1: port 2214 of the host is published on 192.0.2.99 only; leave the containers as the cluster declares them",
    ],
  ],
  [
    "the published port leads to another port of the container",
    "local",
    (c) => withPublished(c, N, (p) => ({ containerPort: p.containerPort + 1 })),
    [
      "settings advertises localhost:2214 to Audience.HOST for http of node-1: nothing listens on port 2114 of node-1; remove settings that change where the server listens for http",
    ],
  ],
  [
    "the published port is another than the one told",
    "local",
    (c) => withPublished(c, N, (p) => ({ hostPort: p.hostPort + 100 })),
    [
      "clients advertises localhost:2214 to Audience.HOST for http of node-1: nothing is published on port 2214 of the host; leave the containers as the cluster declares them",
    ],
  ],
  [
    "HTTP binds the internal address alone",
    "within",
    (c) => withSettings(c, N, () => ({ ExtIp: addressOf(c, N, INTERNAL) })),
    [
      "settings advertises node-1.esdb.external:2113 to Audience.NETWORK for http of node-1: node-1 listens on 10.240.0.12 only, and the packet arrives at 10.240.1.12:2113; remove settings that change where the server listens for http",
    ],
  ],
  [
    "HTTP binds the external address alone",
    "within",
    (c) => withSettings(c, N, () => ({ ExtIp: addressOf(c, N, EXTERNAL) })),
    [
      "settings advertises node-1.esdb.internal:2113 to node-0 for http of node-1, and 1 more alike: node-1 listens on 10.240.1.12 only, and the packet arrives at 10.240.0.12:2113; remove settings that change where the server listens for http",
    ],
  ],
  [
    "replication binds loopback, as the server does by default",
    "within",
    (c) => withSettings(c, N, () => ({ IntIp: "127.0.0.1" })),
    [
      "settings advertises node-1.esdb.internal:1112 to node-0 for internalTcp of node-1, and 1 more alike: node-1 listens on 127.0.0.1 only, and the packet arrives at 10.240.0.12:1112; remove settings that change where the server listens for internalTcp",
    ],
  ],
  [
    "replication binds what the image does, all interfaces",
    "within",
    (c) => withSettings(c, N, () => ({ IntIp: undefined })),
    [
      'bindings.internalTcp lets a container on "esdb-external" reach 10.240.1.12:1112 (internalTcp of node-1): what nodes say to each other is for nodes only; leave bindings.internalTcp out for Binding.NODE_ADDRESS, and remove settings that bind it elsewhere',
    ],
  ],
  [
    "replication listens on another port than is advertised",
    "within",
    (c) => withSettings(c, N, () => ({ IntTcpPort: 1199, IntTcpPortAdvertiseAs: 1112 })),
    [
      "settings lets node-1 listen on 10.240.0.12:1199: no endpoint was planned there, so nothing is said of who may reach it; use ports and bindings",
      "settings advertises node-1.esdb.internal:1112 to node-0 for internalTcp of node-1, and 1 more alike: nothing listens on port 1112 of node-1; remove settings that change where the server listens for internalTcp",
    ],
  ],
  [
    "the internal alias is another",
    "within",
    (c) => withAttachment(c, N, INTERNAL, () => ({ aliases: ["node-1.esdb"] })),
    [
      'peers advertises node-1.esdb.internal:1112 to node-0 for internalTcp of node-1, and 3 more alike: nobody resolves "node-1.esdb.internal" for node-0; leave the containers as the cluster declares them',
    ],
  ],
  [
    "the external alias is missing",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => ({ aliases: [] })),
    [
      'clients advertises node-1.esdb.external:2113 to Audience.NETWORK for http of node-1: nobody resolves "node-1.esdb.external" for a container on "esdb-external"; leave the containers as the cluster declares them',
    ],
  ],
  [
    "an alias is another node's too",
    "within",
    (c) =>
      withAttachment(c, "node-2", EXTERNAL, (a) => ({ aliases: [...a.aliases, "node-1.esdb.external"] })),
    [
      'clients advertises node-1.esdb.external:2113 to Audience.NETWORK for http of node-1: Docker\'s DNS answers "node-1.esdb.external" with either of node-1 on "esdb-external" and node-2 on "esdb-external"; leave the containers as the cluster declares them',
    ],
  ],
  [
    "the internal alias is known on the external network too",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, (a) => ({ aliases: [...a.aliases, "node-1.esdb.internal"] })),
    [
      "settings advertises node-1.esdb.internal:1112 to node-0 for internalTcp of node-1, and 1 more alike: node-1 listens on 10.240.0.12 only, and the packet arrives at 10.240.1.12:1112; remove settings that change where the server listens for internalTcp",
    ],
  ],
  [
    "the certificate lacks the name that nodes dial",
    "routable",
    (c) => withNames(c, N, (names) => names.filter((n) => !n.endsWith(".internal"))),
    [
      "security gives node-1 a certificate without node-1.esdb.internal, which other nodes dial for internalTcp, and 5 more alike: the certificate of node-1 carries db.example.com, and not node-1.esdb.internal; use a certificate that carries node-1.esdb.internal too",
    ],
  ],
  [
    "the certificate lacks the name that clients dial",
    "everywhere",
    (c) => withNames(c, N, (names) => names.filter((n) => n.endsWith(".internal"))),
    [
      "security gives node-1 a certificate without node1.esdb.test, which Audience.NETWORK dials for http, and 1 more alike: the certificate of node-1 carries node-1.esdb.internal, and not node1.esdb.test; use a certificate that carries node1.esdb.test too",
    ],
  ],
  [
    "a wildcard in the certificate stands for two labels",
    "everywhere",
    (c) => withNames(c, N, () => ["*.test", "*.internal"]),
    [
      "security gives node-1 a certificate without node-1.esdb.internal, which other nodes dial for internalTcp, and 3 more alike: the certificate of node-1 carries *.test, *.internal, and not node-1.esdb.internal; use a certificate that carries node-1.esdb.internal too",
      "security gives node-1 a certificate without node1.esdb.test, which Audience.NETWORK dials for http, and 1 more alike: the certificate of node-1 carries *.test, *.internal, and not node1.esdb.test; use a certificate that carries node1.esdb.test too",
    ],
  ],
  [
    "a node is a seed of itself",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: "node-0.esdb.internal:2113,node-1.esdb.internal:2113" })),
    [
      "settings.GossipSeed lets node-1 look for other nodes at node-1.esdb.internal:2113: node-1.esdb.internal:2113 is node-1 itself; leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    ],
  ],
  [
    "a seed is spelt otherwise than its node advertises itself",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: "10.240.0.11:2113" })),
    [
      "settings.GossipSeed lets node-1 look for other nodes at 10.240.0.11:2113: no node advertises itself as 10.240.0.11:2113, and under another spelling it stays in gossip as a node that does not exist; leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    ],
  ],
  [
    "a seed has another port",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: "node-0.esdb.internal:1112" })),
    [
      "settings.GossipSeed lets node-1 look for other nodes at node-0.esdb.internal:1112: no node advertises itself as node-0.esdb.internal:1112, and under another spelling it stays in gossip as a node that does not exist; leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    ],
  ],
  [
    "a seed is a read-only replica",
    "local",
    (c) => withSettings(c, N, () => ({ GossipSeed: "replica-0.esdb.internal:2113" })),
    [
      "settings.GossipSeed lets node-1 look for other nodes at replica-0.esdb.internal:2113: replica-0 is a read-only replica, and only members are seeds; leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    ],
  ],
  [
    "DNS discovery is left on",
    "within",
    (c) => withSettings(c, N, () => ({ DiscoverViaDns: undefined })),
    [
      'settings.DiscoverViaDns lets node-1 look for other nodes by DNS, at fake.dns:2113: nobody resolves "fake.dns" for node-1; leave DiscoverViaDns out: the cluster switches it off and gives every node its seeds',
    ],
  ],
  [
    "DNS discovery is on by a name that Docker knows",
    "within",
    (c) =>
      withSettings(c, N, () => ({
        DiscoverViaDns: true,
        ClusterDns: "node-0.esdb.internal",
        ClusterGossipPort: 2113,
      })),
    [
      "settings.DiscoverViaDns lets node-1 look for other nodes by DNS, at node-0.esdb.internal:2113: DNS discovery is on: seeds are not used, and DNS knows no address that nodes advertise; leave DiscoverViaDns out: the cluster switches it off and gives every node its seeds",
    ],
  ],
  [
    "there is no seed",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: undefined })),
    [
      "settings.GossipSeed leaves node-1 without a seed: a node that knows of no other refuses to start, or stays alone; leave GossipSeed to the cluster: seeds follow from its nodes",
    ],
  ],
  [
    "the internal network has a way out",
    "local",
    (c) => withNetwork(c, INTERNAL, () => ({ internal: false })),
    [
      'internalNetwork has the network "esdb-internal" created with a way out: a network for nodes only has none, so that nothing on it can be published; remove what sets its internal flag',
    ],
  ],
  [
    "the external network has no way out",
    "local",
    (c) => withNetwork(c, EXTERNAL, () => ({ internal: true })),
    [
      "clients advertises localhost:2213 to Audience.HOST for http of node-0, and 3 more alike: node-0 is on internal networks only, and the engine publishes no port of such a container; leave the containers as the cluster declares them",
    ],
  ],
  [
    "an internal port is published",
    "local",
    (c) =>
      withContainer(c, N, ({ published }) => ({
        published: [...published, { hostIp: "0.0.0.0", hostPort: 11112, containerPort: 1112 }],
      })),
    [],
  ],
  [
    "gossip gives another node's HTTP port",
    "local",
    (c) => withSettings(c, N, () => ({ AdvertiseNodePortToClientAs: 2213 })),
    [
      "settings advertises localhost:2213 to Audience.HOST for http of node-1: node-0 answers, and node-1 is meant; remove what changes the address that node-1 advertises: it was planned as localhost:2214",
    ],
  ],
  [
    "a replica gossips another node's TCP port",
    "routable",
    (c) => withSettings(c, "replica-0", () => ({ AdvertiseTcpPortToClientAs: 1213 })),
    [
      "settings advertises db.example.com:1213 to Audience.NETWORK for externalTcp of replica-0, and 2 more alike: node-0 answers, and replica-0 is meant; remove what changes the address that replica-0 advertises: it was planned as db.example.com:1233",
    ],
  ],
  [
    "gossip gives the TCP port for HTTP",
    "routable",
    (c) => withSettings(c, N, () => ({ AdvertiseNodePortToClientAs: 1214 })),
    [
      "settings advertises db.example.com:1214 to Audience.NETWORK for http of node-1, and 2 more alike: externalTcp of node-1 answers, and http is meant; remove what changes the address that node-1 advertises: it was planned as db.example.com:2214",
    ],
  ],
  [
    "a wildcard is advertised",
    "within",
    (c) => withSettings(c, N, () => ({ AdvertiseHostToClientAs: "0.0.0.0" })),
    [
      'settings advertises 0.0.0.0:2113 to Audience.NETWORK for http of node-1: "0.0.0.0" can be bound, but not dialled; remove what changes the address that node-1 advertises: it was planned as node-1.esdb.external:2113',
    ],
  ],
  [
    "nothing is advertised to nodes, so that they are told a chance address",
    "within",
    (c) => withSettings(c, N, () => ({ ExtHostAdvertiseAs: undefined })),
    [
      "settings.GossipSeed lets node-0 look for other nodes at node-1.esdb.internal:2113, and 1 more alike: no node advertises itself as node-1.esdb.internal:2113, and under another spelling it stays in gossip as a node that does not exist; leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    ],
  ],
  [
    "nothing is advertised to clients, so that they are told what nodes are told",
    "within",
    (c) => withSettings(c, N, () => ({ AdvertiseHostToClientAs: undefined })),
    [
      'settings advertises node-1.esdb.internal:2113 to Audience.NETWORK for http of node-1: nobody resolves "node-1.esdb.internal" for a container on "esdb-external"; remove what changes the address that node-1 advertises: it was planned as node-1.esdb.external:2113',
    ],
  ],
  [
    "external TCP is promised and off",
    "routable",
    (c) => withSettings(c, N, () => ({ EnableExternalTcp: false })),
    [
      "settings advertises db.example.com:1214 to Audience.NETWORK for externalTcp of node-1, and 2 more alike: nothing listens on port 1113 of node-1; remove settings that change where the server listens for externalTcp",
    ],
  ],
  [
    "its external address is on another subnet",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => ({ address: "10.77.0.12" })),
    [
      'externalNetwork keeps a node from starting: node-1 does not start: the engine gives no address 10.77.0.12 on "esdb-external", which is 10.240.1.0/24; leave the containers\' networks and addresses as the cluster declares them',
    ],
  ],
  [
    "its address is the gateway's",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => ({ address: "10.240.1.1" })),
    [
      'externalNetwork keeps a node from starting: node-1 does not start: 10.240.1.1 is the gateway of "esdb-external"; leave the containers\' networks and addresses as the cluster declares them',
    ],
  ],
  [
    "two nodes have one address",
    "within",
    (c) => withAttachment(c, N, INTERNAL, () => ({ address: addressOf(c, "node-0", INTERNAL) })),
    [
      'internalNetwork keeps a node from starting: node-0 does not start: the engine gives 10.240.0.11 on "esdb-internal" once, not to node-0 and node-1; leave the containers\' networks and addresses as the cluster declares them',
      'internalNetwork keeps a node from starting: node-1 does not start: the engine gives 10.240.0.11 on "esdb-internal" once, not to node-0 and node-1; leave the containers\' networks and addresses as the cluster declares them',
    ],
  ],
  [
    "two nodes are published on one port",
    "local",
    (c) => withPublished(c, N, () => ({ hostPort: 2213 })),
    [
      "clients advertises localhost:2213 to Audience.HOST for http of node-0, and 1 more alike: port 2213 of the host is published for node-0 and node-1; leave the containers as the cluster declares them",
    ],
  ],
  [
    "it has joined a network that is not there",
    "within",
    (c) =>
      withContainer(c, N, ({ attachments }) => ({
        attachments: [...attachments, { network: "gone", address: "10.1.1.1", aliases: [] }],
      })),
    [
      'externalNetwork keeps a node from starting: node-1 does not start: there is no network "gone"; leave the containers\' networks and addresses as the cluster declares them',
    ],
  ],
  [
    "v5: internal HTTP has the image's own prefix",
    "v5",
    (c) => withSettings(c, N, () => ({ IntHttpPrefixes: undefined })),
    [
      'bindings.internalHttp lets a container on "esdb-external" reach 10.240.1.12:2112 (internalHttp of node-1): what nodes say to each other is for nodes only; leave bindings.internalHttp out for Binding.NODE_ADDRESS, and remove settings that bind it elsewhere',
    ],
  ],
  [
    "v5: external HTTP has a prefix with an address, and another is dialled",
    "v5",
    (c) => withSettings(c, N, () => ({ ExtHttpPrefixes: "http://10.240.1.12:2113/" })),
    [
      "settings advertises 192.0.2.10:2214 to Audience.NETWORK for http of node-1, and 2 more alike: the server answers only requests that name 10.240.1.12, and this one names 192.0.2.10; remove settings that change where the server listens for http",
    ],
  ],
  [
    "v5: the external address is advertised as it is bound",
    "v5",
    (c) => withSettings(c, N, () => ({ ExtIpAdvertiseAs: undefined })),
    [
      "settings advertises 10.240.1.12:2214 to Audience.NETWORK for http of node-1, and 3 more alike: nothing listens on port 2214 of node-1; remove what changes the address that node-1 advertises: it was planned as 192.0.2.10:2214",
      "settings advertises 10.240.1.12:2214 to Audience.REMOTE for http of node-1, and 1 more alike: port 2214 is not published, and other machines get no further; remove what changes the address that node-1 advertises: it was planned as 192.0.2.10:2214",
    ],
  ],
  [
    "v5: internal TCP binds all interfaces",
    "v5",
    (c) => withSettings(c, N, () => ({ IntIp: "0.0.0.0", IntIpAdvertiseAs: addressOf(c, N, INTERNAL) })),
    [
      'bindings.internalTcp lets a container on "esdb-external" reach 10.240.1.12:1112 (internalTcp of node-1): what nodes say to each other is for nodes only; leave bindings.internalTcp out for Binding.NODE_ADDRESS, and remove settings that bind it elsewhere',
    ],
  ],
];

test("there are enough breaks, and no two of one name", () => {
  expect(new Set(BREAKS.map(([name]) => name)).size).toBe(BREAKS.length);
  expect(BREAKS.length).toBeGreaterThan(40);
});

test.each(BREAKS)("%s (%s) is found, and said once, on one line each", (_name, base, broken, said) => {
  const { problems } = judge(broken(good(base)));
  const messages = problems.map(describeProblem);
  expect(messages).toEqual(said);
  for (const { code, path, got, expected, fix } of problems) {
    expect(code).toMatch(/^reachability\.[a-z.]+$/);
    for (const part of [path, got, expected, fix]) expect(part).toMatch(/^[^\n]{3,}$/);
  }
  expect(new Set(messages).size).toBe(messages.length);
  expect(messages.join()).not.toMatch(/undefined|\[object|UNDEFINED/);
});

function checked(cluster: Cluster, before: (f: Findings) => void = () => undefined): readonly Problem[] {
  const findings = new Findings();
  before(findings);
  const { topology, servers, state } = cluster;
  checkReachability(reachabilityOf({ topology, nodes: servers, engines: [state] }), topology, findings);
  return findings.problems.filter((p) => p.code.startsWith("reachability."));
}

describe("two audiences that need different answers from gossip", () => {
  // Everybody is told "localhost", which is the host's own name for itself alone.
  const names = () => {
    const routable = good("routable");
    const told = [...routable.servers.keys()].reduce(
      (c, key) => withSettings(c, key, () => ({ AdvertiseHostToClientAs: "localhost" })),
      routable,
    );
    return [...routable.servers.keys()].reduce(
      (c, key) => withNames(c, key, (n) => [...n, "localhost"]),
      told,
    );
  };

  test("are named together, once, with what to do", () => {
    const split = checked(names()).filter((p) => p.code === "reachability.audiences");
    expect(split).toHaveLength(1);
    expect(split[0]!.path).toBe("clients.audiences");
    expect(split[0]!.got).toMatch(
      /Audience\.HOST, for which localhost:2213 .* and Audience\.NETWORK and Audience\.REMOTE, for which it does not/,
    );
    expect(split[0]!.expected).toMatch(/., and gossip carries one client address per node$/);
    expect(split[0]!.expected).toMatch(/localhost|127\.0\.0\.1/);
    expect(split[0]!.fix).toMatch(/^promise audiences: \[Audience\.HOST\] only, or mend /);
    const others = checked(names()).filter((p) => p.code !== "reachability.audiences");
    expect(others.filter((p) => /advertises .* to Audience/.test(p.got))).toEqual([]);
  });

  test("and one audience that nothing serves is named alone", () => {
    const problems = checked(withPublished(good("local"), N, () => ({ hostIp: "192.0.2.99" })));
    expect(problems.map((p) => p.code)).toEqual(["reachability.required"]);
  });
});

test("what only older engines let through is no way to serve an audience", () => {
  const spec = specOf({
    size: 1,
    internalNetwork: undefined,
    clients: ClientAccess.perNode([{ host: "10.240.1.11", httpPort: 2113 }], {
      audiences: [Audience.NETWORK, Audience.REMOTE],
    }),
    allowPublished: true,
  });
  const cluster = clusterOf("24.10.4", spec);
  expect(judge(cluster).problems).toEqual([
    expect.objectContaining({
      code: "reachability.engine",
      path: "clients",
      expected:
        "engines before 28 let other machines dial a published port at the container's own address, later ones do not",
    }),
  ]);
  expect(judge(cluster, "20.10.24").problems).toEqual([]);
  expect(judge(cluster, "28.5.2").problems.map((p) => p.code)).toEqual(["reachability.audiences"]);
});

test("a seed that fails by itself is told beside what fails for others", () => {
  const nameless = withAttachment(good("within"), N, INTERNAL, () => ({ aliases: [] }));
  const broken = withSettings(nameless, "node-2", () => ({ GossipSeed: "10.240.0.11:2113" }));
  const { state } = nameless;
  expect(judge({ ...broken, state }).problems.map((p) => `${p.path} ${p.got}`)).toEqual([
    "peers advertises node-1.esdb.internal:1112 to node-0 for internalTcp of node-1, and 3 more alike",
    "settings.GossipSeed lets node-2 look for other nodes at 10.240.0.11:2113",
  ]);
});

test("each kind of socket that is open is one problem, on however many addresses", () => {
  const open = withSettings(good("v5"), N, () => ({
    IntIp: "0.0.0.0",
    IntIpAdvertiseAs: addressOf(good("v5"), N, INTERNAL),
    IntHttpPrefixes: undefined,
  }));
  const published = withContainer(open, N, ({ published: before }) => ({
    published: [...before, { hostIp: "0.0.0.0", hostPort: 11112, containerPort: 1112 }],
  }));
  for (const [cluster, more] of [
    [open, []],
    [published, ["reachability.open clients"]],
  ] as const) {
    expect(judge(cluster).problems.map((p) => `${p.code} ${p.path}`)).toEqual([
      "reachability.open bindings.internalTcp",
      ...more,
      "reachability.open bindings.internalHttp",
    ]);
  }
  const [, onHost] = judge(published).problems;
  expect(onHost!.fix).toBe("remove what adds or changes the container's ports");
});

test("whom nobody promised anything is no audience that is served", () => {
  const clients = ClientAccess.throughHost({
    host: "localhost",
    ports: PORTS,
    audiences: [Audience.NETWORK],
  });
  const { matrix, problems } = judge(clusterOf("22.10.5", specOf({ clients })));
  expect(matrix.cells.filter((c) => c.audience === Audience.HOST && c.source === "gossip")).toContainEqual(
    expect.objectContaining({ expected: "incidental", reached: true }),
  );
  expect(problems.map(({ code }) => code)).toEqual(["reachability.required"]);
});

test("all nodes that fail alike are one problem", () => {
  const c = good("local");
  const all = [...c.servers.keys()].reduce(
    (one, key) => withContainer(one, key, () => ({ published: [] })),
    c,
  );
  expect(judge(all).problems.map((p) => p.got)).toEqual([
    "advertises localhost:2213 to Audience.HOST for http of node-0, and 3 more alike",
  ]);
});

test("a cluster of two needs seeds as well", () => {
  const two = clusterOf("22.10.5", specOf({ size: 2 }));
  expect(judge(two).problems).toEqual([]);
  expect(
    judge(withSettings(two, N, () => ({ GossipSeed: undefined }))).problems.map(({ code }) => code),
  ).toEqual(["reachability.seeds"]);
});

test("an external network that has to have no way out is looked at as well", () => {
  const externalNetwork = { cidr: "10.240.1.0/24", networkName: "lan", internal: true };
  const open = withNetwork(clusterOf("22.10.5", specOf({ externalNetwork })), EXTERNAL, () => ({
    internal: false,
  }));
  expect(judge(open).problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
    "reachability.network.open externalNetwork",
  ]);
});

test("an engine of which nothing is known has no network that is open", () => {
  const findings = new Findings();
  checkStates([], good("within").topology, findings);
  checkStates([{ ...good("within").state, networks: [] }], good("within").topology, findings);
  expect(findings.problems).toEqual([]);
});

test("networks that the cluster did not create are judged by what is said of them", () => {
  const spec = specOf({ externalNetwork: { cidr: "10.240.1.0/24", networkName: "lan", internal: true } });
  expect(judge(clusterOf("24.10.4", spec)).problems).toEqual([]);
  expect(networkOf(clusterOf("24.10.4", spec), EXTERNAL)).toBe("lan");
});

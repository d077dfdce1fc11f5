import { checkReachability } from "../../../lib/checks/reachability/check-reachability";
import { reachabilityOf } from "../../../lib/checks/reachability/reachability";
import { Audience } from "../../../lib/network/audience";
import { ClientAccess } from "../../../lib/network/client-access";
import { Interface } from "../../../lib/network/endpoint";
import { PortPlan } from "../../../lib/network/port-plan";
import { Findings } from "../../../lib/problem/findings";
import { describeProblem, type Problem } from "../../../lib/problem/problem";
import { specOf } from "../../network/arbitrary-spec";
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
const GOOD: Readonly<Record<string, Cluster>> = {
  within: clusterOf("22.10.5", specOf()),
  local: clusterOf("24.10.4", specOf({ clients: throughHost("localhost"), readOnlyReplicas: 1 })),
  routable: clusterOf(
    "23.10.8",
    specOf({ clients: throughHost("db.example.com"), readOnlyReplicas: 1, externalTcp: true, secure: true }),
  ),
  everywhere: clusterOf(
    "26.1.0",
    specOf({ clients: ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS }), secure: true }),
  ),
  v5: clusterOf("5.0.11", specOf({ clients: throughHost("192.0.2.10"), allowPublished: true })),
};
const good = (name: string): Cluster => GOOD[name]!;

test.each(Object.keys(GOOD))("%s is good, on any engine", (name) => {
  for (const engine of [undefined, "20.10.24", "28.5.2"]) {
    expect(judge(good(name), engine).problems).toEqual([]);
  }
});

/** A way to break node 1 of a good cluster, and a part of every message that must name it. */
type Break = readonly [
  name: string,
  cluster: string,
  broken: (c: Cluster) => Cluster,
  said: readonly RegExp[],
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
    [/^peers tells node-0 node-1\.esdb\.internal:1112 .*nobody resolves/, /7 more alike/],
  ],
  [
    "the node is not on the external network",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => undefined),
    [/^clients tells Audience\.NETWORK node-1\.esdb\.external:2113 for http of node-1: nobody resolves/],
  ],
  [
    "its port is not published",
    "local",
    (c) => withContainer(c, N, () => ({ published: [] })),
    [/^clients tells Audience\.HOST localhost:2214 for http of node-1: nothing is published on port 2214/],
  ],
  [
    "its port is published on a loopback address where the host's is dialled",
    "routable",
    (c) => withPublished(c, N, () => ({ hostIp: "127.0.0.1" })),
    [
      /db\.example\.com:2214 .*published on 127\.0\.0\.1 only/,
      /^clients publishes 127\.0\.0\.1:\d+ for port \d+ of node-1/,
    ],
  ],
  [
    "its port is published on another host IP than the one dialled",
    "local",
    (c) => withPublished(c, N, () => ({ hostIp: "192.0.2.99" })),
    [/published on 192\.0\.2\.99 only/],
  ],
  [
    "the published port leads to another port of the container",
    "local",
    (c) => withPublished(c, N, (p) => ({ containerPort: p.containerPort + 1 })),
    [/nothing listens on port 2114 of node-1/],
  ],
  [
    "the published port is another than the one told",
    "local",
    (c) => withPublished(c, N, (p) => ({ hostPort: p.hostPort + 100 })),
    [/nothing is published on port 2214 of the host/],
  ],
  [
    "HTTP binds the internal address alone",
    "within",
    (c) => withSettings(c, N, () => ({ ExtIp: addressOf(c, N, INTERNAL) })),
    [/^clients tells .* http of node-1: node-1 listens on 10\.240\.0\.12 only.*bindings\.http/],
  ],
  [
    "HTTP binds the external address alone",
    "within",
    (c) => withSettings(c, N, () => ({ ExtIp: addressOf(c, N, EXTERNAL) })),
    [/^peers tells node-0 node-1\.esdb\.internal:2113 .*listens on 10\.240\.1\.12 only/],
  ],
  [
    "replication binds loopback, as the server does by default",
    "within",
    (c) => withSettings(c, N, () => ({ IntIp: "127.0.0.1" })),
    [/^peers tells node-0 .*:1112 for internalTcp of node-1.*listens on 127\.0\.0\.1 only/],
  ],
  [
    "replication binds what the image does, all interfaces",
    "within",
    (c) => withSettings(c, N, () => ({ IntIp: undefined })),
    [/^bindings\.internalTcp lets a container on "esdb-external" reach 10\.240\.1\.12:1112/],
  ],
  [
    "replication listens on another port than is advertised",
    "within",
    (c) => withSettings(c, N, () => ({ IntTcpPort: 1199, IntTcpPortAdvertiseAs: 1112 })),
    [/nothing listens on port 1112 of node-1/, /^settings lets node-1 listen on 10\.240\.0\.12:1199/],
  ],
  [
    "the internal alias is another",
    "within",
    (c) => withAttachment(c, N, INTERNAL, () => ({ aliases: ["node-1.esdb"] })),
    [/nobody resolves "node-1\.esdb\.internal"/],
  ],
  [
    "the external alias is missing",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => ({ aliases: [] })),
    [/nobody resolves "node-1\.esdb\.external"/],
  ],
  [
    "an alias is another node's too",
    "within",
    (c) =>
      withAttachment(c, "node-2", EXTERNAL, (a) => ({ aliases: [...a.aliases, "node-1.esdb.external"] })),
    [/Docker's DNS answers "node-1\.esdb\.external" with either of node-1 .* and node-2/],
  ],
  [
    "the internal alias is known on the external network too",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, (a) => ({ aliases: [...a.aliases, "node-1.esdb.internal"] })),
    [/internalTcp of node-1.*listens on 10\.240\.0\.12 only, and the packet arrives at 10\.240\.1\.12/],
  ],
  [
    "the certificate lacks the name that nodes dial",
    "routable",
    (c) => withNames(c, N, (names) => names.filter((n) => !n.endsWith(".internal"))),
    [/^security gives node-1 a certificate without node-1\.esdb\.internal, which other nodes dial .*too$/],
  ],
  [
    "the certificate lacks the name that clients dial",
    "everywhere",
    (c) => withNames(c, N, (names) => names.filter((n) => n.endsWith(".internal"))),
    [/^security gives node-1 a certificate without node1\.esdb\.test, which Audience\.NETWORK dial/],
  ],
  [
    "a wildcard in the certificate stands for two labels",
    "everywhere",
    (c) => withNames(c, N, () => ["*.test", "*.internal"]),
    [/carries \*\.test, \*\.internal, and not/],
  ],
  [
    "a node is a seed of itself",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: "node-0.esdb.internal:2113,node-1.esdb.internal:2113" })),
    [/^settings\.GossipSeed lets node-1 look .*node-1\.esdb\.internal:2113 is node-1 itself/],
  ],
  [
    "a seed is spelt otherwise than its node advertises itself",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: "10.240.0.11:2113" })),
    [/no node advertises itself as 10\.240\.0\.11:2113.*does not exist/],
  ],
  [
    "a seed has another port",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: "node-0.esdb.internal:1112" })),
    [/no node advertises itself as node-0\.esdb\.internal:1112|internalTcp of node-0 answers/],
  ],
  [
    "a seed is a read-only replica",
    "local",
    (c) => withSettings(c, N, () => ({ GossipSeed: "replica-0.esdb.internal:2113" })),
    [/replica-0 is a read-only replica/],
  ],
  [
    "DNS discovery is left on",
    "within",
    (c) => withSettings(c, N, () => ({ DiscoverViaDns: undefined })),
    [/^settings\.DiscoverViaDns lets node-1 look for other nodes by DNS/],
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
    [/^settings\.DiscoverViaDns .*seeds are not used/],
  ],
  [
    "there is no seed",
    "within",
    (c) => withSettings(c, N, () => ({ GossipSeed: undefined })),
    [/^settings\.GossipSeed leaves node-1 without a seed/],
  ],
  [
    "the internal network has a way out",
    "local",
    (c) => withNetwork(c, INTERNAL, () => ({ internal: false })),
    [/^internalNetwork has the network "esdb-internal" created with a way out/],
  ],
  [
    "the external network has no way out",
    "local",
    (c) => withNetwork(c, EXTERNAL, () => ({ internal: true })),
    [/node-0 is on internal networks only, and the engine publishes no port/],
  ],
  [
    "an internal port is published",
    "local",
    (c) =>
      withContainer(c, N, ({ published }) => ({
        published: [...published, { hostIp: "0.0.0.0", hostPort: 11112, containerPort: 1112 }],
      })),
    [/^clients publishes 0\.0\.0\.0:11112 for port 1112 of node-1 \(internalTcp\)/],
  ],
  [
    "gossip gives another node's HTTP port",
    "local",
    (c) => withSettings(c, N, () => ({ AdvertiseNodePortToClientAs: 2213 })),
    [/localhost:2213 for http of node-1: node-0 answers, and node-1 is meant/],
  ],
  [
    "a replica gossips another node's TCP port",
    "routable",
    (c) => withSettings(c, "replica-0", () => ({ AdvertiseTcpPortToClientAs: 1213 })),
    [/db\.example\.com:1213 for externalTcp of replica-0.*: node-0 answers, and replica-0 is meant/],
  ],
  [
    "gossip gives the TCP port for HTTP",
    "routable",
    (c) => withSettings(c, N, () => ({ AdvertiseNodePortToClientAs: 1214 })),
    [/externalTcp of node-1 answers, and http is meant/],
  ],
  [
    "a wildcard is advertised",
    "within",
    (c) => withSettings(c, N, () => ({ AdvertiseHostToClientAs: "0.0.0.0" })),
    [/"0\.0\.0\.0" can be bound, but not dialled/],
  ],
  [
    "nothing is advertised to nodes, so that they are told a chance address",
    "within",
    (c) => withSettings(c, N, () => ({ ExtHostAdvertiseAs: undefined })),
    [/no node advertises itself as node-1\.esdb\.internal:2113/],
  ],
  [
    "nothing is advertised to clients, so that they are told what nodes are told",
    "within",
    (c) => withSettings(c, N, () => ({ AdvertiseHostToClientAs: undefined })),
    [/tells Audience\.NETWORK node-1\.esdb\.internal:2113 .*nobody resolves/],
  ],
  [
    "external TCP is promised and off",
    "routable",
    (c) => withSettings(c, N, () => ({ EnableExternalTcp: false })),
    [/externalTcp of node-1.*: nothing listens on port 1113/],
  ],
  [
    "its external address is on another subnet",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => ({ address: "10.77.0.12" })),
    [
      /^externalNetwork .*node-1 does not start: the engine gives no address 10\.77\.0\.12 on "esdb-external"/,
    ],
  ],
  [
    "its address is the gateway's",
    "within",
    (c) => withAttachment(c, N, EXTERNAL, () => ({ address: "10.240.1.1" })),
    [/10\.240\.1\.1 is the gateway/],
  ],
  [
    "two nodes have one address",
    "within",
    (c) => withAttachment(c, N, INTERNAL, () => ({ address: addressOf(c, "node-0", INTERNAL) })),
    [/once, not to node-0 and node-1/],
  ],
  [
    "two nodes are published on one port",
    "local",
    (c) => withPublished(c, N, () => ({ hostPort: 2213 })),
    [/port 2213 of the host is published for node-0 and node-1/],
  ],
  [
    "it has joined a network that is not there",
    "within",
    (c) =>
      withContainer(c, N, ({ attachments }) => ({
        attachments: [...attachments, { network: "gone", address: "10.1.1.1", aliases: [] }],
      })),
    [/node-1 does not start: there is no network "gone"/],
  ],
  [
    "v5: internal HTTP has the image's own prefix",
    "v5",
    (c) => withSettings(c, N, () => ({ IntHttpPrefixes: undefined })),
    [/^bindings\.internalHttp lets a container on "esdb-external" reach 10\.240\.1\.12:2112/],
  ],
  [
    "v5: external HTTP has a prefix with an address, and another is dialled",
    "v5",
    (c) => withSettings(c, N, () => ({ ExtHttpPrefixes: "http://10.240.1.12:2113/" })),
    [/answers only requests that name 10\.240\.1\.12, and this one names 192\.0\.2\.10.*ALL_INTERFACES/],
  ],
  [
    "v5: the external address is advertised as it is bound",
    "v5",
    (c) => withSettings(c, N, () => ({ ExtIpAdvertiseAs: undefined })),
    [
      /tells Audience\.NETWORK 10\.240\.1\.12:2214 .*nothing listens on port 2214.*planned as 192\.0\.2\.10:2214/,
    ],
  ],
  [
    "v5: internal TCP binds all interfaces",
    "v5",
    (c) => withSettings(c, N, () => ({ IntIp: "0.0.0.0", IntIpAdvertiseAs: addressOf(c, N, INTERNAL) })),
    [/^bindings\.internalTcp lets a container on "esdb-external" reach 10\.240\.1\.12:1112/],
  ],
];

test("there are enough breaks, and no two of one name", () => {
  expect(new Set(BREAKS.map(([name]) => name)).size).toBe(BREAKS.length);
  expect(BREAKS.length).toBeGreaterThan(40);
});

describe.each(BREAKS)("%s (%s)", (_name, base, broken, said) => {
  const { problems } = judge(broken(good(base)));
  const messages = problems.map(describeProblem);

  test.each(said)("is found: %s", (pattern) => {
    expect(messages.filter((m) => pattern.test(m))).not.toEqual([]);
  });

  test("and each problem says what, why and what to do, on one line", () => {
    for (const { code, path, got, expected, fix } of problems) {
      expect(code).toMatch(/^reachability\.[a-z.]+$/);
      for (const part of [path, got, expected, fix]) expect(part).toMatch(/^[^\n]{3,}$/);
    }
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages.join()).not.toMatch(/undefined|\[object|UNDEFINED/);
  });
});

function checked(cluster: Cluster, before: (f: Findings) => void = () => undefined): readonly Problem[] {
  const findings = new Findings();
  before(findings);
  const { topology, servers, state } = cluster;
  checkReachability(reachabilityOf({ topology, nodes: servers, state }), topology, findings);
  return findings.problems.filter((p) => p.code.startsWith("reachability."));
}

describe("two audiences that need different answers from gossip", () => {
  // Everybody is told "localhost", which is the host's own name for itself alone.
  const routable = good("routable");
  const told = [...routable.servers.keys()].reduce(
    (c, key) => withSettings(c, key, () => ({ AdvertiseHostToClientAs: "localhost" })),
    routable,
  );
  const names = [...routable.servers.keys()].reduce(
    (c, key) => withNames(c, key, (n) => [...n, "localhost"]),
    told,
  );

  test("are named together, once, with what to do", () => {
    const split = checked(names).filter((p) => p.code === "reachability.audiences");
    expect(split).toHaveLength(1);
    expect(split[0]!.path).toBe("clients.audiences");
    expect(split[0]!.got).toMatch(
      /Audience\.HOST, which reaches localhost:2213 .* and Audience\.NETWORK, which does not/,
    );
    for (const way of ["everywhere", "others can route to", "audiences: [Audience.HOST]"]) {
      expect(split[0]!.fix).toContain(way);
    }
    const others = checked(names).filter((p) => p.code !== "reachability.audiences");
    expect(others.filter((p) => /tells Audience/.test(p.got))).toEqual([]);
  });

  test("are not named again where planning has said it", () => {
    const problems = checked(names, (f) => {
      f.problem("audiences.unserved", "clients.audiences", "promises", "it cannot be", "use another access");
    });
    expect(problems.filter((p) => p.path.startsWith("clients.audiences"))).toEqual([]);
  });

  test("and one audience that nothing serves is named alone", () => {
    const problems = checked(withPublished(good("local"), N, () => ({ hostIp: "192.0.2.99" })));
    expect(problems.map((p) => p.code)).toEqual(["reachability.published", "reachability.required"]);
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
  expect(judge(cluster).problems.map((p) => [p.code, p.path])).toEqual([["reachability.engine", "clients"]]);
  expect(judge(cluster, "20.10.24").problems).toEqual([]);
  expect(judge(cluster, "28.5.2").problems.map((p) => p.code)).toEqual(["reachability.audiences"]);
});

test("all nodes that fail alike are one problem", () => {
  const c = good("local");
  const all = [...c.servers.keys()].reduce(
    (one, key) => withContainer(one, key, () => ({ published: [] })),
    c,
  );
  expect(judge(all).problems.map((p) => p.got)).toEqual([
    "tells Audience.HOST localhost:2213 for http of node-0, and 3 more alike",
  ]);
});

test("networks that the cluster did not create are judged by what is said of them", () => {
  const spec = specOf({ externalNetwork: { cidr: "10.240.1.0/24", networkName: "lan", internal: true } });
  expect(judge(clusterOf("24.10.4", spec)).problems).toEqual([]);
  expect(networkOf(clusterOf("24.10.4", spec), EXTERNAL)).toBe("lan");
});

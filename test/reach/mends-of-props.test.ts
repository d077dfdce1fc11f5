import { Audience } from "../../lib/network/model/audience";
import { Binding } from "../../lib/network/model/endpoint";
import type { Capabilities } from "../../lib/network/plan/capabilities";
import { V22, V5 } from "../network/arbitrary-spec";
import { followed, wrongWays, type Way, type Written } from "./following";

const { NETWORK, HOST, REMOTE } = Audience;

type Case = readonly [wrong: string, written: Partial<Written>, mends: readonly string[], on?: Capabilities];

const INSIDE = { cidr: "10.240.0.0/24" };
const OUTSIDE = { cidr: "10.240.1.0/24" };
/** A network of the user's, with a way out or without. */
const lan = (network: object, networkName: string, internal = false) => ({
  ...network,
  networkName,
  ...(internal && { internal }),
});

const list = (of: (n: number) => object) => [0, 1, 2].map(of);

/** What is right for nodes, but for what is said otherwise of node 1. */
const peers = (other: object): Pick<Written, "peers"> => ({
  peers: {
    members: list((n) => ({
      host: `10.240.0.${11 + n}`,
      tcpPort: 1112,
      httpPort: 2113,
      ...(n === 1 ? other : {}),
    })),
  },
});

const way = (clients: Way): Pick<Written, "clients"> => ({ clients });
const within = (...audiences: readonly Audience[]) => way({ kind: "withinNetwork", audiences });
const through = (options: Partial<Way>, ...audiences: readonly Audience[]) =>
  way({ kind: "throughHost", ...options, audiences });
const perNode = (of: (n: number) => object, ...audiences: readonly Audience[]) =>
  way({ kind: "perNode", members: list(of), audiences });
const proxied = (of: (n: number) => object, ...audiences: readonly Audience[]) =>
  way({ kind: "throughProxy", members: list(of), audiences });

/** Aliases, or the nodes' own addresses, but for what is said otherwise of node 1. */
const named = (other: object) =>
  perNode(
    (n) => ({ host: `node${n}.test`, httpPort: 2113, tcpPort: 1113, ...(n === 1 ? other : {}) }),
    NETWORK,
  );
const addressed = (other: object) =>
  perNode(
    (n) => ({ host: `10.240.1.${11 + n}`, httpPort: 2113, tcpPort: 1113, ...(n === 1 ? other : {}) }),
    NETWORK,
  );
/** A published port that all share, each node on an address of the host's. */
const shared = (host: (n: number) => string, bindIp: (n: number) => string) =>
  perNode((n) => ({ host: host(n), httpPort: 2113, bindIp: bindIp(n) }), REMOTE);

const OWN_INSIDE =
  "use a name of its own, which becomes the node's alias on the internal network, or its address 10.240.0.12";
const OWN_OUTSIDE =
  "use a name of its own, which becomes the node's alias on the external network, or its address 10.240.1.12";
const EACH_ITS_OWN = "give every node a host or a port of its own";
const ROUTABLE = "use an address or DNS name of the host that others can route to";
const OF_THE_HOST = "use a name or an address of the Docker host";
const WAY_OUT = "use a network with a way out, or ClientAccess.withinNetwork()";
const ALL_INTERFACES = "use Binding.ALL_INTERFACES";
const onHost = (host: string) => `use ClientAccess.throughHost({ host, ports }) with ${host}`;
const FIRST_BY_NAME =
  'internalNetwork: use an internal network without a way out, because the engine leads published ports to the first network by name that has one, which is "a"';

const BETWEEN_NODES: readonly Case[] = [
  [
    "another's name",
    peers({ host: "node-2.esdb.internal" }),
    ["peers.members[1].host: give every node a host of its own"],
  ],
  [
    "another container's name, in capitals",
    peers({ host: "ESDB-node-2" }),
    ["peers.members[1].host: give every node a host of its own"],
  ],
  [
    "another's address",
    peers({ host: "10.240.0.13" }),
    ["peers.members[1].host: give every node a host of its own"],
  ],
  ["nobody's address", peers({ host: "10.240.0.99" }), [`peers.members[1].host: ${OWN_INSIDE}`]],
  ["the Docker host's address", peers({ host: "192.0.2.10" }), [`peers.members[1].host: ${OWN_INSIDE}`]],
  [
    "its address for clients",
    peers({ host: "10.240.1.12" }),
    // Where replication does not listen.
    [`peers.members[1].host: ${OWN_INSIDE}`],
  ],
  [
    "the dialling machine, whatever the port",
    peers({ host: "localhost", tcpPort: 3 }),
    [`peers.members[1].host: ${OWN_INSIDE}`],
  ],
  [
    "nobody's address, whatever the port",
    peers({ host: "10.240.0.99", tcpPort: 3 }),
    [`peers.members[1].host: ${OWN_INSIDE}`],
  ],
  [
    "the name that clients have for it",
    { ...named({}), ...peers({ host: "node1.test" }) },
    [`peers.members[1].host: ${OWN_INSIDE}`],
  ],
  [
    "the dialling machine, where names are not taken",
    peers({ host: "127.0.0.1" }),
    ["peers.members[1].host: use its address 10.240.0.12"],
    V5,
  ],
  ["a port on which nothing listens", peers({ tcpPort: 11112 }), ["peers.members[1].tcpPort: use 1112"]],
  ["the port of another socket", peers({ httpPort: 1112 }), ["peers.members[1].httpPort: use 2113"]],
  [
    "another port for gossip",
    peers({ internalHttpPort: 12112 }),
    ["peers.members[1].internalHttpPort: use 2112"],
    V5,
  ],
  [
    "a node's name that clients have for another",
    named({ host: "node-2.esdb.internal" }),
    ["clients.members[1].host: use a name that nodes do not have among themselves"],
  ],
  [
    "HTTP on one of two networks",
    { bindings: { http: Binding.NODE_ADDRESS } },
    [`bindings.http: ${ALL_INTERFACES}`],
  ],
];

const ON_THE_NETWORK: readonly Case[] = [
  [
    "another's name",
    named({ host: "node2.test" }),
    [
      "clients.members[1].host: give every node a host of its own",
      "clients.members[2].host: give every node a host of its own",
    ],
  ],
  ["nobody's address", named({ host: "10.240.1.99" }), [`clients.members[1].host: ${OWN_OUTSIDE}`]],
  ["the dialling machine", named({ host: "localhost" }), [`clients.members[1].host: ${OWN_OUTSIDE}`]],
  [
    "the address for nodes, where names are not taken",
    addressed({ host: "10.240.0.12" }),
    ["clients.members[1].host: use its address 10.240.1.12"],
    V5,
  ],
  ["a port on which nothing listens", named({ httpPort: 2114 }), ["clients.members[1].httpPort: use 2113"]],
  [
    "the port of another socket",
    { ...named({ httpPort: 1113 }), externalTcp: true },
    ["clients.members[1].httpPort: use 2113"],
  ],
  [
    "another port for TCP",
    { ...named({ tcpPort: 1114 }), externalTcp: true },
    ["clients.members[1].tcpPort: use 1113"],
  ],
];

const THROUGH_THE_HOST: readonly Case[] = [
  [
    "nothing published, and the host is promised",
    within(HOST),
    [
      `clients: ${onHost("an address or DNS name of the host")}, or ClientAccess.everywhere({ domain, ports })`,
    ],
  ],
  [
    "nothing published, and other machines are promised too",
    within(HOST, REMOTE),
    [`clients: ${onHost("an address or DNS name of the host that others can route to")}`],
  ],
  [
    "nothing published, and all are promised",
    within(NETWORK, HOST, REMOTE),
    [
      `clients.audiences: promise audiences: [Audience.NETWORK] only, or mend clients: ${onHost("an address or DNS name of the host that others can route to")}`,
    ],
  ],
  [
    "localhost for containers",
    through({}, NETWORK),
    [`clients.host: ${ROUTABLE}, or ClientAccess.everywhere({ domain, ports })`],
  ],
  [
    "localhost for containers, where names are not taken",
    through({}, NETWORK),
    ["clients.host: use an address of the host that others can route to"],
    V5,
  ],
  ["localhost for other machines", through({}, REMOTE), [`clients.host: ${ROUTABLE}`]],
  [
    "a name that only the engine gives",
    through({ host: "host.docker.internal" }, REMOTE),
    [`clients.host: ${ROUTABLE}`],
  ],
  [
    "the host itself for all",
    through({ host: "db.test", bindIp: "127.0.0.1" }, NETWORK, HOST, REMOTE),
    ['clients.bindIp: use bindIp: "0.0.0.0"'],
  ],
  [
    "two who are reached",
    {
      ...through({ host: "192.0.2.10" }, NETWORK, HOST, REMOTE),
      internalNetwork: lan(INSIDE, "a"),
      externalNetwork: lan(OUTSIDE, "b", true),
    },
    [
      `clients.audiences: promise audiences: [Audience.HOST, Audience.REMOTE] only, or mend externalNetwork: ${WAY_OUT}`,
    ],
  ],
  ["a node's alias", through({ host: "node-0.esdb.external" }, NETWORK), [`clients.host: ${OF_THE_HOST}`]],
  ["a node's address", through({ host: "10.240.1.12" }, REMOTE), [`clients.host: ${OF_THE_HOST}`]],
  [
    "a node's own address with another port",
    perNode((n) => ({ host: n === 1 ? "10.240.1.12" : `node${n}.test`, httpPort: 3000 + n }), HOST),
    [`clients.members[1].host: ${OF_THE_HOST}`],
  ],
  [
    "a port published where nobody dials",
    through({ host: "192.0.2.10", bindIp: "192.0.2.1" }, HOST),
    ['clients.bindIp: use bindIp: "0.0.0.0"'],
  ],
  [
    "a port published elsewhere than on localhost",
    through({ bindIp: "192.0.2.1" }, HOST),
    ["clients.bindIp: leave bindIp out"],
  ],
  [
    "names of one's own on the host itself alone",
    way({ kind: "everywhere", audiences: [REMOTE] }),
    ['clients.bindIp: use bindIp: "0.0.0.0"'],
  ],
  [
    "another address than is told, of a port that others have",
    shared(
      (n) => `192.0.2.${50 + n}`,
      (n) => (n === 1 ? "127.0.0.1" : `192.0.2.${50 + n}`),
    ),
    ['clients.members[1].bindIp: use bindIp: "192.0.2.51"'],
  ],
  [
    "another address than a name's, of a port that others have",
    shared(
      (n) => `node${n}.test`,
      (n) => (n === 1 ? "127.0.0.1" : `192.0.2.${50 + n}`),
    ),
    ["clients.members[1].bindIp: use as bindIp the address of the Docker host that node1.test stands for"],
  ],
  [
    "one name and port for nodes on different addresses",
    shared(
      () => "db.test",
      (n) => `192.0.2.${50 + n}`,
    ),
    [0, 1].map((n) => `clients.members[${n}].host: ${EACH_ITS_OWN}`),
  ],
  [
    "one address and port for nodes on different addresses",
    shared(
      () => "192.0.2.50",
      (n) => `192.0.2.${50 + n}`,
    ),
    [1, 2].map((n) => `clients.members[${n}].host: ${EACH_ITS_OWN}`),
  ],
  [
    "one address and port of which nobody has the address",
    shared(
      () => "192.0.2.50",
      (n) => `192.0.2.${60 + n}`,
    ),
    [0, 1, 2].map((n) => `clients.members[${n}].host: ${EACH_ITS_OWN}`),
  ],
  [
    "the address on which another node has the port",
    shared(
      (n) => (n === 0 ? "192.0.2.51" : `node${n}.test`),
      (n) => `192.0.2.${50 + n}`,
    ),
    [`clients.members[0].host: ${EACH_ITS_OWN}`],
  ],
  [
    "one name for two nodes on different addresses",
    perNode(
      (n) => ({
        host: n === 2 ? "node2.test" : "db.test",
        httpPort: n === 1 ? 2213 : 2113,
        bindIp: `192.0.2.${50 + n}`,
      }),
      REMOTE,
    ),
    [`clients.members[0].host: ${EACH_ITS_OWN}`],
  ],
  [
    "another address than is told, of one of two ports that others have",
    {
      ...perNode(
        (n) => ({
          host: `192.0.2.${50 + n}`,
          httpPort: 2113,
          tcpPort: 1213 + n,
          bindIp: n === 1 ? "127.0.0.1" : `192.0.2.${50 + n}`,
        }),
        REMOTE,
      ),
      externalTcp: true,
    },
    ['clients.members[1].bindIp: use bindIp: "192.0.2.51"'],
  ],
  [
    "a port published where nobody dials, beside a network without a way out",
    {
      ...through({ host: "192.0.2.10", bindIp: "192.0.2.1" }, HOST),
      internalNetwork: lan(INSIDE, "a"),
      externalNetwork: lan(OUTSIDE, "b", true),
    },
    ['clients.bindIp: use bindIp: "0.0.0.0"'],
  ],
  [
    "a network without a way out",
    { ...through({}, HOST), externalNetwork: lan(OUTSIDE, "b", true) },
    [`externalNetwork: ${WAY_OUT}`],
  ],
  [
    "a network without a way out for those on it alone",
    {
      ...through({ host: "192.0.2.10" }, NETWORK),
      internalNetwork: lan(INSIDE, "a"),
      externalNetwork: lan(OUTSIDE, "b", true),
    },
    [`externalNetwork: ${WAY_OUT}`],
  ],
  [
    "ports that arrive on the nodes' own network",
    {
      ...through({ host: "192.0.2.10" }, HOST),
      internalNetwork: lan(INSIDE, "a"),
      externalNetwork: lan(OUTSIDE, "b"),
      bindings: { externalTcp: Binding.NODE_ADDRESS },
    },
    [FIRST_BY_NAME],
    V5,
  ],
  [
    "TCP on another address than is dialled",
    perNode(
      (n) => ({ host: n === 1 ? "10.240.0.12" : "127.0.0.1", httpPort: 2113 + n, tcpPort: 1112 + n }),
      HOST,
    ),
    [`clients.members[1].host: ${OF_THE_HOST}`, `bindings.externalTcp: ${ALL_INTERFACES}`],
    V5,
  ],
  [
    "HTTP on its address alone, which a request must name",
    { ...through({}, HOST), bindings: { http: Binding.NODE_ADDRESS } },
    [`bindings.http: ${ALL_INTERFACES}`],
    V5,
  ],
];

const THROUGH_A_PROXY: readonly Case[] = [
  [
    "one address for all",
    proxied(() => ({ host: "db.test", httpPort: 443 }), REMOTE),
    [0, 1, 2].map((n) => `clients.members[${n}].host: ${EACH_ITS_OWN}`),
  ],
  [
    "another node's address",
    proxied((n) => ({ host: n === 1 ? "10.240.1.13" : `n${n}.test`, httpPort: 2113 }), NETWORK),
    ["clients.members[1].host: use an address of its own"],
  ],
  [
    "its own address, where nothing listens",
    proxied((n) => ({ host: n === 1 ? "10.240.1.12" : `n${n}.test`, httpPort: 443 }), NETWORK),
    ["clients.members[1].httpPort: use 2113"],
  ],
  [
    "HTTP on its address alone, which a request must name",
    {
      ...proxied((n) => ({ host: `192.0.2.${n + 1}`, httpPort: 443, tcpPort: 1113 }), REMOTE),
      bindings: { http: Binding.NODE_ADDRESS },
    },
    [`bindings.http: ${ALL_INTERFACES}`],
    V5,
  ],
  [
    "TCP on another address than is dialled",
    proxied(
      (n) => ({ host: n === 1 ? "10.240.0.12" : `192.0.2.${n + 1}`, httpPort: 2113, tcpPort: 1113 }),
      HOST,
    ),
    [`bindings.externalTcp: ${ALL_INTERFACES}`],
    V5,
  ],
  [
    "TCP on another address than is dialled, where HTTP's binding decides",
    {
      ...proxied(
        (n) => ({
          host: n === 1 ? "10.240.0.12" : `n${n}.test`,
          httpPort: n === 1 ? 2113 : 443,
          tcpPort: 1113,
        }),
        HOST,
      ),
      externalTcp: true,
      bindings: { http: Binding.NODE_ADDRESS },
      ports: { http: 2113 },
    },
    [`bindings.http: ${ALL_INTERFACES}`],
  ],
];

describe.each<readonly [string, readonly Case[]]>([
  ["between nodes", BETWEEN_NODES],
  ["on the network", ON_THE_NETWORK],
  ["through the host", THROUGH_THE_HOST],
  ["through what is the user's", THROUGH_A_PROXY],
])("what is wrong %s, with its mend", (_, cases) => {
  test.each(cases.map((one) => [one[0], one] as const))("%s", (_wrong, [, more, mends, on = V22]) => {
    const written: Written = {
      clients: { kind: "withinNetwork" },
      internalNetwork: INSIDE,
      externalNetwork: OUTSIDE,
      externalTcp: false,
      ...more,
    };
    const problems = wrongWays(written, on);
    expect(problems.map(({ path, fix }) => `${path}: ${fix}`)).toEqual(mends);
    const mended = problems.reduce((now, problem) => followed(now, problem, on)[0] ?? now, written);
    const left = wrongWays(mended, on).map(({ path }) => path);
    expect(left.filter((path) => problems.some((problem) => problem.path === path))).toEqual([]);
  });
});

test("a binding that keeps nodes from each other is no fault of the networks' names", () => {
  const written = (inside: object, outside: object): Written => ({
    ...through({ host: "192.0.2.10" }, HOST),
    internalNetwork: inside,
    externalNetwork: outside,
    externalTcp: false,
    bindings: { http: Binding.NODE_ADDRESS },
  });
  const paths = (inside: object, outside: object) =>
    wrongWays(written(inside, outside), V22).map(({ path }) => path);
  expect(paths(lan(INSIDE, "c"), lan(OUTSIDE, "b"))).toEqual(["bindings.http"]);
  expect(paths(lan(INSIDE, "a", true), lan(OUTSIDE, "b"))).toEqual(["bindings.http"]);
  expect(paths(lan(INSIDE, "a"), lan(OUTSIDE, "b"))).toEqual(["bindings.http", "internalNetwork"]);
});

import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { Audience } from "../../lib/network/model/audience";
import { specOf, V22, V5 } from "./arbitrary-spec";
import { dockerHosts } from "./docker-hosts";
import { codesOf, plan, plannedAnyway } from "./planning";

const hosts = (count?: number) => dockerHosts({}, count);

const changed = (change: object, count = 3) =>
  hosts(count).map((host, i) => (i === 1 ? { ...host, ...change } : host));

type More = Partial<Record<keyof ClusterSpec, unknown>>;

const on = (more: More = {}) => specOf({ hosts: hosts(), allowPublished: true, ...more });

const codes = (more: More, capabilities = V22) => codesOf(plan(on(more), capabilities).problems);

const apart = {
  peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
  clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
};

/** Peers by what is no options. */
const peersBy = (options: unknown) => PeerAccess.throughHosts(options as never);

/** The first problem, or warning, as it is told. */
const told = (more: More) => {
  const { problems, warnings } = plannedAnyway(on(more));
  const [first] = [...problems, ...warnings];
  return first === undefined ? [] : [first.path, first.got, first.expected, first.fix];
};

const NAME =
  'must be a small letter, then small letters, digits and hyphens, not ending in a hyphen, of at most 40 characters, and not "docker", because addresses of resources are made from it';

test.each<[string, More, readonly string[]]>([
  [
    "no name",
    { hosts: changed({ name: undefined }) },
    ["hosts[1].name", "is missing", NAME, 'use for example "a"'],
  ],
  [
    "an odd name",
    { hosts: changed({ name: "B" }) },
    ["hosts[1].name", 'is "B"', NAME, 'use for example "a"'],
  ],
  [
    "no address",
    { hosts: changed({ internalAddress: undefined }) },
    [
      "hosts[1].internalAddress",
      "is missing",
      "must be an IPv4 address of the host, because ports are published on it",
      "use an address of the host that the others reach",
    ],
  ],
  [
    "a name as an address",
    { hosts: changed({ internalAddress: "b.example.com" }) },
    [
      "hosts[1].internalAddress",
      'is "b.example.com"',
      "must be an IPv4 address of the host, because ports are published on it",
      "use an address of the host that the others reach; a name for clients is externalName",
    ],
  ],
  [
    "an address with a port",
    { hosts: changed({ internalAddress: "10.60.0.2:1112" }) },
    [
      "hosts[1].internalAddress",
      'is "10.60.0.2:1112"',
      "must be an IPv4 address of the host, because ports are published on it",
      'use "10.60.0.2", without anything around it; ports have props of their own',
    ],
  ],
  [
    "no text",
    { hosts: changed({ internalAddress: "" }) },
    [
      "hosts[1].internalAddress",
      'is ""',
      "must be an IPv4 address of the host, because ports are published on it",
      "use an address of the host that the others reach",
    ],
  ],
  [
    "localhost",
    { hosts: changed({ internalAddress: "localhost" }) },
    [
      "hosts[1].internalAddress",
      'is "localhost"',
      "is the machine of whoever dials it, and nodes on other hosts dial this one",
      "use an address of the host that the others reach",
    ],
  ],
  [
    "an address that nobody dials",
    { hosts: changed({ internalAddress: "224.0.0.1" }) },
    [
      "hosts[1].internalAddress",
      'is "224.0.0.1"',
      "is a multicast address",
      "use an address of the host that the others reach",
    ],
  ],
  [
    "no port",
    { hosts: changed({ keeperPort: 0 }) },
    ["hosts[1].keeperPort", "is 0", "must be a port, 1 to 65535", "use a free port such as 2110"],
  ],
  [
    "an address that another has",
    { hosts: changed({ internalAddress: "10.60.0.1" }) },
    [
      "hosts[1].internalAddress",
      'is "10.60.0.1", as hosts[0].internalAddress is',
      "an address or a name leads to one host",
      "use those of this host",
    ],
  ],
  [
    "a node on none of them",
    { addresses: { "node-1": { host: "bb" } } },
    [
      'nodeOverrides["node-1"].host',
      'is "bb"',
      "is none of hosts, which are a, b, c",
      "use one of these, or remove it",
    ],
  ],
  [
    "a node on what is no name",
    { addresses: { "node-1": { host: 1 } } },
    ['nodeOverrides["node-1"].host', "is 1", "is none of hosts, which are a, b, c", "leave it out"],
  ],
  [
    "a majority on one of two",
    { hosts: hosts(2), ...apart },
    [
      "hosts[0]",
      'is "a", with node-0, node-2',
      "where it is lost, the cluster has no majority of 2 of 3, and takes no writes",
      "spread 3 members over 3 hosts or more, or set allowMajorityOnOneHost: true",
    ],
  ],
  [
    "a majority of two on one",
    { size: 2, hosts: hosts(1), ...apart },
    [
      "hosts[0]",
      'is "a", with node-0, node-1',
      "where it is lost, the cluster has no majority of 2 of 2, and takes no writes",
      "spread 2 members over 2 hosts or more, or set allowMajorityOnOneHost: true",
    ],
  ],
  [
    "a network by a token",
    { internalNetwork: { cidr: "10.240.0.0/24", networkName: "${lan}" } },
    [
      "internalNetwork",
      "is a network whose name is known only when Terraform runs",
      "every host has one of that name, and an engine leads published ports over the first by name",
      "leave it to the cluster: { cidr }, or make one on every host, and write the name itself: ClusterNetwork.fromNetworkName(name, { cidr })",
    ],
  ],
  [
    "a network that comes after that of clients",
    { internalNetwork: { cidr: "10.240.0.0/24", networkName: "lan" } },
    [
      "internalNetwork",
      'is the network "lan"',
      'an engine leads published ports over the first network by name, and "esdb-external" comes before "lan", on which replication listens',
      'leave it to the cluster: { cidr }, or use one whose name comes before "esdb-external"',
    ],
  ],
  [
    "what is no option",
    { peers: peersBy(1) },
    [
      "peers",
      "is 1",
      "must be an object",
      "use PeerAccess.throughHosts({ internalTcp: PortPlan.same(1112) })",
    ],
  ],
])("%s is told", (_, more, words) => {
  expect(told(more)).toEqual(words);
});

/** What is wrong of the second host, alone. */
test.each<[object, string]>([
  [{ name: "B" }, "hosts.name hosts[1].name"],
  [{ keeperPort: 0 }, "port hosts[1].keeperPort"],
  [{ internalAddress: "b" }, "hosts.address hosts[1].internalAddress"],
  [{ externalAddress: "b" }, "hosts.address hosts[1].externalAddress"],
  [{ externalAddress: "10.60.0.2" }, "hosts.address.same hosts[1].externalAddress"],
  [{ externalName: "localhost" }, "hosts.externalName hosts[1].externalName"],
  [{ externalName: 5 }, "host hosts[1].externalName"],
  [{ reachableFrom: 5 }, "value.object hosts[1].reachableFrom"],
])("of a host that has %j only what does not follow from it is said besides", (change, code) => {
  // The fourth is not told to have no node, nor the node to be on a host of nobody where the name may be what is wrong.
  const place = "name" in change ? [] : ['hosts.place nodeOverrides["node-1"].host'];
  const nobody = { addresses: { "node-1": { host: "nobody" } } };
  expect(codes({ hosts: changed(change, 4), ...nobody })).toEqual([code, ...place].sort());
  expect(codes({ hosts: changed(change, 4), addresses: { "node-1": { host: "b" } } })).toEqual([code]);
});

test("as many hosts as there may be are read, and one more is not", () => {
  const many = (count: number) =>
    codes({ hosts: Array.from({ length: count }, () => 1), addresses: { "node-1": { host: "b" } } });
  expect(many(100)).toHaveLength(100);
  expect(many(101)).toEqual(["hosts hosts"]);
  expect(
    codes({ hosts: "a", addresses: { "node-1": { host: "b" } }, clients: ClientAccess.throughHosts() }),
  ).toEqual(["hosts hosts"]);
});

describe("networks that exist already", () => {
  const token = { externalNetwork: { cidr: "10.240.1.0/24", networkName: "${lan}" } };
  const both = { ...token, internalNetwork: { cidr: "10.240.0.0/24", networkName: "${inner}" } };

  test("are known by name from the second host on, each told once", () => {
    expect(codes(token)).toEqual(["hosts.network.token externalNetwork"]);
    expect(codes(both)).toEqual([
      "hosts.network.token externalNetwork",
      "hosts.network.token internalNetwork",
    ]);
    expect(codes({ ...token, hosts: hosts(2), allowMajorityOnOneHost: true, ...apart })).toEqual([
      "hosts.network.token externalNetwork",
    ]);
    expect(codes({ ...token, hosts: hosts(1), size: 1 })).toEqual([]);
    expect(codes({ ...token, hosts: undefined, clients: undefined })).toEqual([]);
  });

  test("are no hindrance where they are in order, or of no network between nodes", () => {
    const named = (networkName: string) => ({ cidr: "10.240.0.0/24", networkName });
    expect(codes({ internalNetwork: named("between") })).toEqual([]);
    expect(codes({ externalNetwork: { cidr: "10.240.1.0/24", networkName: "zone" } })).toEqual([]);
    const closed = { cidr: "10.240.1.0/24", networkName: "apps", internal: true };
    const clients = ClientAccess.throughHosts({ audiences: [Audience.REMOTE] });
    expect(codes({ externalNetwork: closed, clients })).toEqual([]);
  });

  test("are not judged where one of them was refused", () => {
    expect(codes({ internalNetwork: { cidr: "nowhere", networkName: "zz" } })).toEqual([
      "network.cidr internalNetwork.cidr",
    ]);
    expect(codes({ externalNetwork: { cidr: "nowhere", networkName: "apps" } })).toEqual([
      "network.cidr externalNetwork.cidr",
    ]);
  });
});

test("an address within a network is told by the side that has it, of one address once", () => {
  const inside = { internalAddress: "10.240.0.99" };
  expect(codes({ hosts: changed(inside) })).toEqual(["hosts.address.network hosts[1].internalAddress"]);
  expect(codes({ hosts: changed({ ...inside, externalAddress: undefined }) })).toEqual([
    "hosts.address.network hosts[1].internalAddress",
  ]);
  expect(codes({ hosts: changed({ externalAddress: "10.240.1.99" }) })).toEqual([
    "hosts.address.network hosts[1].externalAddress",
  ]);
  expect(codes({ hosts: changed({ ...inside, name: "B" }) })).toEqual(["hosts.name hosts[1].name"]);
});

test("a name for clients is not taken for a second address, nor read where it is none", () => {
  expect(codes({ hosts: changed({ externalName: "localhost" }) })).toEqual([
    "hosts.externalName hosts[1].externalName",
  ]);
  expect(codes({ hosts: changed({ externalName: "B.example.com" }) }, V5)).toEqual([
    "host.addressOnly hosts[1].externalName",
  ]);
});

test("the first host has no keeper, and the others' keeps its port", () => {
  const { topology } = plan(on({ hosts: hosts().map((host) => ({ ...host, keeperPort: 4000 })) }));
  expect(topology?.hosts.map(({ keeperPort }) => keeperPort)).toEqual([undefined, 4000, 4000]);
});

/** Where the second node's addresses come from. */
const originsOf = (more: More) => {
  const { origins } = plannedAnyway(on(more));
  const own = origins.nodes.get("node-1");
  return { client: own?.clients.get(EndpointKind.HTTP), peer: own?.peers.get(EndpointKind.INTERNAL_TCP) };
};

test("what is told is put right at the prop that says it", () => {
  const told = (change: object) => originsOf({ hosts: changed(change) }).client?.host;
  expect(told({})).toBe("hosts[1].externalAddress");
  expect(told({ externalAddress: undefined })).toBe("hosts[1].internalAddress");
  expect(told({ externalName: "b.example.com" })).toBe("hosts[1].externalName");
  expect(originsOf({}).peer).toMatchObject({
    host: "hosts[1].internalAddress",
    port: "ports.internalTcp",
    sure: true,
  });
  expect(originsOf(apart).peer).toMatchObject({ port: "peers.internalTcp", sure: true });
  const refused = PeerAccess.throughHosts({ internalTcp: PortPlan.same(70_000) });
  expect(originsOf({ peers: refused }).peer?.sure).toBe(false);
  expect(
    originsOf({ hosts: undefined, peers: PeerAccess.throughHosts(), clients: undefined }).peer,
  ).toMatchObject({
    host: "peers",
    sure: false,
  });
});

test("replicas are no members that a lost host takes along", () => {
  const more = {
    readOnlyReplicas: 3,
    ...apart,
    peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
  };
  const { problems, warnings } = plan(on(more));
  expect(codesOf([...problems, ...warnings]).filter((code) => code.startsWith("hosts."))).toEqual([]);
  expect(codes({ size: 1, hosts: hosts(1), clients: undefined })).toEqual([]);
});

test("one that is neither meant nor not is told as one that is not", () => {
  const two = { hosts: hosts(2), ...apart };
  expect(codes({ ...two, allowMajorityOnOneHost: false })).toEqual(["hosts.majority hosts[0]"]);
  expect(codes({ ...two, allowMajorityOnOneHost: true })).toEqual([]);
});

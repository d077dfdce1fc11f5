import {
  Audience,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  describeProblem,
  EventStoreCluster,
  InvalidClusterError,
  PeerAccess,
  PortPlan,
  Security,
  type EventStoreClusterProps,
} from "../../lib";
import { complete } from "../problem/complete";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

type More = Parameters<typeof propsOf>[0];

/** What is told of a call, line by line; nothing where it goes well. */
function toldOf(call: () => unknown): readonly string[] {
  try {
    call();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return complete(error.problems).map(describeProblem);
  }
}

const told = (more: More) => toldOf(() => new EventStoreCluster(emptyStack(), "esdb", propsOf(more)));

const ports = PortPlan.sequential(2113);
/** What no type allows. */
const any = (value: unknown) => value as never;
const three = <T>(of: (n: number) => T) => [0, 1, 2].map(of);

describe("a key that nobody knows is refused, with the one that was meant", () => {
  test.each<readonly [string, More, readonly [string, string]]>([
    ["a prop", { sizee: 3 } as never, ["sizee", "size"]],
    ["resources", { resources: { memroy: 512 } }, ['resources["memroy"]', "memory"]],
    [
      "a node's resources",
      { nodeOverrides: { "node-0": { resources: { cpu: 1 } } } },
      ['nodeOverrides["node-0"].resources["cpu"]', "cpus"],
    ],
    [
      "a limit",
      { resources: { ulimits: [{ name: "nofile", soft: 1, hard: 2, Hard: 3 }] } },
      ['resources.ulimits[0]["Hard"]', ""],
    ],
    [
      "Security",
      { security: Security.insecure(any({ allowPublish: true })) },
      ['security["allowPublish"]', "allowPublished"],
    ],
    [
      "withinNetwork",
      { clients: ClientAccess.withinNetwork(any({ audience: [] })) },
      ['clients["audience"]', "audiences"],
    ],
    [
      "throughHost",
      { clients: ClientAccess.throughHost(any({ host: "localhost", ports, bindIP: "127.0.0.1" })) },
      ['clients["bindIP"]', "bindIp"],
    ],
    [
      "everywhere",
      { clients: ClientAccess.everywhere(any({ domain: "esdb.test", ports, kind: "withinNetwork" })) },
      ['clients["kind"]', ""],
    ],
    [
      "perNode",
      {
        clients: ClientAccess.perNode(
          three((n) => any({ host: `h${n}.test`, httpPort: 2113, ...(n === 1 ? { port: 1 } : {}) })),
          { audiences: [Audience.NETWORK] },
        ),
      },
      ['clients.members[1]["port"]', ""],
    ],
    [
      "PortPlan",
      {
        clients: ClientAccess.throughHost({
          host: "localhost",
          ports: PortPlan.sequential(2113, any({ replicaOfset: 9 })),
        }),
      },
      ['clients.ports["replicaOfset"]', "replicaOffset"],
    ],
    [
      "PeerAccess",
      {
        peers: PeerAccess.perNode(
          three((n) => ({ host: `h${n}.test`, httpPort: 2113, tcpPort: 1112 })),
          any({ readOnlyReplica: [] }),
        ),
      },
      ['peers["readOnlyReplica"]', "readOnlyReplicas"],
    ],
    [
      "existing volumes",
      { data: ClusterData.existingVolumes(["aa", "bb", "cc"], any({ readonlyreplicas: [] })) },
      ['data["readonlyreplicas"]', "readOnlyReplicas"],
    ],
  ])("%s", (_, more, [path, meant]) => {
    const lines = told(more);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(`${path} is not known: known are `);
    expect(
      lines[0]!.endsWith(meant === "" ? "; use one of these, or remove it" : `; did you mean ${meant}?`),
    ).toBe(true);
  });

  test("options that are no object", () => {
    for (const options of [null, "localhost", 7, []]) {
      const [line, ...others] = told({ clients: ClientAccess.withinNetwork(any(options)) });
      expect(line).toMatch(/^clients is .*: must be an object; use ClientAccess\.withinNetwork\(/);
      expect(others).toEqual([]);
    }
    expect(told({ security: Security.insecure(any({ allowPublished: "yes" })) })).toEqual([
      'security.allowPublished is "yes": must be true or false; leave it out for false',
    ]);
  });
});

test("lists of what nodes have are lists, with no more entries than there are nodes, and no fewer", () => {
  expect(told({ data: ClusterData.existingVolumes(any("abc")) })).toEqual([
    'data.volumes is "abc": must be a list with an entry for each node; use ClusterData.existingVolumes(["my-node-0", "my-node-1", "my-node-2"])',
  ]);
  expect(told({ data: ClusterData.existingVolumes(["aa", "bb"]) })).toEqual([
    "data.volumes[2] is missing: every node needs a volume of its own; name the volume of node-2",
  ]);
  expect(
    told({ data: ClusterData.existingVolumes(["aa", "bb", "cc", "dd"], { readOnlyReplicas: ["ee"] }) }),
  ).toEqual([
    "data.volumes has 4 entries: the cluster has 3 members; remove the last 1, or use size: 4",
    "data.readOnlyReplicas has 1 entry: the cluster has no read-only replicas; remove the last 1, or use readOnlyReplicas: 1",
  ]);
  const clients = (count: number) =>
    ClientAccess.perNode(
      Array.from({ length: count }, (_, n) => ({ host: `h${n}.test`, httpPort: 2113 })),
      { audiences: [Audience.NETWORK] },
    );
  expect(told({ clients: clients(4) })[0]).toMatch(/^clients\.members has 4 entries: /);
  // Where nobody knows how many nodes there are to be, nothing is too much.
  expect(told({ clients: clients(4), size: 0 })).toHaveLength(1);
});

test("an object of another copy of the library is called one", () => {
  const copied = (name: string) => {
    const made = { [name]: class {} }[name]!;
    return new made();
  };
  const first = (more: More) => told(more)[0];
  const copy = (path: string, name: string) =>
    `${path} is a ${name}, and not of the copy of cdktf-eventstoredb that takes it: the copies of one package do not know each other's objects; have one copy of it: npm ls cdktf-eventstoredb shows them, npm dedupe removes those that need not be`;
  expect(first({ security: copied("Security") })).toBe(copy("security", "Security"));
  expect(first({ security: copied("_Security") })).toBe(copy("security", "Security"));
  expect(first({ security: Security.tls(any(copied("Certificates"))) })).toBe(
    copy("security.certificates", "Certificates"),
  );
  expect(first({ clients: copied("ClientAccess") })).toBe(copy("clients", "ClientAccess"));
  expect(first({ peers: copied("PeerAccess") })).toBe(copy("peers", "PeerAccess"));
  expect(first({ timing: copied("Timing") })).toBe(copy("timing", "Timing"));
  expect(first({ data: copied("ClusterData") })).toBe(copy("data", "ClusterData"));
  expect(first({ externalTcp: copied("ExternalTcp") })).toBe(copy("externalTcp", "ExternalTcp"));
  const access = ClientAccess.throughHost({ host: "localhost", ports: copied("PortPlan") as never });
  expect(first({ clients: access })).toBe(copy("clients.ports", "PortPlan"));
  expect(first({ security: copied("Other") })).toMatch(/^security is an object: must be a Security; /);
});

describe("a network of the cluster's own", () => {
  const own = { cidr: "10.240.1.0/24" };

  test("has neither a name nor a way out of the user's choice", () => {
    const given: object = { ...own, internal: true, networkName: "mine" };
    // @ts-expect-error Of existing networks only, also through a variable.
    const typed: EventStoreClusterProps["externalNetwork"] = { ...own, internal: true as boolean };
    expect(typed).toBeDefined();
    const rest =
      "of a network that the cluster creates: the library names that network, and decides whether it has a way out; leave it out, or use ClusterNetwork.fromNetworkName(name, { cidr, internal }) for a network that exists already";
    expect(told({ externalNetwork: given })).toEqual([
      `externalNetwork.networkName is "mine", ${rest}`,
      `externalNetwork.internal is true, ${rest}`,
    ]);
    expect(told({ externalNetwork: own })).toEqual([]);
  });

  test("and one that exists has its gateway and dynamic range", () => {
    const existing = (props: object, name: unknown = "lan") =>
      told({ externalNetwork: ClusterNetwork.fromNetworkName(any(name), any({ ...own, ...props })) });
    expect(existing({ memberOffset: 12, internal: false })).toEqual([]);
    const known =
      "is not known: known are cidr, memberOffset, replicaOffset, internal; use one of these, or remove it";
    expect(existing({ gateway: "10.240.1.1" })).toEqual([`externalNetwork["gateway"] ${known}`]);
    expect(existing({ dynamicRange: "10.240.1.0/25" })).toEqual([`externalNetwork["dynamicRange"] ${known}`]);
    expect(existing({ internal: "yes" })).toEqual([
      'externalNetwork.internal is "yes": must be true or false; leave it out for false',
    ]);
    for (const name of [null, "", 7]) {
      expect(existing({}, name)).toHaveLength(1);
    }
    expect(told({ externalNetwork: ClusterNetwork.fromNetworkName("lan", any(undefined)) })[0]).toMatch(
      /^externalNetwork\.cidr is missing/,
    );
  });
});

test("null is no way to leave out a prop", () => {
  for (const prop of ["name", "data", "settings", "architecture"] as const) {
    const lines = told({ [prop]: null });
    expect([prop, lines.length, lines[0]?.startsWith(`${prop} is null: must be`)]).toEqual([prop, 1, true]);
  }
  expect(told({ nodeOverrides: { "node-0": { settings: null } } })).toEqual([
    'nodeOverrides["node-0"].settings is null: must be an object of settings; use for example { MaxAppendSize: 4194304 }',
  ]);
});

describe("connectionString", () => {
  const clients = ClientAccess.throughHost({ host: "localhost", ports });
  const cluster = new EventStoreCluster(emptyStack(), "esdb", propsOf({ clients }));
  const asked = (...given: readonly unknown[]) =>
    toldOf(() => cluster.connectionString(...(given as [never, never])));
  const who = "clients are Audience.NETWORK, HOST or REMOTE, and nodes find each other by gossip seeds";

  test("is asked for somebody", () => {
    expect(asked()).toEqual([
      `connectionString is asked for nobody: ${who}; use connectionString(Audience.HOST)`,
    ]);
    expect(asked("NETWROK")).toEqual([
      `connectionString is asked for "NETWROK": ${who}; use connectionString(Audience.NETWORK)`,
    ]);
    expect(asked(Audience.PEERS)[0]).toMatch(
      / is asked for "peers": .*; use connectionString\(Audience\.HOST\)$/,
    );
    expect(asked(Audience.REMOTE)[0]).toMatch(
      / is asked for Audience\.REMOTE: clients promises Audience\.HOST; /,
    );
    expect(asked(Audience.HOST)).toEqual([]);
  });

  test("takes what it knows", () => {
    expect(asked(Audience.HOST, { protcol: "tcp" })).toEqual([
      'options["protcol"] is not known: known are protocol, caFile; did you mean protocol?',
    ]);
    expect(asked(Audience.HOST, null)[0]).toMatch(/^options is null: must be an object; /);
  });
});

test("a bigint reads as one", () => {
  expect(told({ size: 3n })[0]).toMatch(/^size is 3n: /);
});

import { Container } from "@cdktf/provider-docker/lib/container";
import {
  Audience,
  Binding,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  describePlace,
  describeProblem,
  describeTopology,
  EventStoreCluster,
  ExternalTcp,
  interpretSettings,
  InvalidClusterError,
  PeerAccess,
  PortPlan,
  renderMarkdown,
  renderMermaid,
  Security,
  Timing,
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

test.each<readonly [string, string]>([
  [
    "settings",
    "settings is an object: must be a plain object of settings; use for example { MaxAppendSize: 4194304 }",
  ],
  ["labels", 'labels is an object: must be a plain object of texts; use labels: { team: "orders" }'],
  [
    "additionalNetworks",
    'additionalNetworks is an object: must be a plain object; use additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } }',
  ],
  [
    "externalNetwork",
    'externalNetwork is an object: must be a plain object; use externalNetwork: { cidr: "10.240.1.0/24" }',
  ],
])("a Map as %s is refused, not passed over", (prop, line) => {
  expect(told({ [prop]: new Map([["a", "b"]]) })).toEqual([line]);
  expect(told({ [prop]: new Map() })).toEqual([line]);
});

test("a Map as the settings of a node is refused", () => {
  expect(
    told({ nodeOverrides: { "node-0": { settings: any(new Map([["MaxAppendSize", 4194304]])) } } }),
  ).toEqual([
    expect.stringMatching(
      /^nodeOverrides\["node-0"\]\.settings is an object: must be a plain object of settings/,
    ),
  ]);
});

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
    // Of very many the list would hide the one that was meant.
    expect(lines[0]).toContain(`${path} is not known: ${path === "sizee" ? "none of the " : "known are "}`);
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
    `${path} is a ${name}, and not of the copy of cdktf-eventstoredb that takes it: the copies of one package do not know each other's objects, nor do its two entries; import all of it from one entry, and have one copy: npm ls cdktf-eventstoredb shows them, npm dedupe removes those that need not be`;
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
    const given: object = { ...own, internal: true, networkName: "mine", checkedAtPlan: true };
    // @ts-expect-error Of existing networks only, also through a variable.
    const typed: EventStoreClusterProps["externalNetwork"] = { ...own, internal: true as boolean };
    expect(typed).toBeDefined();
    const rest = (why: string) =>
      `of a network that the cluster creates: ${why}; leave it out, or use ClusterNetwork.fromNetworkName(name, { cidr, internal }) for a network that exists already`;
    const ours = rest("the library names that network, and decides whether it has a way out");
    const looked = rest(
      "that network is as the library declares it, and there is none before the first apply",
    );
    expect(told({ externalNetwork: given })).toEqual([
      `externalNetwork.networkName is "mine", ${ours}`,
      `externalNetwork.internal is true, ${ours}`,
      `externalNetwork.checkedAtPlan is true, ${looked}`,
    ]);
    expect(told({ externalNetwork: own })).toEqual([]);
  });

  test("and one that exists has its gateway", () => {
    const existing = (props: object, name: unknown = "lan") =>
      told({ externalNetwork: ClusterNetwork.fromNetworkName(any(name), any({ ...own, ...props })) });
    expect(existing({ memberOffset: 12, internal: false })).toEqual([]);
    const known =
      "is not known: known are cidr, dynamicRange, memberOffset, replicaOffset, internal, checkedAtPlan; use one of these, or remove it";
    expect(existing({ gateway: "10.240.1.1" })).toEqual([`externalNetwork["gateway"] ${known}`]);
    for (const key of ["internal", "checkedAtPlan"])
      expect(existing({ [key]: "yes" })).toEqual([
        `externalNetwork.${key} is "yes": must be true or false; leave it out for false`,
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

test("what another prop stands above, or the release decides, is judged all the same", () => {
  const architecture = 'architecture is "arm": must be "amd64" or "arm64"; leave it out for amd64';
  expect(told({ image: "esdb:1", architecture: "arm" })).toEqual([architecture]);
  const members = [0, 1, 2].map((n) => ({
    host: `peer${n}.test`,
    tcpPort: 1112,
    httpPort: 2113,
    internalHttpPort: any(n === 1 ? "2112" : 2112),
  }));
  expect(told({ peers: PeerAccess.perNode(members) })).toEqual([
    expect.stringMatching(/^peers\.members\[1\]\.internalHttpPort is "2112": must be a port/),
  ]);
  const lines = told({ image: "es db", architecture: "arm", version: "1.0" });
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["version", "architecture", "image"]);
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
      'options["protcol"] is not known: known are protocol, caFile, scheme, keepAliveInterval, keepAliveTimeout, nodePreference; did you mean protocol?',
    ]);
    expect(asked(Audience.HOST, null)[0]).toMatch(/^options is null: must be an object; /);
  });
});

test("a bigint reads as one", () => {
  expect(told({ size: 3n })[0]).toMatch(/^size is 3n: /);
});

test("one more than the most members is no mend", () => {
  const wide = (cidr: string) => ({ cidr, memberOffset: 200 });
  const more = { size: 100, internalNetwork: wide("10.240.0.0/16"), externalNetwork: wide("10.241.0.0/16") };
  const { warnings } = new EventStoreCluster(emptyStack(), "esdb", propsOf(more));
  expect(warnings.map(({ code, fix }) => [code, fix])).toEqual([["size.even", "use 99"]]);
});

test("labels are told what they are to be", () => {
  const rest = "must be a text on one line;";
  expect(told({ labels: { a: 1, b: true, c: "x\ny\n", d: {}, e: undefined, f: NaN } })).toEqual([
    `labels["a"] is 1: ${rest} write it as a text: "1"`,
    `labels["b"] is true: ${rest} write it as a text: "true"`,
    `labels["c"] is "x\\ny\\n": ${rest} use "x y"`,
    `labels["d"] is an object: ${rest} write a text`,
    `labels["e"] is (nothing): ${rest} write a text`,
    `labels["f"] is NaN: ${rest} write a text`,
  ]);
});

test("a secret that is none is told what it is, and nothing of it", () => {
  const password = (value: unknown) =>
    told({
      security: Security.tls(
        Certificates.fromDockerHost({
          trustedRoots: ["/etc/ca.crt"],
          shared: {
            certificate: "/etc/node.crt",
            privateKey: "/etc/node.key",
            privateKeyPassword: any(value),
          },
        }),
      ),
    })[0];
  const path = "security.certificates.shared.privateKeyPassword";
  const rest = "must be a text that is not empty and has no NUL; leave it out for a key without";
  for (const [value, kind] of [
    ["", "is empty"],
    ["hunter\0", "has a NUL"],
    [4711, "is a number"],
    [null, "is null"],
    [["hunter"], "is a list"],
  ]) {
    expect(password(value)).toBe(`${path} ${String(kind)}: ${rest}`);
  }
});

test("a colon in a path is named", () => {
  const colon = "must have no colon, behind which the engine looks for the path within the container";
  expect(told({ data: ClusterData.hostPath("/srv/a:b") })).toEqual([
    `data.path is "/srv/a:b": ${colon}; use ClusterData.hostPath("/srv/esdb")`,
  ]);
  const folders = { "node-0": "/srv/a:b", "node-1": "/srv/1", "node-2": "srv" };
  expect(told({ data: ClusterData.hostPaths(folders) })).toEqual([
    `data.hostPaths["node-0"] is "/srv/a:b": every node needs a folder of its own, and its path ${colon}; add "node-0": "/srv/data/node-0"`,
    'data.hostPaths["node-2"] is "srv": every node needs a folder of its own, and its path must be an absolute path on the Docker host; add "node-2": "/srv/data/node-2"',
  ]);
  const shared = { certificate: "/etc/node.crt", privateKey: "/etc/node.key" };
  const roots = (root: string) => Security.tls(Certificates.fromDockerHost({ trustedRoots: [root], shared }));
  expect(told({ security: roots("/etc/a:b") })[0]).toContain(`is "/etc/a:b": ${colon}; `);

  const stack = emptyStack();
  const cluster = new EventStoreCluster(stack, "esdb", propsOf({ security: roots("/etc/ca.crt") }));
  const app = new Container(stack, "app", { name: "app", image: "app" });
  expect(toldOf(() => cluster.connections.allowFrom(app, { caFile: "/etc/c:a.crt" }))).toEqual([
    'options.caFile is "/etc/c:a.crt": the root lies on the Docker host, and the engine cuts the path of what it mounts at a colon; leave it out for /etc/eventstore-ca.crt',
  ]);
  expect(toldOf(() => cluster.connections.allowFrom(app))).toEqual([]);
});

test("what describes is told what to describe", () => {
  const nothing = [undefined, null, 7, {}, []];
  for (const value of nothing) {
    const calls = [
      [() => describeTopology(any(value)), /^topology is .*: must be a Topology; pass cluster\.topology$/],
      [() => renderMarkdown(any(value)), /^topology is .*: must be a Topology; pass cluster\.topology$/],
      [() => renderMermaid(any(value)), /^topology is .*: must be a Topology; pass cluster\.topology$/],
      [() => describePlace(any(value)), /^place is .*: must be a ReachabilityPlace; pass /],
      [() => describeProblem(any(value)), /^problem is .*: must be a Problem; pass /],
      [
        () => interpretSettings(any(value)),
        /^(input|settings|interfaces) is .*: must be an object; use \{ release: /,
      ],
    ] as const;
    for (const [call, line] of calls) expect(toldOf(call)[0]).toMatch(line);
  }
  const cluster = new EventStoreCluster(emptyStack(), "esdb", propsOf());
  expect(() => describeTopology(any(cluster))).toThrow(
    'describeTopology has 1 problem:\n  - topology is the construct "stack/esdb": must be a Topology; pass cluster.topology',
  );
  expect(describeTopology(cluster.topology)).toContain("esdb-node-0");
  const { topology, reachability } = cluster;
  for (const render of [renderMarkdown, renderMermaid]) {
    for (const options of [null, 7, reachability, [], { reachabilty: reachability }])
      expect(toldOf(() => render(topology, any(options)))[0]).toMatch(
        /^options is .*: must be { reachability }; pass { reachability: cluster\.reachability }, or leave it out$/,
      );
    for (const value of [null, 7, topology, []])
      expect(toldOf(() => render(topology, { reachability: any(value) }))[0]).toMatch(
        /^options\.reachability is .*: must be a Reachability; pass { reachability: /,
      );
    for (const options of [undefined, {}, { reachability: undefined }, { reachability }])
      expect(render(topology, options)).toContain("esdb-node-0");
  }
});

test("mends give what works", () => {
  expect(toldOf(() => new EventStoreCluster(emptyStack(), "esdb", any([])))).toEqual([
    "props is a list: must be an object; pass the cluster's props",
  ]);
  const limit = { name: "nofile", soft: 1, hard: 2 };
  expect(told({ resources: { ulimits: [limit, { name: "no" }, limit] } })).toEqual([
    'resources.ulimits[1] is an object: must be { name, soft, hard }, the name of a limit that containers have, and whole numbers from -1 (unlimited), soft no more than hard; use { name: "core", soft: 65535, hard: 65535 }',
    'resources.ulimits[2] is another limit of "nofile": a container has each limit once; leave it out',
  ]);
  const audiences = (...named: readonly unknown[]) =>
    told({ clients: ClientAccess.withinNetwork({ audiences: any(named) }) }).map(
      (line) => line.split("; ")[1],
    );
  expect(audiences("NETWORK")).toEqual(["use audiences: [Audience.NETWORK]"]);
  expect(audiences(7)).toEqual(["use audiences: [Audience.HOST]"]);
  expect(told({ nodeOverrides: { "node-o": {} } })[0]).toMatch(/; did you mean node-0\?$/);
  expect(told({ nodeOverrides: { "node-3": {} } })[0]).toMatch(
    /node-0, node-1, node-2; use one of these, which are counted from 0, or remove it$/,
  );
  expect(told(any({ maxAppendSize: 1, clusterSize: 5, EVENTSTORE_MEM_DB: true }))).toEqual([
    "maxAppendSize is a setting of the server (MaxAppendSize): those stand in the cluster's settings; use settings: { MaxAppendSize: … }",
    "clusterSize is a setting of the server (ClusterSize): the cluster derives it; use size",
    "EVENTSTORE_MEM_DB is a setting of the server (MemDb): the cluster derives it; use data",
  ]);
  expect(told({ nodeOverrides: { "node-0": any({ nodePriority: 1 }) } })).toEqual([
    expect.stringMatching(/ is a setting of the server \(NodePriority\): .*; use .*\.priority$/),
  ]);
  const timing = (key: string) => told({ timing: Timing.custom(any({ [key]: 3000 })) })[0];
  expect(timing("gossipInterval")).toMatch(/; use settings: \{ GossipIntervalMs: … \}$/);
  expect(timing("KeepAliveInterval")).toMatch(/; did you mean keepAliveInterval\?$/);
  const host = (host: string) =>
    told({ clients: ClientAccess.throughHost({ host, ports: PortPlan.sequential(2113) }) });
  for (const around of [
    "https://esdb.acme.com",
    "esdb.acme.com:2113",
    " esdb.acme.com ",
    "https://ESDB.acme.com:2113/ui",
    "esdb.acme.com.",
    "esdb+discover://esdb.acme.com:2113?tls=true",
    "esdb://admin:s3cret@esdb.acme.com:2113",
    "admin:s3cret@esdb.acme.com",
    "//esdb.acme.com",
    "https://esdb.acme.com?token=s3cret",
  ]) {
    const [line] = host(around);
    expect(line).toContain('; use "esdb.acme.com", without anything around it');
    expect(line).not.toContain("s3cret");
    expect(line?.endsWith("; ports have props of their own")).toBe(around.includes(":2113"));
  }
  expect(host("esdb acme")[0]).toMatch(/; use a DNS name or an IPv4 address that can be dialled$/);
  expect(told({ externalNetwork: ClusterNetwork.fromNetworkName("lan", any(["10.240.1.0/24"])) })).toEqual([
    'externalNetwork is a list: must be an object; use ClusterNetwork.fromNetworkName("my-network", { cidr: "10.240.1.0/24" })',
  ]);
  const entries = PortPlan.explicit(any([[2113], 2114, 2115]));
  expect(told({ clients: ClientAccess.throughHost({ host: "localhost", ports: entries }) })).toEqual([
    "clients.ports[0] is a list: must be a port, 1 to 65535; use a free port such as 2113",
  ]);
  // Nothing more is said of options that are none.
  for (const access of [ClientAccess.throughHost, ClientAccess.everywhere]) {
    expect(told({ clients: access(any("localhost")) })).toHaveLength(1);
  }
});

test("a port that leads to another socket of the node is mended by its own", () => {
  const externalTcp = ExternalTcp.enabled();
  const members = three((n) => ({
    host: `10.240.0.${11 + n}`,
    tcpPort: n === 0 ? 1113 : 1112,
    httpPort: 2113,
  }));
  const lines = told({
    version: "22.10.5",
    externalTcp,
    bindings: { http: Binding.ALL_INTERFACES },
    peers: PeerAccess.perNode(members),
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^peers\.members\[0\]\.tcpPort advertises .*externalTcp of node-0 answers, .*; use 1112$/,
  );
});

test("ports that are published elsewhere than clients dial are mended by bindIp", () => {
  const bound = (host: string, bindIp: string) =>
    told({
      security: Security.insecure({ allowPublished: true }),
      clients: ClientAccess.throughHost({ host, ports, bindIp }),
    });
  for (const [host, bindIp, mend] of [
    ["192.168.1.5", "192.168.1.6", 'use bindIp: "0.0.0.0"'],
    ["192.168.1.5", "127.0.0.1", 'use bindIp: "0.0.0.0"'],
    ["db.test", "127.0.0.1", 'use bindIp: "0.0.0.0"'],
    ["localhost", "192.168.1.6", "leave bindIp out"],
  ] as const) {
    const [line, ...others] = bound(host, bindIp);
    expect(line).toMatch(`is published on ${bindIp} only; ${mend}`);
    expect(line).toMatch(/^clients\.bindIp /);
    expect(others).toEqual([]);
  }
});

test("a user's own image whose tag names another release than version is warned of", () => {
  const named = (image: string, version = "24.10.4") => {
    const cluster = new EventStoreCluster(emptyStack(), "esdb", propsOf({ image, version }));
    return cluster.warnings.filter(({ path }) => path === "image").map(({ fix }) => fix);
  };
  const use = (version: string) => [`use version: "${version}", or an image of 24.10.4`];
  expect(named("docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0")).toEqual(use("26.1.0"));
  expect(named("eventstore/eventstore:23.10.0-jammy")).toEqual(use("23.10.0"));
  expect(named("registry.test:5000/esdb:release-5.0.11@sha256:" + "a".repeat(64))).toEqual(use("5.0.11"));
  const fine = [
    "esdb:24.10.4-ours.2",
    "esdb:25.1.0-with-24.10.4",
    "esdb:24.10.20241015",
    "esdb:25.1.1400",
    "esdb:1.2.3",
    "esdb:latest",
    "esdb",
    "10.1.2.3:5000/esdb:ours",
    "esdb:v26",
  ];
  for (const image of fine) expect(named(image)).toEqual([]);
});

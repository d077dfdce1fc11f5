import { Container } from "@cdktf/provider-docker/lib/container";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformStack, type App } from "cdktf";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  EventStoreCluster,
  InvalidClusterError,
  openPorts,
  PeerAccess,
  PortPlan,
  renderMarkdown,
  Security,
} from "../../lib";
import { emptyStack } from "./never-synthesized";
import { byName, propsOf, synthesize, type Resource, type Synthesized } from "./synth";

/** Three Docker hosts of a stack, each with its provider. */
function hostsOf(stack: TerraformStack, count = 3, change: (n: number) => object = () => ({})) {
  return ["a", "b", "c"].slice(0, count).map((name, n) => {
    const id = `docker-${name}`;
    const known = stack.node.tryFindChild(id) as DockerProvider | undefined;
    const provider = known ?? new DockerProvider(stack, id, { alias: name, host: `ssh://root@${name}` });
    const addresses = { internalAddress: `10.60.0.${n + 1}`, externalAddress: `192.0.2.${n + 1}` };
    return { name, provider, ...addresses, ...change(n) };
  });
}

/** A network that a program declares on one of the hosts. */
const networkOn = (stack: TerraformStack, name: string) =>
  new Network(stack, name, {
    name,
    provider: hostsOf(stack)[1]!.provider,
    ipamConfig: [{ subnet: "10.99.0.0/24" }],
  });

type More = Parameters<typeof propsOf>[0];

const props = (stack: TerraformStack, more: More = {}) =>
  propsOf({ security: Security.tls(Certificates.generated()), hosts: hostsOf(stack), ...more });

function stackOf(
  more: (stack: TerraformStack) => More = () => ({}),
  besides: (cluster: EventStoreCluster, stack: TerraformStack, app: App) => void = () => {},
): Synthesized {
  const { stack } = synthesize((app) => {
    const stack = new TerraformStack(app, "stack");
    besides(new EventStoreCluster(stack, "esdb", props(stack, more(stack))), stack, app);
  });
  return stack!;
}

/** The problems of a cluster with these props, by code and path. */
function refused(more: (stack: TerraformStack) => More): readonly string[] {
  const stack = emptyStack();
  try {
    new EventStoreCluster(stack, "esdb", props(stack, more(stack)));
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return error.problems.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
}

test("a list of far too many hosts is refused by its length, and not walked", () => {
  const walked = jest.fn();
  const far = new Proxy(new Array<object>(1e5), {
    get: (list, key) => {
      if (typeof key === "string" && /^\d+$/.test(key)) walked(key);
      return Reflect.get(list, key) as unknown;
    },
  });
  expect(refused(() => ({ hosts: far }))).toContain("hosts hosts");
  expect(walked).not.toHaveBeenCalled();
});

const dockerResources = ({ resource }: Synthesized): readonly (readonly [string, Resource])[] =>
  Object.entries(resource)
    .filter(([type]) => type.startsWith("docker_"))
    .flatMap(([type, all]) => Object.entries(all).map(([id, one]) => [`${type}.${id}`, one] as const));

test("all that a host has is by its provider, and no two resources are one", () => {
  const stack = stackOf();
  const on = (provider: string) =>
    dockerResources(stack)
      .filter(([, { provider: own }]) => own === `docker.${provider}`)
      .map(([address]) => address.replace(/^docker_/, ""))
      .sort();
  const of = (host: string, node: string) => [
    `container.eventstore_esdb_claim_${host}`,
    ...(host === "a" ? [] : [`container.eventstore_esdb_keeper_${host}`]),
    `container.eventstore_esdb_${node}_${host}`,
    `container.eventstore_esdb_${node}-installer_${host}`,
    ...(host === "a" ? ["container.eventstore_esdb_ready_a", "container.eventstore_esdb_rollout_a"] : []),
    `image.eventstore_esdb_image_${host}`,
    `network.eventstore_esdb_external-network_${host}`,
    `network.eventstore_esdb_internal-network_${host}`,
    `volume.eventstore_esdb_${node}-control_${host}`,
    `volume.eventstore_esdb_${node}-settings_${host}`,
  ];
  expect(on("a")).toEqual(of("a", "node-0").sort());
  expect(on("b")).toEqual(of("b", "node-1").sort());
  expect(on("c")).toEqual(of("c", "node-2").sort());
  expect(dockerResources(stack)).toHaveLength(on("a").length + on("b").length + on("c").length);
});

test("nodes publish on their host's addresses, and the network between them has a way in", () => {
  const stack = stackOf();
  expect(byName(stack, "docker_container")["esdb-node-1"]?.ports).toEqual([
    { internal: 1112, external: 1112, ip: "10.60.0.2", protocol: "tcp" },
    { internal: 2113, external: 2113, ip: "0.0.0.0", protocol: "tcp" },
  ]);
  const networks = Object.values(stack.resource.docker_network!);
  expect(networks.map(({ name, internal }) => `${String(name)} ${String(internal)}`).sort()).toEqual([
    ...Array.from({ length: 3 }, () => "esdb-between-nodes false"),
    ...Array.from({ length: 3 }, () => "esdb-external false"),
  ]);
});

test("the one gate has the control folders of its host, and the keys of the others' keepers", () => {
  const stack = stackOf();
  const { eventstore_esdb_ready_a: gate, ...others } = stack.resource.docker_container!;
  const controls = (one: Resource | undefined) =>
    (one?.volumes as readonly { container_path: string }[]).map((v) => v.container_path);
  expect(controls(gate)).toEqual(["/control/node-0"]);
  expect(controls(others["eventstore_esdb_keeper_b"])).toEqual(["/control/node-1"]);
  const key = "KEEPER_KEY=${docker_container.eventstore_esdb_claim_a.id}";
  for (const one of [gate, others["eventstore_esdb_keeper_b"], others["eventstore_esdb_keeper_c"]])
    expect(one?.env).toEqual([key]);
  expect(gate?.depends_on).toEqual(
    expect.arrayContaining([
      "docker_container.eventstore_esdb_keeper_b",
      "docker_container.eventstore_esdb_keeper_c",
    ]),
  );
  expect(others["eventstore_esdb_keeper_c"]?.ports).toEqual([
    { internal: 2110, external: 2110, ip: "10.60.0.3", protocol: "tcp" },
  ]);
});

test("a certificate carries the addresses of its node's host, and no other's", () => {
  const stack = emptyStack();
  const { nodes } = new EventStoreCluster(stack, "esdb", props(stack));
  const names = nodes[1]!.certificateNames.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["10.60.0.2", "192.0.2.2"]));
  expect(names.filter((name) => /^(10\.60|192)/.test(name))).toHaveLength(2);
});

test("a client container joins the network of its own host", () => {
  const stack = stackOf(
    () => ({}),
    (cluster, scope) => {
      const provider = scope.node.findChild("docker-b") as DockerProvider;
      cluster.connections.allowFrom(new Container(scope, "app", { name: "app", image: "app", provider }));
    },
  );
  const app = byName(stack, "docker_container").app!;
  expect(app.networks_advanced).toEqual([
    { name: "${docker_network.eventstore_esdb_external-network_b.id}" },
  ]);
  expect(String(app.env)).toContain("192.0.2.1:2113,192.0.2.2:2113,192.0.2.3:2113");
});

test("one on none of the hosts is none", () => {
  const elsewhere = () =>
    stackOf(
      () => ({}),
      (cluster, scope) => {
        const provider = new DockerProvider(scope, "other", { alias: "other", host: "ssh://other" });
        cluster.connections.allowFrom(new Container(scope, "app", { name: "app", image: "app", provider }));
      },
    );
  expect(elsewhere).toThrow(
    /the cluster on those of docker\.a \(.*\), docker\.b \(.*\), docker\.c \(.*give it the provider of one of these hosts/s,
  );
});

test.each<[string, readonly string[], More, readonly string[]]>([
  ["on each host are three volumes", ["vol", "vol", "vol"], {}, []],
  [
    "on one host are one",
    ["vol", "vol", "vol"],
    {
      nodeOverrides: { "node-2": { host: "a" } },
      peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
      clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
      allowMajorityOnOneHost: true,
    },
    ["data.volume.shared data.volumes[2]"],
  ],
])("volumes of one name %s", (_, names, more, codes) => {
  const two = codes.length > 0;
  const found = refused((stack) => ({
    ...more,
    hosts: two ? hostsOf(stack, 2) : hostsOf(stack),
    data: ClusterData.existingVolumes(names),
  }));
  expect(found).toEqual(codes);
});

test.each([
  ["a keeper's port", 2110, /\.hosts publishes 10\.60\.0\.2:2110 for the keeper of "b"/],
  ["a port between nodes", 1112, /peers\.internalTcp publishes 10\.60\.0\.2:1112 for node-1/],
  ["a port for clients", 2113, /clients\.ports publishes 0\.0\.0\.0:2113 for node-1/],
])("a container of the program on %s is refused by the prop that says it", (_, external, told) => {
  const app = (stack: TerraformStack) =>
    new Container(stack, "app", {
      name: "app",
      image: "app",
      provider: hostsOf(stack)[1]!.provider,
      ports: [{ internal: 80, external }],
    });
  expect(() => stackOf(undefined, (_, stack) => app(stack))).toThrow(told);
});

test("folders of one path on each host are three folders, on one host one", () => {
  const data = ClusterData.hostPaths({ "node-0": "/srv/db", "node-1": "/srv/db", "node-2": "/srv/db" });
  expect(refused(() => ({ data }))).toEqual([]);
  const one = refused((stack) => ({
    data,
    hosts: hostsOf(stack, 2),
    peers: PeerAccess.throughHosts({ internalTcp: PortPlan.sequential(1112) }),
    clients: ClientAccess.throughHosts({ ports: PortPlan.sequential(2113) }),
    allowMajorityOnOneHost: true,
  }));
  expect(one).toEqual(['data.folder.shared data.hostPaths["node-2"]']);
});

test("more hosts than there may be are one problem", () => {
  expect(refused(() => ({ hosts: Array.from({ length: 101 }, () => ({})) }))).toEqual(["hosts hosts"]);
});

test("two clusters on three hosts have ports of their own there, the keepers' too", () => {
  const two = (more: object, keeperPort: number) => () =>
    stackOf(
      () => ({}),
      (_, scope) => {
        new EventStoreCluster(scope, "other", {
          ...props(scope, {
            hosts: hostsOf(scope, 3, () => ({ keeperPort })),
            internalNetwork: { cidr: "10.241.0.0/24" },
            externalNetwork: { cidr: "10.241.1.0/24" },
            ports: { internalTcp: 1212 },
            ...more,
          }),
        });
      },
    );
  const clients = ClientAccess.throughHosts({ ports: PortPlan.same(2213) });
  expect(two({ clients }, 2210)).not.toThrow();
  expect(two({ clients }, 2110)).toThrow(/10\.60\.0\.2:2110/);
  expect(two({}, 2210)).toThrow(/0\.0\.0\.0:2113/);
});

/** What is said at synth of a cluster beside another one, or of one alone, by path. */
function saidAtSynth(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return String(error)
      .split("\n")
      .filter((line) => line.includes("] "))
      .map((line) => line.trim());
  }
  return [];
}

test("what two clusters both claim of every host is said once each", () => {
  const said = saidAtSynth(() =>
    stackOf(
      () => ({}),
      (_, scope) => new EventStoreCluster(scope, "other", props(scope)),
    ),
  );
  expect(said.map((line) => line.replace(/^\S+ (.*?) (is|has|publishes|"10).*/, "$1"))).toEqual([
    "peers.internalTcp",
    "clients.ports",
    "externalNetwork.cidr",
    "internalNetwork.cidr",
    'keeperPort of the host "b"',
    'keeperPort of the host "c"',
  ]);
});

test("providers that are told one engine are named", () => {
  const said = saidAtSynth(() =>
    stackOf((stack) => ({
      hosts: hostsOf(stack, 3, (n) => ({
        provider: new DockerProvider(stack, `one-${n}`, { alias: `one-${n}`, host: "ssh://root@a" }),
      })),
    })),
  );
  expect(said).toHaveLength(2);
  expect(said[0]).toContain("hosts[1].provider is docker.one-1");
  expect(said[1]).toContain("hosts[2].provider is docker.one-2");
  expect(said[1]).toContain("set its host or context to that of this host");
});

test.each<[string, (stack: TerraformStack) => More, readonly string[]]>([
  [
    "without a provider",
    (s) => ({ hosts: hostsOf(s, 3, () => ({ provider: undefined })) }),
    [
      "hosts.provider hosts[0].provider",
      "hosts.provider hosts[1].provider",
      "hosts.provider hosts[2].provider",
    ],
  ],
  [
    "with one provider for two",
    (s) => ({ hosts: hostsOf(s, 3, (n) => (n === 1 ? { provider: hostsOf(s)[0]!.provider } : {})) }),
    ["hosts.provider.twice hosts[1].provider"],
  ],
  [
    "with what is no provider",
    (s) => ({ hosts: hostsOf(s, 3, (n) => (n === 1 ? { provider: "ssh://b" } : {})) }),
    ["provider hosts[1].provider"],
  ],
  [
    "with what is no provider, twice",
    (s) => ({ hosts: hostsOf(s, 3, (n) => (n < 2 ? { provider: null } : {})) }),
    ["provider hosts[0].provider", "provider hosts[1].provider"],
  ],
  [
    "with a provider of another stack",
    (s) => ({
      hosts: hostsOf(s, 3, (n) => (n === 1 ? { provider: hostsOf(emptyStack())[1]!.provider } : {})),
    }),
    ["provider.stack hosts[1].provider"],
  ],
  ["beside a provider", (s) => ({ provider: hostsOf(s)[0]!.provider }), ["hosts.provider.both provider"]],
  [
    "with one host's network for nodes",
    (s) => ({ internalNetwork: ClusterNetwork.fromNetwork(networkOn(s, "between")) }),
    ["hosts.network.token internalNetwork"],
  ],
  [
    "with one host's network for clients",
    (s) => ({ externalNetwork: ClusterNetwork.fromNetwork(networkOn(s, "zz")) }),
    ["hosts.network.token externalNetwork"],
  ],
  [
    "with clients of one host alone",
    () => ({
      clients: ClientAccess.perNode(
        [2113, 2114, 2115].map((httpPort) => ({ host: "localhost", httpPort })),
        { audiences: [Audience.HOST] },
      ),
    }),
    [0, 1, 2].map((n) => `reachability.required clients.members[${n}].bindIp`),
  ],
  [
    "with clients of one host's network alone",
    () => ({
      clients: ClientAccess.perNode(
        [1, 2, 3].map((n) => ({ host: `10.240.1.1${n}`, httpPort: 2113 })),
        { audiences: [Audience.NETWORK] },
      ),
    }),
    [0, 1, 2].map((n) => `reachability.required clients.members[${n}].host`),
  ],
  [
    "with a keeper's port of a node",
    (s) => ({ hosts: hostsOf(s, 3, (n) => (n === 1 ? { keeperPort: 1112 } : {})) }),
    ["ports.published.clash ports.internalTcp"],
  ],
  [
    "with no port for the keeper",
    (s) => ({ hosts: hostsOf(s, 3, (n) => (n === 1 ? { keeperPort: 0 } : {})) }),
    ["port hosts[1].keeperPort"],
  ],
])("hosts %s are refused", (_, more, expected) => {
  expect(refused(more)).toEqual(expected);
});

test("of a host's provider and port the mend is one that mends", () => {
  const stack = emptyStack();
  const wrong = hostsOf(stack, 3, (n) => (n === 1 ? { provider: "ssh://b", keeperPort: "2110" } : {}));
  const make = () => new EventStoreCluster(stack, "esdb", props(stack, { hosts: wrong }));
  expect(make).toThrow(/use provider: new DockerProvider\(this, "docker-1", \{ alias/);
  expect(make).toThrow(/use a free port such as 2110/);
});

test("what a firewall must let in follows from what is published", () => {
  const stack = emptyStack();
  const { topology } = new EventStoreCluster(stack, "esdb", props(stack));
  expect(openPorts(topology).filter(({ host }) => host === "b")).toEqual([
    {
      host: "b",
      address: "10.60.0.2",
      port: 1112,
      audience: "peers",
      from: ["10.60.0.1", "10.60.0.3"],
      node: "node-1",
      endpoint: "internalTcp",
    },
    {
      host: "b",
      address: "10.60.0.2",
      port: 2113,
      audience: "peers",
      from: ["10.60.0.1", "10.60.0.3"],
      node: "node-1",
      endpoint: "http",
    },
    {
      host: "b",
      address: "192.0.2.2",
      port: 2113,
      audience: "clients",
      from: [],
      node: "node-1",
      endpoint: "http",
    },
    {
      host: "b",
      address: "10.60.0.2",
      port: 2110,
      audience: "peers",
      from: ["10.60.0.1"],
      endpoint: "keeper",
    },
  ]);
  expect(renderMarkdown(topology)).toContain("| `b` | `10.60.0.2:2110` | peers | `10.60.0.1` | keeper |");
});

test("a cluster that names no hosts opens none by addresses", () => {
  const { topology } = new EventStoreCluster(emptyStack(), "esdb", propsOf());
  expect(openPorts(topology)).toEqual([]);
});

test("whoever is given the cluster's attributes dials the hosts", () => {
  const stack = emptyStack();
  const cluster = new EventStoreCluster(stack, "esdb", props(stack));
  const given = EventStoreCluster.fromAttributes(emptyStack(), "esdb", cluster.exportAttributes());
  expect(given.connectionString(Audience.REMOTE)).toBe(cluster.connectionString(Audience.REMOTE));
});

test.each([
  ["keeper_b", "ports", (one: Container) => one.putPorts([{ internal: 2110, external: 2111 }])],
  ["keeper_c", "command", (one: Container) => (one.command = ["sleep 1d"])],
  ["keeper_c", "env", (one: Container) => (one.env = [])],
  ["ready", "env", (one: Container) => (one.env = ["TZ=UTC"])],
  ["claim_b", "network_mode", (one: Container) => (one.networkMode = "bridge")],
])("what is changed of %s, its %s, is noticed", (id, attribute, change) => {
  const changed = () =>
    stackOf(
      () => ({}),
      (cluster) => {
        change(cluster.node.findChild(id) as Container);
      },
    );
  expect(changed).toThrow(`esdb/${id}.${attribute} differs`);
});

test("no two parts of hosts are one, whatever hosts and networks are called", () => {
  const names = ["b", "network-b", "a-network-b"];
  const named = (scope: TerraformStack) => ({
    hosts: hostsOf(scope, 3, (n) => ({ name: names[n] })),
    additionalNetworks: {
      keeper: { cidr: "10.240.2.0/24" },
      x: { cidr: "10.240.3.0/24" },
      "x-network-a": { cidr: "10.240.4.0/24" },
    },
  });
  expect(() => stackOf(named)).not.toThrow();
});

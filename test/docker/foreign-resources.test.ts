import { Container } from "@cdktf/provider-docker/lib/container";
import { DataDockerNetwork } from "@cdktf/provider-docker/lib/data-docker-network";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network, type NetworkConfig } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import fc from "fast-check";
import {
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  EventStoreCluster,
  PortPlan,
  RemovalPolicy,
  Security,
} from "../../lib";
import { child, judge, LOCALHOST, refusals, type Change, type Props } from "./judge";
import { propsOf, synthesize } from "./synth";

const SECURE: Props = { security: Security.tls(Certificates.generated()) };
const OUT = ClusterNetwork.fromNetworkName("out", { cidr: "10.240.1.0/24" });

const container =
  (config: object, name = "app"): Change =>
  (_, stack) => {
    new Container(stack, "app", { name, image: "app", ...config });
  };

describe("what another resource takes of the cluster is an error", () => {
  const CLASHES: Readonly<Record<string, readonly [Change, string, Props?]>> = {
    "a node's name": [container({}, "esdb-node-1"), 'esdb.name gives a container the name "esdb-node-1"'],
    "the gate's name": [container({}, "esdb-ready"), "which stack/app has too"],
    "an installer's name": [container({}, "esdb-node-0-installer"), "knows a container's name once", SECURE],
    "a node's address": [
      container({ networksAdvanced: [{ name: "esdb-external", ipv4Address: "10.240.1.12" }] }),
      "esdb.externalNetwork gives node-1 the address 10.240.1.12, which stack/app has there too",
    ],
    "a node's alias": [
      container({ networksAdvanced: [{ name: "esdb-external", aliases: ["NODE-1.esdb.external"] }] }),
      'knows node-1 as "NODE-1.esdb.external", and stack/app too',
    ],
    "an internal alias of a node": [
      container({ networksAdvanced: [{ name: "esdb-external", aliases: ["node-1.esdb.internal"] }] }),
      'knows node-1 as "node-1.esdb.internal"',
    ],
    "a node's alias as its name": [
      container({ networksAdvanced: [{ name: "out" }] }, "node-1.esdb.external"),
      'knows node-1 as "node-1.esdb.external"',
      { externalNetwork: OUT },
    ],
    "a node's alias as its host name": [
      container({ hostname: "NODE-1.esdb.external", networksAdvanced: [{ name: "esdb-external" }] }),
      'knows node-1 as "NODE-1.esdb.external", and stack/app too: a container is by its host name what itself dials, and from Docker 25 on what others on its networks resolve; leave hostname and domainname out there',
    ],
    "a node's container as its host name": [
      container({ hostname: "esdb-node-1", networksAdvanced: [{ name: "esdb-external" }] }),
      'knows node-1 as "esdb-node-1"',
    ],
    "an internal alias in two parts": [
      container({
        hostname: "node-1",
        domainname: "esdb.internal",
        networksAdvanced: [{ name: "esdb-external" }],
      }),
      'knows node-1 as "node-1.esdb.internal"',
    ],
    "a node's host port": [
      container({ ports: [{ internal: 80, external: 2114 }] }),
      "esdb.clients.ports publishes 127.0.0.1:2114 for node-1, and stack/app publishes 0.0.0.0:2114",
      { clients: LOCALHOST },
    ],
    "a network's name": [
      (_, stack) => {
        new Network(stack, "net", { name: "esdb-internal" });
      },
      'esdb.internalNetwork is named "esdb-internal", as stack/net is',
    ],
    "a network's range": [
      (_, stack) => {
        new Network(stack, "net", { name: "net", ipamConfig: [{ subnet: "10.240.0.128/25" }] });
      },
      'esdb.internalNetwork.cidr "10.240.0.0/24" overlaps "10.240.0.128/25" of stack/net',
    ],
    "an existing network's range": [
      (_, stack) => {
        new Network(stack, "net", { name: "net", ipamConfig: [{ subnet: "10.240.1.0/24" }] });
      },
      "esdb.externalNetwork.cidr",
      { externalNetwork: OUT },
    ],
    "a data volume": [
      (_, stack) => {
        new Volume(stack, "data", { name: "esdb-node-0-data" });
      },
      'esdb.data is the volume "esdb-node-0-data" for node-0, which stack/data makes too',
    ],
    "an existing data volume without a reference": [
      (_, stack) => {
        new Volume(stack, "data", { name: "two" });
      },
      "use ClusterData.existingVolumes with a reference to it",
      { data: ClusterData.existingVolumes(["one", "two", "three"]) },
    ],
    "a control folder": [
      (_, stack) => {
        new Volume(stack, "data", { name: "esdb-node-0-control" });
      },
      'gives a volume the name "esdb-node-0-control"',
    ],
  };

  test.each(Object.keys(CLASHES))("%s", (name) => {
    const [change, words, more] = CLASHES[name] ?? [() => {}, ""];
    const { problems } = judge(change, more);
    expect(problems).toEqual([expect.stringContaining(words)]);
  });

  test("not on another engine, and not what only looks alike", () => {
    const far: Change = (_, stack) => {
      const provider = new DockerProvider(stack, "far", { alias: "far", host: "ssh://far" });
      const ports = [{ internal: 80, external: 2113 }];
      const networksAdvanced = [{ name: "esdb-external", ipv4Address: "10.240.1.12" }];
      new Container(stack, "app", { provider, name: "esdb-node-0", image: "a", ports, networksAdvanced });
      new Network(stack, "net", {
        provider,
        name: "esdb-internal",
        ipamConfig: [{ subnet: "10.240.0.0/24" }],
      });
      new Volume(stack, "data", { provider, name: "esdb-node-0-data" });
    };
    expect(judge(far, { clients: LOCALHOST })).toEqual({ problems: [], warnings: [] });
    const near: Change = (_, stack) => {
      const networksAdvanced = [
        { name: "esdb-external", ipv4Address: "10.240.1.200", aliases: ["app"] },
        { name: "other", ipv4Address: "10.240.1.11", aliases: ["node-1.esdb.external"] },
      ];
      const ports = [
        { internal: 80, external: 2113, ip: "127.0.0.2" },
        { internal: 81, external: 2113, protocol: "udp" },
        { internal: 82 },
      ];
      new Container(stack, "app", {
        name: "esdb-node-9",
        image: "a",
        ports,
        networksAdvanced,
        hostname: "app",
      });
      new Container(stack, "far", { name: "far", image: "a", hostname: "node-1.esdb.external" });
      new Network(stack, "net", { name: "esdb", ipamConfig: [{ subnet: "10.240.2.0/24" }] });
      new Network(stack, "more", { name: "more" });
      new Volume(stack, "data", { name: "esdb-node-9-data" });
    };
    expect(judge(near, { clients: LOCALHOST })).toEqual({ problems: [], warnings: [] });
  });

  test("also from another stack of the same engine", () => {
    const { problems } = judge(
      () => {},
      {},
      (app) => {
        const other = new TerraformStack(app, "other");
        new DockerProvider(other, "docker");
        new Container(other, "app", { name: "esdb-node-0", image: "app" });
      },
    );
    expect(problems).toEqual([expect.stringContaining("which other/app has too")]);
  });

  test("a user's volume that holds the data by reference is right", () => {
    let count = 0;
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      const volumes = [0, 1, 2].map((n) => new Volume(stack, `v${n}`, { name: `esdb-node-${n}-data` }));
      const data = ClusterData.existingVolumes(volumes.map((volume) => volume.name));
      count = new EventStoreCluster(stack, "esdb", propsOf({ data })).nodes.length;
    });
    expect(count).toBe(3);
  });
});

describe("a resource, output or variable of the user's with an address of the library's", () => {
  const SAME: Readonly<Record<string, readonly [Change, string]>> = {
    "by its id": [
      (_, stack) => {
        new Container(stack, "eventstore_esdb_node-0", { name: "app", image: "app" });
      },
      "stack/esdb/node-0/Resource has the address docker_container.eventstore_esdb_node-0 in Terraform, as stack/eventstore_esdb_node-0 has",
    ],
    "by overrideLogicalId": [
      (_, stack) => {
        const image = new Image(stack, "image", { name: "app" });
        image.overrideLogicalId("eventstore_esdb_image");
      },
      "stack/esdb/image has the address docker_image.eventstore_esdb_image in Terraform, as stack/image has",
    ],
    "of an output before the library's": [
      (cluster, stack) => {
        new TerraformOutput(stack, "eventstore_esdb_attributes", { value: "mine" });
        cluster.exportAttributes();
      },
      "stack/esdb/attributes has the address output.eventstore_esdb_attributes in Terraform, as stack/eventstore_esdb_attributes has",
    ],
    "of an output after the library's, by overrideLogicalId": [
      (cluster, stack) => {
        cluster.exportAttributes();
        new TerraformOutput(stack, "mine", { value: "mine" }).overrideLogicalId("eventstore_esdb_attributes");
      },
      "stack/esdb/attributes has the address output.eventstore_esdb_attributes in Terraform, as stack/mine has",
    ],
    "of a variable": [
      (_, stack) => {
        new TerraformVariable(stack, "eventstore_esdb_rollout", { type: "string" });
      },
      "stack/esdb/rollout-variable has the address var.eventstore_esdb_rollout in Terraform, as stack/eventstore_esdb_rollout has",
    ],
  };

  test.each(Object.keys(SAME))("%s is an error", (name) => {
    const [change, words] = SAME[name] ?? [() => {}, ""];
    expect(judge(change).problems).toEqual([expect.stringContaining(words)]);
  });

  test("is an error for two of the library's own, of one cluster or of two", () => {
    const address = "the address docker_container.eventstore_esdb_node-1 in Terraform";
    // What nothing refers to can still be given another id.
    const rename = (cluster: EventStoreCluster, id: string) =>
      child(cluster, id).overrideLogicalId("eventstore_esdb_node-1");
    const one = judge((cluster) => rename(cluster, "ready"), { waitForReady: false });
    expect(one.problems).toEqual([
      expect.stringContaining(`stack/esdb/node-1/Resource has ${address}, as stack/esdb/ready has`),
      expect.stringContaining(`stack/esdb/ready has ${address}, as stack/esdb/node-1/Resource has`),
    ]);
    const two = judge((_, stack) => {
      const networks = {
        internalNetwork: { cidr: "10.241.0.0/24" },
        externalNetwork: { cidr: "10.241.1.0/24" },
      };
      rename(new EventStoreCluster(stack, "other", propsOf(networks)), "claim");
    });
    expect(two.problems).toEqual([
      expect.stringContaining(`stack/esdb/node-1/Resource has ${address}, as stack/other/claim has`),
      expect.stringContaining(`stack/other/claim has ${address}, as stack/esdb/node-1/Resource has`),
    ]);
  });

  test("is an error for the output that tells when certificates end", () => {
    const { problems } = judge((_, stack) => {
      new TerraformOutput(stack, "eventstore_esdb_certificates-expire", { value: "mine" });
    }, SECURE);
    expect(problems).toEqual([
      expect.stringContaining(
        "has the address output.eventstore_esdb_certificates-expire in Terraform, as stack/eventstore_esdb_certificates-expire has",
      ),
    ]);
  });

  test("of another type, or in another stack, is none", () => {
    const { problems } = judge(
      (cluster, stack) => {
        cluster.exportAttributes();
        new TerraformVariable(stack, "eventstore_esdb_attributes", { type: "string" });
        new TerraformOutput(stack, "eventstore_esdb_rollout", { value: "mine" });
        new TerraformLocal(stack, "eventstore_esdb_ready", "mine");
        new Volume(stack, "eventstore_esdb_node-0", { name: "v" });
      },
      {},
      (app) => {
        const other = new TerraformStack(app, "other");
        new DockerProvider(other, "docker");
        new Container(other, "eventstore_esdb_node-0", { name: "app", image: "app" });
      },
    );
    expect(problems).toEqual([]);
  });
});

describe("a network of the same program that the cluster uses", () => {
  const RANGE = { subnet: "10.240.1.0/24", ipRange: "10.240.1.128/25" };

  function judgeNetwork(
    config: Partial<NetworkConfig>,
    told: object = {},
    props: Props = {},
    literal = false,
  ) {
    const { cluster, problems } = refusals((stack) => {
      const network = new Network(stack, "net", { name: "own", ipamConfig: [RANGE], ...config });
      const name = literal ? "own" : network.name;
      const externalNetwork = ClusterNetwork.fromNetworkName(name, { cidr: "10.240.1.0/24", ...told });
      return new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork, ...props }));
    });
    const warnings = (cluster?.node.metadata ?? [])
      .map(({ data }) => String(data))
      .filter((text) => text.startsWith("stack/esdb"));
    return { problems, warnings };
  }

  test.each([
    [{}, {}],
    [{ internal: true }, { internal: true }],
    [{ driver: "bridge", internal: false }, {}],
    [{ ipamConfig: [{ subnet: "fd00::/64" }, RANGE] }, {}],
    [{ ipamConfig: [{ ...RANGE, gateway: "10.240.1.1" }] }, {}],
    [{ ipamConfig: [{ subnet: "${var.subnet}" }] }, {}],
  ])("is right: %j told as %j", (config, told) => {
    expect(judgeNetwork(config, told)).toEqual({ problems: [], warnings: [] });
    expect(judgeNetwork(config, told, {}, true)).toEqual({ problems: [], warnings: [] });
  });

  test.each<readonly [Partial<NetworkConfig>, object, Props, string]>([
    [
      { ipamConfig: [{ subnet: "10.99.0.0/24" }] },
      {},
      {},
      'esdb.externalNetwork.cidr is "10.240.1.0/24", and stack/net has "10.99.0.0/24"',
    ],
    [
      { ipamConfig: [{ subnet: "10.240.1.0/25" }] },
      {},
      {},
      "use the range that the network is declared with",
    ],
    [{ ipamConfig: undefined }, {}, {}, 'give that network ipam_config with the subnet "10.240.1.0/24"'],
    [
      { internal: true },
      {},
      {},
      "esdb.externalNetwork.internal is false, and stack/net is declared with internal true",
    ],
    [
      {},
      { internal: true },
      {},
      "esdb.externalNetwork.internal is true, and stack/net is declared with internal missing",
    ],
    [
      { ipamConfig: [{ ...RANGE, gateway: "10.240.1.12" }] },
      {},
      {},
      "gives node-1 the address 10.240.1.12, which is the gateway of stack/net",
    ],
  ])("is not: %j told as %j", (config, told, props, words) => {
    for (const literal of [false, true])
      expect(judgeNetwork(config, told, props, literal).problems).toEqual([expect.stringContaining(words)]);
  });

  test("whose driver is another, or that gives the nodes' addresses away: a warning", () => {
    const driver = judgeNetwork({ driver: "macvlan" });
    expect(driver.problems).toEqual([]);
    expect(driver.warnings).toEqual([expect.stringContaining('whose driver is "macvlan"')]);
    const away = judgeNetwork({ ipamConfig: [{ subnet: "10.240.1.0/24" }] });
    expect(away.problems).toEqual([]);
    expect(away.warnings).toEqual([expect.stringContaining("which has no ip_range")]);
  });

  test("is not one that overlaps itself, and its own name is no clash", () => {
    const clients = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });
    expect(judgeNetwork({}, {}, { clients, removalPolicy: RemovalPolicy.RETAIN }).problems).toEqual([]);
  });
});

test("a network of the cluster's own is none of the program's others", () => {
  const { problems } = judge((cluster, stack) => {
    container({ networksAdvanced: [{ name: child(cluster, "external-network").name }] })(cluster, stack);
  });
  expect(problems).toEqual([]);
});

test("any value in any attribute of theirs gets an answer", () => {
  const attributes = [
    "name",
    "network_mode",
    "networks_advanced",
    "ports",
    "volumes",
    "mounts",
    "env",
    "upload",
  ]
    .concat("dynamic", "depends_on", "internal", "driver", "ipam_config", "ipam_config.0.subnet")
    .concat(
      "ipam_config.0.gateway",
      "networks_advanced.0.name",
      "ports.0.external",
      "volumes.0.from_container",
    );
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom("${var.x}", "container:", "${}"));
  fc.assert(
    fc.property(fc.constantFrom(...attributes), value, (attribute, given) => {
      const { problems, warnings } = judge((cluster, stack) => {
        const network = new Network(stack, "net", { name: "net", ipamConfig: [{ subnet: "10.1.0.0/24" }] });
        const volume = new Volume(stack, "volume", { name: "volume" });
        const app = new Container(stack, "app", {
          name: "app",
          image: "app",
          networksAdvanced: [{ name: network.id }],
          ports: [{ internal: 80 }],
          volumes: [{ volumeName: volume.name, containerPath: "/x" }],
        });
        cluster.connections.allowFrom(app);
        for (const one of [network, volume, app]) one.addOverride(attribute, given);
      }, SECURE);
      for (const line of [...problems, ...warnings]) expect(line).toMatch(/\S+ .+: .+; .+$/);
    }),
    { seed: 20_251_123, numRuns: 150 },
  );
});

describe("a network that a data source looks up by its name", () => {
  const RANGE = { cidr: "10.1.0.0/24", dynamicRange: "10.1.0.128/25" };
  const one = (name: string, offset = 11): Props => ({
    size: 1,
    externalNetwork: ClusterNetwork.fromNetworkName(name, { ...RANGE, memberOffset: offset }),
  });
  const looked = (stack: TerraformStack, name = "shared", id = "looked") =>
    new DataDockerNetwork(stack, id, { name });
  const taking = (stack: TerraformStack, name: string) =>
    new Container(stack, "app", {
      name: "app",
      image: "app",
      networksAdvanced: [{ name, ipv4Address: "10.1.0.11" }],
    });
  const problems = (cluster: (stack: TerraformStack) => string, app: (stack: TerraformStack) => string) =>
    refusals((stack) => {
      const made = new EventStoreCluster(stack, "esdb", propsOf(one(cluster(stack))));
      taking(stack, app(stack));
      return made;
    }).problems;
  const literal = (name: string) => () => name;
  const found = (stack: TerraformStack) =>
    ((stack.node.tryFindChild("looked") as DataDockerNetwork | undefined) ?? looked(stack)).name;
  const byId = (stack: TerraformStack) => looked(stack, "shared", "by-id").id;
  const TAKEN = [
    expect.stringContaining("gives node-0 the address 10.1.0.11, which stack/app has there too"),
  ];

  test("is that network, whoever of the two writes its name", () => {
    expect(problems(found, literal("shared"))).toEqual(TAKEN);
    expect(problems(literal("shared"), found)).toEqual(TAKEN);
    expect(problems(literal("shared"), byId)).toEqual(TAKEN);
    expect(problems(found, byId)).toEqual(TAKEN);
    expect(problems(found, literal("other"))).toEqual([]);
    expect(problems(literal("other"), found)).toEqual([]);
  });

  test("is one for two clusters, too, and the mend mends", () => {
    const two = (offset: number) =>
      refusals((stack) => {
        new EventStoreCluster(stack, "esdb", propsOf(one("shared")));
        return new EventStoreCluster(stack, "other", propsOf(one(found(stack), offset)));
      }).problems;
    expect(two(11)).toEqual([expect.stringContaining("gives node-0 the address 10.1.0.11")]);
    expect(two(60)).toEqual([]);
  });

  test("whose name only Terraform knows is one by its reference alone", () => {
    const variable = (stack: TerraformStack) => {
      const name = new TerraformVariable(stack, "network", { type: "string" }).stringValue;
      return looked(stack, name).name;
    };
    const again = (stack: TerraformStack) => (stack.node.findChild("looked") as DataDockerNetwork).id;
    expect(problems(variable, literal("shared"))).toEqual([]);
    expect(problems(variable, again)).toEqual(TAKEN);
  });
});

import { Container } from "@cdktf/provider-docker/lib/container";
import { Network } from "@cdktf/provider-docker/lib/network";
import type { TerraformStack } from "cdktf";
import {
  ClientAccess,
  ClusterNetwork,
  EventStoreCluster,
  type AllowFromOptions,
  type EventStoreClusterProps,
} from "../../lib";
import { child, judge, LOCALHOST, node, override, refusals } from "./judge";
import { byName, propsOf, synthStack } from "./synth";

const PROXY = { additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } } };

test("a network of the cluster's own, and one that exists, are declared and joined", () => {
  const stack = synthStack((stack) => {
    const lan = new Network(stack, "lan", { name: "lan", ipamConfig: [{ subnet: "10.240.3.0/24" }] });
    new EventStoreCluster(
      stack,
      "esdb",
      propsOf({
        additionalNetworks: {
          proxy: { cidr: "10.240.2.0/24" },
          lan: ClusterNetwork.fromNetworkName(lan.name, { cidr: "10.240.3.0/24" }),
        },
      }),
    );
  });
  const { docker_network: networks } = stack.resource;
  expect(Object.keys(networks!).sort()).toEqual([
    "eventstore_esdb_external-network",
    "eventstore_esdb_internal-network",
    "eventstore_esdb_proxy-network",
    "lan",
  ]);
  expect(networks!["eventstore_esdb_proxy-network"]).toMatchObject({
    name: "esdb-external.proxy",
    internal: false,
    ipam_config: [{ subnet: "10.240.2.0/24", gateway: "10.240.2.1", ip_range: "10.240.2.128/25" }],
  });
  expect(byName(stack, "docker_container")["esdb-node-0"]?.networks_advanced).toEqual([
    expect.objectContaining({ ipv4_address: "10.240.1.11" }),
    expect.objectContaining({ name: "${docker_network.lan.name}", ipv4_address: "10.240.3.11" }),
    expect.objectContaining({
      name: "${docker_network.eventstore_esdb_proxy-network.id}",
      ipv4_address: "10.240.2.11",
    }),
    expect.objectContaining({ ipv4_address: "10.240.0.11" }),
  ]);
});

test("what the order of keys is changes nothing", () => {
  const synthesized = (keys: readonly string[]) =>
    synthStack((stack) => {
      const ranges = { a: "10.240.2.0/24", b: "10.240.3.0/24" } as Record<string, string>;
      const additionalNetworks = Object.fromEntries(keys.map((key) => [key, { cidr: ranges[key] }]));
      new EventStoreCluster(stack, "esdb", propsOf({ additionalNetworks }));
    }).resource;
  expect(synthesized(["b", "a"])).toEqual(synthesized(["a", "b"]));
});

describe("what is undone is told", () => {
  test("a node that left the network", () => {
    const leave = (cluster: EventStoreCluster) => {
      const entries = node(cluster).networksAdvancedInput as object[];
      node(cluster).putNetworksAdvanced(entries.filter((_, i) => i !== 1) as never);
    };
    expect(judge(leave, PROXY).problems).toEqual([
      expect.stringContaining('no longer holds the network "esdb-external.proxy"'),
    ]);
  });

  test("a network that the cluster was not told of, whose mend is to name it", () => {
    const joined = judge(override("networks_advanced", [{ name: "monitoring" }]));
    expect(joined.problems).toEqual([
      expect.stringMatching(/joins "monitoring".*or name that network in additionalNetworks/),
    ]);
  });

  test("another address, and the name that clients are told", () => {
    expect(judge(override("networks_advanced.1.ipv4_address", "10.240.2.99"), PROXY).problems).toEqual([
      expect.stringMatching(/"10\.240\.2\.99" on "esdb-external\.proxy".*additionalAddresses/),
    ]);
    const renamed = (cluster: EventStoreCluster) => {
      const entries = node(cluster).networksAdvancedInput as object[];
      const aliases = ["other"];
      node(cluster).putNetworksAdvanced(entries.map((e, i) => (i === 1 ? { ...e, aliases } : e)) as never);
    };
    expect(judge(renamed, PROXY).problems).toEqual([
      expect.stringMatching(/no longer holds "node-0\.esdb\.external".* on "esdb-external\.proxy"/),
    ]);
  });

  test("its range, and its way out where ports are published over it alone", () => {
    const moved = judge(
      (cluster) => child(cluster, "proxy-network").addOverride("ipam_config.0.subnet", "10.250.0.0/24"),
      PROXY,
    );
    expect(moved.problems).toEqual([expect.stringContaining('use additionalNetworks["proxy"].cidr')]);
    const closed = judge((cluster) => child(cluster, "proxy-network").addOverride("internal", true), {
      ...PROXY,
      clients: LOCALHOST,
    });
    expect(closed.problems).toEqual([]);
    expect(closed.warnings).toEqual([expect.stringContaining("internal is true")]);
  });

  test("the network itself", () => {
    const gone = judge((cluster) => cluster.node.tryRemoveChild("proxy-network"), PROXY);
    expect(gone.problems.length).toBeGreaterThan(0);
    expect(gone.problems.join()).toContain("proxy-network");
  });

  test("somebody there with a node's address, or its name", () => {
    const joins = (entry: object) =>
      judge((cluster, stack) => {
        const name = child(cluster, "proxy-network").id;
        new Container(stack, "x", { name: "x", image: "x", networksAdvanced: [{ name, ...entry }] as never });
      }, PROXY).problems;
    expect(joins({})).toEqual([]);
    expect(joins({ ipv4Address: "10.240.2.12" })).toEqual([
      expect.stringMatching(/additionalNetworks\["proxy"\] gives node-1 the address 10\.240\.2\.12/),
    ]);
    expect(joins({ aliases: ["node-1.esdb.proxy"] })).toEqual([
      expect.stringMatching(/knows node-1 as "node-1\.esdb\.proxy"/),
    ]);
  });

  test("what the cluster was told of an existing one", () => {
    const { problems } = refusals((stack) => {
      const lan = new Network(stack, "lan", { name: "lan", ipamConfig: [{ subnet: "10.9.0.0/24" }] });
      const additionalNetworks = { lan: ClusterNetwork.fromNetworkName(lan.name, { cidr: "10.240.2.0/24" }) };
      return new EventStoreCluster(stack, "esdb", propsOf({ additionalNetworks }));
    });
    expect(problems).toEqual([
      expect.stringMatching(
        /additionalNetworks\["lan"\]\.cidr is "10\.240\.2\.0\/24".*has "10\.9\.0\.0\/24"/,
      ),
    ]);
  });
});

test("two clusters may share one, as they may an external network, but neither ranges nor addresses", () => {
  const together = (memberOffset: number) =>
    refusals((stack) => {
      const shared = (offset: number) => ({
        lan: ClusterNetwork.fromNetworkName("lan", { cidr: "10.240.9.0/24", memberOffset: offset }),
      });
      const first = new EventStoreCluster(stack, "first", propsOf({ additionalNetworks: shared(11) }));
      const cluster = new EventStoreCluster(
        stack,
        "esdb",
        propsOf({
          internalNetwork: { cidr: "10.240.4.0/24" },
          externalNetwork: { cidr: "10.240.5.0/24" },
          additionalNetworks: shared(memberOffset),
        }),
      );
      expect(first.topology.networks).toHaveLength(3);
      return cluster;
    }).problems;
  expect(together(61)).toEqual([]);
  expect(together(11)).toEqual([
    expect.stringMatching(/additionalNetworks\["lan"\] gives node-0 the address 10\.240\.9\.11/),
  ]);
});

describe("connections.allowFrom", () => {
  const allow = (props: Partial<Record<keyof EventStoreClusterProps, unknown>>, options?: AllowFromOptions) =>
    byName(
      synthStack((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
        cluster.connections.allowFrom(new Container(stack, "app", { name: "app", image: "app" }), options);
      }),
      "docker_container",
    ).app;
  const network = (key: string) => [{ name: `\${docker_network.eventstore_esdb_${key}-network.id}` }];

  test("joins the network that is chosen, the first promised one otherwise", () => {
    expect(allow(PROXY)?.networks_advanced).toEqual(network("external"));
    expect(allow(PROXY, { network: "proxy" })?.networks_advanced).toEqual(network("proxy"));
    const clients = ClientAccess.withinNetwork({ networks: ["proxy"] });
    expect(allow({ ...PROXY, clients })?.networks_advanced).toEqual(network("proxy"));
    expect(allow(PROXY, { network: "proxy" })?.env).toEqual(allow(PROXY)?.env);
  });

  test("joins several, one after the other", () => {
    const stack = synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(PROXY));
      const app = new Container(stack, "app", { name: "app", image: "app" });
      cluster.connections.allowFrom(app);
      cluster.connections.allowFrom(app, { network: "proxy" });
      cluster.connections.allowFrom(app, { network: "proxy" });
    });
    const { app } = byName(stack, "docker_container");
    expect(app?.networks_advanced).toEqual([...network("external"), ...network("proxy")]);
    expect(app?.env).toEqual(allow(PROXY)?.env);
    expect(app?.depends_on).toEqual(allow(PROXY)?.depends_on);
  });

  test("refuses one on which nobody is promised, and one that is none", () => {
    const clients = ClientAccess.withinNetwork({ networks: ["external"] });
    expect(() => allow({ ...PROXY, clients }, { network: "proxy" })).toThrow(
      /options\.network is "proxy": .*are "external"; leave it out for "external"/,
    );
    expect(() => allow(PROXY, { network: "prxy" })).toThrow(/are "external", "proxy"/);
  });

  test("what takes it away is told by the network's key", () => {
    const { problems } = refusalsOfClient((app) => {
      app.putNetworksAdvanced([{ name: "other" }] as never);
    });
    expect(problems).toEqual([expect.stringContaining("no longer holds the proxy network of stack/esdb")]);
  });

  function refusalsOfClient(change: (app: Container) => void) {
    try {
      synthStack((stack: TerraformStack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf(PROXY));
        const app = new Container(stack, "app", { name: "app", image: "app" });
        cluster.connections.allowFrom(app, { network: "proxy" });
        change(app);
      });
    } catch (error) {
      return { problems: (error as Error).message.split("\n").filter((line) => line.includes("proxy")) };
    }
    return { problems: [] };
  }
});

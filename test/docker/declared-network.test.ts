import { Network, type NetworkConfig } from "@cdktf/provider-docker/lib/network";
import { Lazy, TerraformVariable } from "cdktf";
import {
  ClusterNetwork,
  EventStoreCluster,
  Interface,
  InvalidClusterError,
  type ExistingNetworkProps,
} from "../../lib";
import { emptyStack } from "./never-synthesized";
import { byName, foundOf, propsOf, synthStack, type Synthesized } from "./synth";

const RANGE = {
  ipamConfig: [{ subnet: "10.240.7.0/24", gateway: "10.240.7.1", ipRange: "10.240.7.128/25" }],
};

/** A cluster whose external network is one that the user's own stack declares. */
function on(
  config: Omit<NetworkConfig, "name">,
  props?: Partial<ExistingNetworkProps>,
  side = "externalNetwork",
): Synthesized {
  return synthStack((stack) => {
    const network = new Network(stack, "lan", { name: "lan", ...config });
    new EventStoreCluster(stack, "esdb", propsOf({ [side]: ClusterNetwork.fromNetwork(network, props) }));
  });
}

function problemsOf(declare: () => unknown): readonly string[] {
  try {
    declare();
  } catch (error) {
    if (error instanceof InvalidClusterError)
      return error.problems.map((p) => `${p.path} ${p.got}; ${p.fix}`);
    throw error;
  }
  return [];
}

const placesOf = (stack: Synthesized) =>
  byName(stack, "docker_container")["esdb-node-0"]?.networks_advanced as readonly Readonly<
    Record<string, unknown>
  >[];

describe("ClusterNetwork.fromNetwork", () => {
  test("reads the range of a network of the same program, and is made after it", () => {
    expect(placesOf(on(RANGE))).toContainEqual({
      name: "${docker_network.lan.name}",
      ipv4_address: "10.240.7.11",
      aliases: ["node-0.esdb.external"],
    });
  });

  test("takes the IPv4 range where there is one of each kind", () => {
    const ipamConfig = [{ subnet: "fd00:1::/64" }, ...RANGE.ipamConfig];
    expect(placesOf(on({ ipamConfig, ipv6: true }))[0]).toMatchObject({ ipv4_address: "10.240.7.11" });
  });

  test("takes what is said besides before what is read", () => {
    expect(placesOf(on(RANGE, { memberOffset: 21 }))[0]).toMatchObject({ ipv4_address: "10.240.7.21" });
  });

  test.each([true, false, undefined])("knows whether it is internal: %p", (internal) => {
    synthStack((stack) => {
      const network = new Network(stack, "lan", {
        name: "lan",
        ...RANGE,
        ...(internal === undefined ? {} : { internal }),
      });
      const internalNetwork = ClusterNetwork.fromNetwork(network);
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ internalNetwork }));
      expect(cluster.topology.networks.find((one) => one.interface === Interface.INTERNAL)).toMatchObject({
        existing: true,
        isolated: internal === true,
      });
    });
  });

  const warningsOf = (config: Omit<NetworkConfig, "name">, side = "externalNetwork") => {
    const { warnings } = foundOf((stack) => {
      const network = new Network(stack, "lan", { name: "lan", ...config });
      new EventStoreCluster(stack, "esdb", propsOf({ [side]: ClusterNetwork.fromNetwork(network) }));
    });
    return warnings.map((w) => `${w.path} ${w.got}; ${w.fix}`);
  };

  test("warns of a network's own ip_range, and not that one is unknown", () => {
    expect(warningsOf({ ...RANGE, internal: true }, "internalNetwork")).toEqual([]);
    expect(warningsOf(RANGE)).toEqual([]);
    expect(warningsOf({ ipamConfig: [{ subnet: "10.240.7.0/24" }] })).toEqual([
      expect.stringMatching(/^stack\/esdb.*externalNetwork is stack\/lan, which has no ip_range; give that/),
    ]);
  });

  test("compares what was said of its ip_range, and says of a getter that throws that it cannot be read", () => {
    expect(() => on(RANGE, { dynamicRange: "10.240.7.192/26" })).toThrow(
      /externalNetwork\.dynamicRange is "10\.240\.7\.192\/26", and stack\/lan has "10\.240\.7\.128\/25"/,
    );
    expect(() =>
      on({ ipamConfig: [{ subnet: "10.240.7.0/24" }] }, { dynamicRange: "10.240.7.192/26" }),
    ).toThrow(/stack\/lan has no ip_range.*leave dynamicRange out/);
    expect(placesOf(on(RANGE, { dynamicRange: "10.240.7.128/25" }))[0]).toBeDefined();
    const throwing = {
      get dynamicRange(): string {
        throw new Error("no");
      },
    };
    expect(problemsOf(() => on(RANGE, throwing))).toEqual([
      expect.stringMatching(/^externalNetwork.*cannot be read/),
    ]);
  });

  test("says by its path which network has an ip_range that only Terraform knows", () => {
    const ipRange = Lazy.stringValue({ produce: () => "10.240.7.128/25" });
    expect(warningsOf({ ipamConfig: [{ subnet: "10.240.7.0/24", ipRange }] })).toEqual([
      "externalNetwork is the network stack/lan, whose ipamConfig only Terraform knows; " +
        "say which as dynamicRange; without one, create the network anew with an ip_range (IPRange in docker network inspect)",
    ]);
  });

  test.each([
    [
      "internalNetwork",
      false,
      /^internalNetwork is the network stack\/lan, not declared internal; set internal: true there$/,
    ],
    ["externalNetwork", true, /^externalNetwork is the network stack\/lan, declared internal; use it with/],
  ])("names %s that is internal: %p by its path", (side, internal, said) => {
    expect(warningsOf({ ...RANGE, internal }, side)).toEqual([expect.stringMatching(said)]);
  });

  test("never shows a token in the place of a name", () => {
    const said: string[] = [];
    const both = problemsOf(() =>
      synthStack((stack) => {
        const lan = new Network(stack, "lan", { name: "lan", ...RANGE });
        const one = ClusterNetwork.fromNetwork(lan);
        new EventStoreCluster(stack, "esdb", propsOf({ internalNetwork: one, externalNetwork: one }));
      }),
    );
    said.push(...both);
    const { problems, warnings } = foundOf((stack) => {
      const lan = new Network(stack, "lan", { name: "lan", ...RANGE, internal: true });
      const internalNetwork = ClusterNetwork.fromNetworkName(lan.name, {
        cidr: "10.240.7.0/24",
        internal: true,
      });
      for (const id of ["one", "two"])
        new EventStoreCluster(
          stack,
          id,
          propsOf({ internalNetwork, externalNetwork: { cidr: "10.240.9.0/24" } }),
        );
    });
    said.push(...[...problems, ...warnings].map((p) => `${p.path} ${p.got}; ${p.fix}`));
    expect(said).toContainEqual(
      "internalNetwork is an existing network, whose name only Terraform knows; " +
        "pass the network itself where the program declares it: ClusterNetwork.fromNetwork(network)",
    );
    expect(said).toContainEqual(expect.stringMatching(/^internalNetwork is "lan", the internal network of/));
    expect(said.filter((line) => line.includes("<token>"))).toEqual([]);
  });

  test("an address that it keeps for something else is no node's", () => {
    const [range] = RANGE.ipamConfig;
    const kept = (router: string, props = {}) =>
      on({ ipamConfig: [{ ...range!, auxAddress: { router } }] }, props);
    expect(() => kept("10.240.7.12")).toThrow(
      /externalNetwork gives node-1 the address 10\.240\.7\.12, which stack\/lan keeps for "router" by aux_address/,
    );
    expect(placesOf(kept("10.240.7.12", { memberOffset: 21 }))[0]).toBeDefined();
    expect(placesOf(kept("10.240.7.9"))[0]).toBeDefined();
  });

  test.each(["internalNetwork", "externalNetwork"])(
    "%s that keeps its containers apart is refused",
    (side) => {
      const icc = (value: string) => () =>
        on({ ...RANGE, options: { "com.docker.network.bridge.enable_icc": value } }, {}, side);
      for (const off of ["false", "0", "False"])
        expect(icc(off)).toThrow(
          new RegExp(`${side} is stack/lan, whose options hold enable_icc = false: .*leave it out there`),
        );
      for (const other of ["true", "${var.icc}"]) expect(icc(other)).not.toThrow();
    },
  );

  test("whether it is internal, where only Terraform knows that, is a warning: it counts as not", () => {
    const unknown = (side: string, props: object = {}) =>
      foundOf((stack) => {
        const internal = new TerraformVariable(stack, "internal", { type: "bool" });
        const lan = new Network(stack, "lan", { name: "lan", ...RANGE, internal: internal.value as never });
        const network = ClusterNetwork.fromNetwork(lan, props);
        new EventStoreCluster(stack, "esdb", propsOf({ [side]: network }));
      });
    expect(unknown("externalNetwork")).toMatchObject({
      problems: [],
      warnings: [
        {
          path: expect.stringMatching(/externalNetwork\.internal$/) as string,
          got: "is false, and with what internal stack/lan is declared is known only when Terraform runs",
        },
      ],
    });
    // That it is not said to be one is told already.
    expect(unknown("internalNetwork").warnings).toMatchObject([{ code: "network.existing.internal" }]);
    expect(unknown("internalNetwork", { internal: true })).toMatchObject({ problems: [], warnings: [] });
  });

  test("of another App is refused", () => {
    const network = new Network(emptyStack(), "lan", { name: "lan", ...RANGE });
    const externalNetwork = ClusterNetwork.fromNetwork(network);
    const declare = (more: object) => () => new EventStoreCluster(emptyStack(), "esdb", propsOf(more));
    expect(problemsOf(declare({ externalNetwork }))).toEqual([
      expect.stringMatching(
        /^externalNetwork is ClusterNetwork\.fromNetwork of \S+\/lan, of another App; declare both/,
      ),
    ]);
    expect(problemsOf(declare({ additionalNetworks: { web: externalNetwork } }))).toEqual([
      expect.stringMatching(
        /^additionalNetworks\["web"\] is ClusterNetwork\.fromNetwork of \S+\/lan, of another App/,
      ),
    ]);
  });

  test.each([
    {},
    { ipamConfig: [] },
    { ipamConfig: [{ subnet: "fd00:1::/64" }] },
    { ipamConfig: [{ gateway: "" }] },
  ])(
    "of a network with no range of IPv4 has one given to the network, and nothing is left then: %j",
    (config) => {
      const [told, ...others] = problemsOf(() => on(config));
      expect(others).toEqual([]);
      expect(told).toMatch(
        /^externalNetwork\.cidr is missing, and stack\/lan has no IPv4 range in its ipamConfig; /,
      );
      const [, subnet, ipRange] = /ipamConfig: \[\{ subnet: "([^"]+)", ipRange: "([^"]+)" \}\]$/.exec(told!)!;
      expect(warningsOf({ ipamConfig: [{ subnet: subnet!, ipRange: ipRange! }] })).toEqual([]);
      // Said of the cluster alone it is one problem too, and nothing that is not so.
      const { problems, warnings } = foundOf((stack) => {
        const network = new Network(stack, "lan", { name: "lan", ...config });
        const externalNetwork = ClusterNetwork.fromNetwork(network, { cidr: subnet! });
        new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork }));
      });
      expect([problems.length, warnings]).toEqual([1, []]);
    },
  );

  test("is told the range of a network that only Terraform knows, and goes on", () => {
    for (const produced of [RANGE.ipamConfig, RANGE.ipamConfig[0]]) {
      const lazy = Lazy.anyValue({ produce: () => produced });
      const ipamConfig = (produced === RANGE.ipamConfig ? lazy : [lazy]) as never;
      const [told, ...others] = problemsOf(() => on({ ipamConfig }));
      expect(others).toEqual([]);
      expect(told).toMatch(
        /^externalNetwork\.cidr is .*; write the range that the network gets: ClusterNetwork\.fromNetwork\(network, \{ cidr:/,
      );
      expect(placesOf(on({ ipamConfig }, { cidr: "10.240.7.0/24" }))[0]).toMatchObject({
        ipv4_address: "10.240.7.11",
      });
    }
  });

  test("asks for the range where the network tells none", () => {
    expect(problemsOf(() => on({}))).toEqual([
      expect.stringMatching(/^externalNetwork\.cidr is (missing|\(nothing\))/),
    ]);
    expect(() => on({}, { cidr: "10.240.7.0/24" })).toThrow(/stack\/lan is declared without ipam_config/);
    const byToken = () =>
      synthStack((stack) => {
        const subnet = new TerraformVariable(stack, "subnet", { type: "string" }).stringValue;
        const network = new Network(stack, "lan", { name: "lan", ipamConfig: [{ subnet }] });
        new EventStoreCluster(
          stack,
          "esdb",
          propsOf({ externalNetwork: ClusterNetwork.fromNetwork(network) }),
        );
      });
    expect(problemsOf(byToken)).toEqual([expect.stringMatching(/^externalNetwork\.cidr is a token/)]);
  });

  test.each([undefined, null, "lan", {}, 7, { terraformResourceType: "docker_network", name: "lan" }])(
    "refuses what is no network: %p",
    (given) => {
      const declare = () =>
        synthStack((stack) => {
          const externalNetwork = ClusterNetwork.fromNetwork(given as never);
          new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork }));
        });
      expect(problemsOf(declare)).toEqual([
        expect.stringMatching(
          /^externalNetwork is ClusterNetwork\.fromNetwork of .*; pass a new Network\(this/,
        ),
      ]);
    },
  );
});

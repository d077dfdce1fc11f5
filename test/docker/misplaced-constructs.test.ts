import { Container } from "@cdktf/provider-docker/lib/container";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import {
  ClusterData,
  ClusterNetwork,
  describeProblem,
  EventStoreCluster,
  InvalidClusterError,
  Security,
} from "../../lib";
import { foundOf, propsOf } from "./synth";

type Props = Parameters<typeof propsOf>[0];

/** What is said of clusters in a stack beside a network, a volume and a container, each by what it is given of them. */
function said(props: readonly ((parts: Readonly<Record<string, unknown>>) => Props)[]) {
  const lines: (readonly string[])[] = [];
  foundOf((stack) => {
    const network = new Network(stack, "apps", { name: "apps", ipamConfig: [{ subnet: "10.9.0.0/24" }] });
    const volume = new Volume(stack, "volume", { name: "data" });
    const container = new Container(stack, "container", { name: "app", image: "app:1" });
    props.forEach((of, n) => {
      try {
        const made = propsOf({ size: 3, ...of({ network, volume, container, stack }) });
        new EventStoreCluster(stack, `esdb${n}`, made);
        lines.push([]);
      } catch (error) {
        if (!(error instanceof InvalidClusterError)) throw error;
        lines.push(error.problems.map(describeProblem));
      }
    });
  });
  return lines;
}

const NETWORKS: readonly (readonly [path: string, props: (network: unknown) => Props])[] = [
  ["externalNetwork", (externalNetwork) => ({ externalNetwork })],
  ["internalNetwork", (internalNetwork) => ({ internalNetwork })],
  ['additionalNetworks["apps"]', (apps) => ({ additionalNetworks: { apps } })],
];

test.each(NETWORKS)("a network of the program as %s is one problem, with what takes it", (path, props) => {
  const [told, followed] = said([
    ({ network }) => props(network),
    ({ network }) => props(ClusterNetwork.fromNetwork(network as Network)),
  ]);
  expect(told).toEqual([
    `${path} is the construct "stack/apps": must be a plain object, or a ClusterNetwork where the network is not the cluster's own; use ClusterNetwork.fromNetwork(network)`,
  ]);
  expect(followed).toEqual([]);
});

test.each(NETWORKS)("the name of a network as %s is told what takes it", (path, props) => {
  const cidr = "10.9.0.0/24";
  const [named, range, ...followed] = said([
    () => props("apps"),
    () => props(cidr),
    () => props(ClusterNetwork.fromNetworkName("apps", { cidr })),
    () => props({ cidr }),
  ]);
  expect(named).toEqual([
    expect.stringContaining(
      `${path} is "apps": must be an object; use ClusterNetwork.fromNetworkName("apps", { cidr: "…" }) with its range`,
    ),
  ]);
  expect(range).toEqual([expect.stringContaining('{ cidr: "10.9.0.0/24" }')]);
  expect(followed).toEqual([[], []]);
});

test("a construct is one problem in every prop that takes none", () => {
  const places: readonly ((part: unknown) => Props)[] = [
    (ports) => ({ ports }),
    (bindings) => ({ bindings }),
    (exposure) => ({ exposure }),
    (connectionLimits) => ({ connectionLimits }),
    (resources) => ({ resources }),
    (settings) => ({ settings }),
    (labels) => ({ labels }),
    (hosts) => ({ hosts }),
    (data) => ({ data }),
    (clients) => ({ clients }),
    (security) => ({ security }),
    (timing) => ({ timing }),
    (node) => ({ nodeOverrides: { "node-0": node } }),
    (nodeOverrides) => ({ nodeOverrides }),
    (additionalNetworks) => ({ additionalNetworks }),
    (externalNetwork) => ({ externalNetwork }),
  ];
  for (const part of ["volume", "container", "stack"]) {
    const all = said(places.map((place) => (parts) => place(parts[part])));
    for (const lines of all)
      expect(lines).toEqual([expect.stringMatching(/^\S+ is the construct "stack(\/\w+)?": must be a/)]);
  }
});

test("such an object in the place of all props is told by their name", () => {
  foundOf((stack) => {
    const made = () => new EventStoreCluster(stack, "esdb", ClusterData.namedVolumes() as never);
    expect(made).toThrow(/ props is an object of the class "ClusterData": known are version, /);
  });
});

test("an object of a class that belongs elsewhere is one problem", () => {
  const own = Security.insecure({ allowPublished: true });
  expect(said([() => ({ ports: own }), () => ({ resources: own }), () => ({ exposure: own })])).toEqual([
    [expect.stringMatching(/^ports is an object of the class "Security": known are .*http.*; pass a plain/)],
    [expect.stringMatching(/^resources is an object of the class "Security"/)],
    [expect.stringMatching(/^exposure is an object of the class "Security"/)],
  ]);
});

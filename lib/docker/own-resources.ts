import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { storeKeyOf } from "../cluster/data-mount";
import type { Topology } from "../network/model/topology";
import { volumeName } from "../cluster/volume-names";
import type { OwnNode, OwnResources } from "../guarantees/own";
import type { Report } from "../guarantees/report";
import {
  Container,
  Volume,
  type ContainerNetworksAdvanced,
  type ContainerVolumes,
} from "../terraform/bindings";
import { keyOfName, keyOfResource, keysOfNetwork } from "../terraform/references";
import type { EventStoreNode } from "./event-store-node";

/** The cluster whose resources are described. */
export interface Described {
  readonly cluster: IConstruct;
  /** What of the cluster is on the engine. */
  readonly topology: Topology;
  readonly engine: string;
  readonly nodes: readonly EventStoreNode[];
  /** All that the library made. */
  readonly resources: readonly TerraformResource[];
}

/** What others could get at of a cluster, by all the names that it goes by. */
export function ownResources(
  { cluster, topology, engine, nodes, resources }: Described,
  reportOf: (construct: IConstruct) => Report,
): OwnResources {
  const referred = (node: EventStoreNode, id: string): readonly string[] => {
    const volume = node.node.tryFindChild(id);
    return volume instanceof Volume ? [keyOfResource(volume)] : [];
  };
  const containers = resources.filter((one) => one instanceof Container);
  const made = (node: EventStoreNode, part: "settings" | "control") =>
    volumeName(topology.name, node.topology.key, part);
  const describe = (node: EventStoreNode): OwnNode => {
    const { data } = node.plan;
    const mounts = (part: "settings" | "control") => [made(node, part), ...referred(node, part)];
    return {
      topology: node.topology,
      report: reportOf(node.container),
      path: node.container.node.path,
      keys: [node.topology.name, keyOfResource(node.container)],
      // Two tokens may be one volume.
      ...(data === undefined
        ? {}
        : { data: { mount: data, keys: [keyOfName(storeKeyOf(data), cluster), ...referred(node, "data")] } }),
      ...(hasSettings(node) ? { settings: mounts("settings") } : {}),
      control: mounts("control"),
    };
  };
  const helpers = containers.filter((one) => !nodes.some(({ container }) => container === one));
  const joined = new Set(helpers.flatMap((one) => joinsOf(one).map(({ name }) => keyOfName(name, cluster))));
  return {
    engine,
    topology,
    report: reportOf(cluster),
    networks: topology.networks.map((network) => {
      const keys = keysOfNetwork(cluster, network);
      return { network, keys, asked: keys.some((key) => joined.has(key)) };
    }),
    nodes: nodes.map(describe),
    helpers: helpers.map((one) => ({
      report: reportOf(one),
      keys: [...(one.nameInput === undefined ? [] : [one.nameInput]), keyOfResource(one)],
      stays: one.restartInput === "always",
      writes: mountsOf(one).some(({ readOnly }) => readOnly !== true),
    })),
    containers: containers.flatMap(({ nameInput }) => nameInput ?? []),
    volumes: nodes.flatMap((node) => [
      made(node, "control"),
      ...(hasSettings(node) ? [made(node, "settings")] : []),
    ]),
  };
}

/** Whether what a node reads at its start is in a volume. */
function hasSettings({ node }: EventStoreNode): boolean {
  return node.tryFindChild("settings") !== undefined;
}

/** The networks that a container joins, as far as that is no expression. */
function joinsOf({ networksAdvancedInput }: Container): readonly ContainerNetworksAdvanced[] {
  return Array.isArray(networksAdvancedInput) ? networksAdvancedInput : [];
}

/** What a container mounts, as far as that is no expression. */
function mountsOf({ volumesInput }: Container): readonly ContainerVolumes[] {
  return Array.isArray(volumesInput) ? volumesInput : [];
}

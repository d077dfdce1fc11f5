import type { IConstruct } from "constructs";
import type {
  EngineAttachment,
  EngineContainer,
  EngineNetwork,
  EnginePublished,
  EngineState,
} from "../reach/engine-state";
import { engineStatesOf, hostOf } from "../reach/engine-state-of";
import type { ServerState } from "../reach/server-state";
import { TerraformStack, type TerraformResource } from "cdktf";
import type { ClusterNode } from "../network/model/topology";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { declaredNetwork, keyOf, keysOfNetwork } from "./references";
import { blocksOf, isExpression, isOn, numberOf, plainText, textsOf } from "../guarantees/values";
import type { Attributes } from "../guarantees/attributes";
import { attributesOf } from "./watched-resource";
import { statesOf } from "../cluster/node-plan";

/** A node, and the resource that it has become. */
export interface DeclaredNode {
  readonly topology: ClusterNode;
  readonly container: TerraformResource;
}

/** What has come of a plan, as far as routes depend on it. */
export interface FinalState {
  /** What every node's server does, by node key. */
  readonly servers: ReadonlyMap<string, ServerState>;
  readonly engines: readonly EngineState[];
}

/**
 * What the declared resources put on the engines, everybody's overrides included, with the sockets that the servers
 * open there. Where a value is known only when Terraform runs, what was planned stands.
 */
export function finalStateOf(
  cluster: IConstruct,
  plan: ClusterPlan,
  nodes: readonly DeclaredNode[],
): FinalState {
  const servers = statesOf(plan.topology, plan.nodes);
  const nameOf = networkNames(cluster, plan);
  const engines = engineStatesOf(plan.topology, servers).map((planned): EngineState => {
    const networks = planned.networks.map((network) => networkOf(cluster, plan, planned.host.name, network));
    const containers = planned.containers.map((container) => {
      const node = nodes.find(({ topology }) => topology.key === container.key);
      return node === undefined ? container : containerOf(container, attributesOf(node.container), nameOf);
    });
    return { ...planned, networks, containers, host: hostOf(plan.topology, planned.host.name, containers) };
  });
  return { servers, engines };
}

function networkOf(
  cluster: IConstruct,
  plan: ClusterPlan,
  on: string,
  network: EngineNetwork,
): EngineNetwork {
  const planned = plan.topology.networks.find(({ name, host }) => name === network.name && host === on);
  const declared = planned && declaredNetwork(cluster, planned);
  if (declared === undefined) return network;
  const attributes = attributesOf(declared);
  const [ipam] = blocksOf(attributes, "ipam_config") ?? [];
  const gateway = known(ipam?.gateway);
  return {
    name: network.name,
    internal: isOn(attributes.internal),
    cidr: known(ipam?.subnet) ?? network.cidr,
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** The Docker names of the cluster's networks by the references that stand for them in Terraform's file. */
function networkNames(cluster: IConstruct, plan: ClusterPlan): (reference: string) => string {
  const stack = TerraformStack.of(cluster);
  const names = new Map<string, string>();
  for (const network of plan.topology.networks)
    for (const key of keysOfNetwork(cluster, network)) names.set(key, network.name);
  return (reference) => names.get(keyOf(reference, stack)) ?? reference;
}

function containerOf(
  planned: EngineContainer,
  attributes: Attributes,
  nameOf: (reference: string) => string,
): EngineContainer {
  const attachments = blocksOf(attributes, "networks_advanced")?.map((block): EngineAttachment => {
    const network = nameOf(plainText(block.name));
    const before = planned.attachments.find((a) => a.network === network);
    return {
      network,
      address: known(block.ipv4_address) ?? before?.address ?? "",
      aliases: textsOf(block, "aliases") ?? before?.aliases ?? [],
    };
  });
  const published = blocksOf(attributes, "ports")?.flatMap((block): readonly EnginePublished[] => {
    const [containerPort, hostPort] = [numberOf(block.internal), numberOf(block.external)];
    if (containerPort === undefined || hostPort === undefined) return [];
    return [{ hostIp: known(block.ip) ?? "0.0.0.0", hostPort, containerPort }];
  });
  return {
    ...planned,
    name: known(attributes.name) ?? planned.name,
    attachments: attachments ?? planned.attachments,
    published: published ?? planned.published,
  };
}

/** A text that is known at synth. */
function known(value: unknown): string | undefined {
  return typeof value === "string" && !isExpression(value) ? value : undefined;
}

import { gateName } from "../network/model/names";
import type { ClusterNode } from "../network/model/topology";
import { CONTROL } from "../server/founding/control-folder";
import type { EntryKind, Membership } from "../server/founding/membership";
import { entryScript } from "../server/founding/node-entry";
import { Delivery } from "../server/delivery";
import type { Entering } from "../server/generation/entering";
import { imageLayoutOf } from "../server/image-layout";
import type { ContainerVolumes } from "../terraform/bindings";
import { certificateFolder } from "../cluster/certificates/certificate-files";
import { storeOf } from "../cluster/data-mount";
import type { NodePlan } from "../cluster/node-plan";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { literal } from "../terraform/literal";
import type { OwnedVolume } from "./owned-volume";
import { otherTarget } from "./probe-target";

/*
 * What makes the first majority hold what was acknowledged: each node has a control folder, which Terraform owns so
 * that it goes with the node, and an entry before its server, which waits there where the gate must let it in.
 */

/** What a node is when it starts. */
export function entryKind(plan: ClusterPlan, node: ClusterNode): EntryKind {
  if (node.kind !== "member") return "replica";
  if (plan.server.inMemory) return "memory";
  return plan.topology.size === 1 ? "single" : "member";
}

/** The container names of all members. */
export function memberNames({ topology }: ClusterPlan): readonly string[] {
  return topology.nodes.filter(({ kind }) => kind === "member").map(({ name }) => name);
}

/**
 * Whether a node learns from its generation who the members are, so that another size moves it like another setting. What
 * is in memory only is founded anew.
 */
export function movesMembers({ server }: ClusterPlan): boolean {
  return server.delivery === Delivery.GENERATION && !server.inMemory;
}

/** Who a node is among the members. */
export function membershipOf(plan: ClusterPlan, { node, certificate }: NodePlan): Membership {
  const { topology, server } = plan;
  const folder = certificateFolder(server.release.version, certificate?.files);
  const others = topology.nodes.filter(({ kind, key }) => kind === "member" && key !== node.key);
  return {
    kind: entryKind(plan, node),
    size: topology.size,
    members: memberNames(plan),
    others: others.map((other) => otherTarget(plan, other, folder)),
  };
}

/** What a node's container starts, before the server's own arguments. */
export function nodeEntrypoint(
  plan: ClusterPlan,
  own: NodePlan,
  program: string,
  entering: Entering | undefined,
): string[] {
  const { topology, server } = plan;
  const { data } = own;
  const script = entryScript({
    ...(movesMembers(plan) ? {} : { membership: membershipOf(plan, own) }),
    dataPath: imageLayoutOf(server.release.version).dataPath,
    place: data === undefined ? "memory" : storeOf(data),
    program,
    gate: gateName(topology.name),
    ...(entering === undefined ? {} : { entering }),
  });
  return ["/bin/sh", "-c", literal(script), "entry"];
}

/** A control folder where its node has it, or in the gate, by the node's key. */
export function controlMount(volume: OwnedVolume, key?: string): ContainerVolumes {
  return { containerPath: key === undefined ? CONTROL : `${CONTROL}/${key}`, volumeName: volume.name };
}

import { Interface } from "../network/model/endpoint";
import {
  attachmentOf,
  externalNetworkOf,
  externalPlaceOf,
  httpOf,
  type ClusterNode,
  type Topology,
} from "../network/model/topology";
import { imageLayoutOf } from "../server/image-layout";
import type { ProbeTarget } from "../server/readiness";
import { probeName } from "../tls/certificate-names";
import { ROOTS } from "../cluster/certificates/certificate-files";
import type { ClusterPlan } from "../cluster/cluster-plan";

/**
 * How a node's readiness is asked for at `address`: over TLS by a name that its certificate has anyway.
 * @param folder that of the certificates, in the container that asks
 */
export function probeTarget(
  plan: ClusterPlan,
  node: ClusterNode,
  address: string,
  folder: string,
): ProbeTarget {
  const { port, tls } = httpOf(node);
  if (!tls) return { address, port };
  return { address, port, tls: { name: probeName(plan.topology, node), roots: `${folder}/${ROOTS}` } };
}

/** Where HTTP answers inside the container. */
export function probeAddress(node: ClusterNode): string {
  const { bind } = httpOf(node);
  return bind === "0.0.0.0" ? "127.0.0.1" : bind;
}

/** How those who are given `askingFiles` ask a node. */
export function gateTarget(plan: ClusterPlan, node: ClusterNode): ProbeTarget {
  const { tlsDirectory } = imageLayoutOf(plan.server.release.version);
  return otherTarget(plan, node, tlsDirectory);
}

/** How a node's readiness is asked for from another container of the cluster: as nodes dial it, where they are on several hosts. */
export function otherTarget(plan: ClusterPlan, node: ClusterNode, folder: string): ProbeTarget {
  const target = probeTarget(plan, node, gateAddress(node), folder);
  const { host, port } = node.advertised.nodeHttp;
  return plan.topology.hosts.length > 1 ? { ...target, address: host, port } : target;
}

/**
 * The network of those who ask. With nodes on several hosts the one over which published ports arrive: where engines have no
 * proxy, no other network of the same host gets at them.
 */
export function askingNetwork(topology: Topology): string {
  const [first] = topology.nodes;
  const between = first && attachmentOf(first, Interface.INTERNAL);
  return topology.hosts.length > 1 && between !== undefined
    ? between.network
    : externalNetworkOf(topology).name;
}

/** The node's address on the external network, at which those on its host dial it. */
function gateAddress(node: ClusterNode): string {
  return externalPlaceOf(node).address;
}

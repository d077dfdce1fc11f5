import { externalPlaceOf, httpOf, type ClusterNode } from "../network/model/topology";
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
  return probeTarget(plan, node, gateAddress(node), tlsDirectory);
}

/** The node's address on the external network, at which the gate and waiting members dial it. */
export function gateAddress(node: ClusterNode): string {
  return externalPlaceOf(node).address;
}

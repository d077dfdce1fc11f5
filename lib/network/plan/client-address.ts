import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

/** A release without an address of its own for clients advertises to them what it advertises to nodes. */
export function checkClientAddress(
  nodes: readonly PlannedNode[],
  { capabilities, secure, findings }: PlanContext,
): readonly PlannedNode[] {
  if (capabilities.clientAddress) return nodes;
  const { release, clientAddressReleases } = capabilities;
  let told = false;
  return nodes.map((node) => {
    const { client, peer } = node;
    if (!client.sure || peer?.sure !== true) return node;
    const { host, port } = peer.http.advertised;
    if (client.http.host === host && client.http.port === port) return node;
    // An insecure cluster that the release does not know was refused for the same reason.
    if (!told && (secure || capabilities.insecure)) {
      findings.problem({
        code: "clients.address.release",
        path: "clients",
        got: `need another address than nodes on ${release}`,
        expected: `${release} advertises to clients what it advertises to nodes; ${clientAddressReleases} keep them apart`,
        fix: 'use version: "20.6.1" or later, or a cluster of one member',
      });
    }
    told = true;
    return { ...node, client: { ...client, sure: false } };
  });
}

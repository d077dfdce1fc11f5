import { isLoopback } from "../model/ipv4";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

/** What goes without TLS though the cluster is secure: nobody should learn of it from a packet capture. */
export function warnOfPlainTraffic(
  nodes: readonly PlannedNode[],
  { capabilities, findings }: PlanContext,
): void {
  if (capabilities.separateHttp) {
    findings.warning({
      code: "security.plainHttp",
      path: "security",
      got: `is Security.tls on ${capabilities.release}`,
      expected: "its HTTP, gossip included, is always plain; TLS covers TCP alone",
      fix: "keep its HTTP on networks that you trust, or use a release from 20.6.1",
    });
  }
  for (const node of nodes) {
    for (const { endpoint: kind, hostIp, hostPort } of node.published) {
      if (isLoopback(hostIp) || node.endpoints.some((e) => e.kind === kind && e.tls)) continue;
      // One is enough: the others are published alike.
      findings.warning({
        code: "security.plainPublished",
        path: "clients",
        got: `publishes ${kind} of ${node.key} on ${hostIp}:${hostPort} without TLS`,
        expected: "passwords and events then cross that network in clear",
        fix: "publish on 127.0.0.1, or keep that network to machines that you trust",
      });
      return;
    }
  }
}

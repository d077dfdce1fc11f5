import { EndpointKind } from "../network/model/endpoint";
import { endpointOf, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { ServerPlan } from "../server/server-plan";

/** TCP clients discover a cluster by gossip over HTTP; gRPC clients do not need it. */
export function checkGossipExposure(topology: Topology, server: ServerPlan, findings: Findings): void {
  if (server.exposure.gossip || topology.nodes.length === 1 || topology.audiences.length === 0) return;
  const tcp = topology.nodes.some((node) => endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined);
  if (!tcp) return;
  findings.problem({
    code: "exposure.gossip",
    path: "exposure.gossip",
    got: "is false while TCP clients are promised to be served",
    expected: "TCP clients find the leader by gossip over HTTP, and find nobody without it",
    fix: "leave exposure.gossip on, or serve gRPC clients only",
  });
}

import { checkAtomLinks } from "../checks/atom-links";
import { checkEngineNetworks } from "../checks/engine-names";
import { checkEngineRanges } from "../checks/engine-ranges";
import { checkFollowerHeartbeat } from "../checks/follower-heartbeat";
import { checkGossipExposure } from "../checks/gossip-exposure";
import { checkIdleTiming } from "../checks/idle-timing";
import { checkOldTcpClients } from "../checks/old-tcp-clients";
import { checkOpenInternal } from "../checks/open-internal";
import { checkReachability } from "../reach/check-reachability";
import { reachabilityOf, type ReachabilityInput } from "../reach/reachability";
import type { Origins } from "../network/model/origin";
import type { Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { ServerPlan } from "../server/server-plan";

/** Judges what was planned by what the server and the engine are known to do. */
export function checkCluster(topology: Topology, server: ServerPlan, findings: Findings): void {
  checkGossipExposure(topology, server, findings);
  checkAtomLinks(topology, server, findings);
  checkIdleTiming(topology, server, findings);
  checkFollowerHeartbeat(topology, server, findings);
  checkOldTcpClients(topology, findings);
  checkOpenInternal(topology, findings);
}

/** Whether the nodes' containers can join the networks that were planned. */
export function checkJoinable(topology: Topology, findings: Findings): boolean {
  const named = checkEngineNetworks(topology, findings);
  return checkEngineRanges(topology, findings) && named;
}

/** Follows every way that was promised, and those that must be closed. */
export function checkRoutes(input: ReachabilityInput, findings: Findings, origins?: Origins): void {
  checkReachability(reachabilityOf({ ...input, checkedOnly: true }), input.topology, findings, origins);
}

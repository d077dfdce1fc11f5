import { checkAtomLinks } from "../checks/atom-links";
import { checkEngineNetworks } from "../checks/engine-names";
import { checkEngineRanges } from "../checks/engine-ranges";
import { checkFollowerHeartbeat } from "../checks/follower-heartbeat";
import { checkGossipExposure } from "../checks/gossip-exposure";
import { checkIdleTiming } from "../checks/idle-timing";
import { checkOpenInternal } from "../checks/open-internal";
import type { EngineState } from "../reach/engine-state";
import { checkReachability } from "../reach/check-reachability";
import { reachabilityOf } from "../reach/reachability";
import type { ServerState } from "../reach/server-state";
import type { Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { ServerPlan } from "../server/server-plan";

/** Judges what was planned by what the server and the engine are known to do. */
export function checkCluster(topology: Topology, server: ServerPlan, findings: Findings): void {
  checkGossipExposure(topology, server, findings);
  checkAtomLinks(topology, server, findings);
  checkIdleTiming(topology, server, findings);
  checkFollowerHeartbeat(topology, server, findings);
  checkOpenInternal(topology, findings);
  checkEngineNetworks(topology, findings);
  checkEngineRanges(topology, findings);
}

/**
 * Follows every route that was promised, on what the servers make of their settings and on what is finally on the
 * engine; without `state` that is what was planned.
 */
export function checkRoutes(
  topology: Topology,
  nodes: ReadonlyMap<string, ServerState>,
  findings: Findings,
  state?: EngineState,
): void {
  const input = { topology, nodes, checkedOnly: true, state };
  checkReachability(reachabilityOf(input), topology, findings);
}

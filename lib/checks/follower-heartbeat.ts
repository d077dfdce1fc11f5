import type { Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import { isAtLeast } from "../server/release";
import type { ServerPlan } from "../server/server-plan";

/** Through 23.10 a follower's connection to its leader beats by the interval that is meant for clients. */
export function checkFollowerHeartbeat(topology: Topology, server: ServerPlan, findings: Findings): void {
  const { version } = server.release;
  const { internalHeartbeatInterval: internal, externalHeartbeatInterval: external } = server.timing;
  if (topology.size === 1 || isAtLeast(version, "24.2.0") || internal === external) return;
  if (!server.timingAsked.includes("internalHeartbeatInterval")) return;
  findings.warning({
    code: "timing.follower",
    path: "timing.internalHeartbeatInterval",
    got: `is ${internal}, and externalHeartbeatInterval is ${external}`,
    expected: `on ${version} a follower's connection to its leader goes by externalHeartbeatInterval; from 24.2.0 by internalHeartbeatInterval`,
    fix: `set externalHeartbeatInterval: ${internal} too`,
  });
}

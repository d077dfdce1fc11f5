import { EndpointKind } from "../network/model/endpoint";
import { endpointOf, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { ServerPlan } from "../server/server-plan";
import { timingSettings } from "../server/settings/timing-settings";

/** A heartbeat that the user set by itself, and that nothing beats by, is not passed over in silence. */
export function checkIdleTiming(topology: Topology, server: ServerPlan, findings: Findings): void {
  const node = topology.nodes[0];
  if (node === undefined || endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined) return;
  const { version } = server.release;
  const sent = Object.keys(timingSettings(version, node, server.timing));
  for (const key of server.timingAsked) {
    const word = key.endsWith("Interval") ? "Interval" : "Timeout";
    if (!key.startsWith("externalHeartbeat") || sent.some((s) => /^(Ext|Node)/.test(s) && s.endsWith(word)))
      continue;
    findings.warning({
      code: "timing.idle",
      path: `timing.${key}`,
      got: "is set while external TCP is off",
      expected: `no connection of ${version} uses it then`,
      fix: "leave it out, or switch externalTcp on",
    });
  }
}

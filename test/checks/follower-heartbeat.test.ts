import { checkFollowerHeartbeat } from "../../lib/checks/follower-heartbeat";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import { LAN_TIMING, type TimingOptions } from "../../lib/server/features/timing";
import { isAtLeast, RELEASES, type Release } from "../../lib/server/release";
import type { ServerPlan } from "../../lib/server/server-plan";
import { specOf, V22 } from "../network/arbitrary-spec";
import { topologyOf } from "../network/planning";

/** The releases on which a timing is warned of. */
function warned(asked: TimingOptions, size = 3): readonly string[] {
  const topology = topologyOf({ capabilities: V22, spec: specOf({ size }) });
  return RELEASES.filter((version) => {
    const findings = new Findings();
    const release: Release = { version, asked: version, line: "" };
    const timing = { ...LAN_TIMING, ...asked };
    const server = { release, timing, timingAsked: Object.keys(asked) } as unknown as ServerPlan;
    checkFollowerHeartbeat(topology, server, findings);
    expect(findings.problems).toEqual([]);
    const internal = asked.internalHeartbeatInterval;
    for (const warning of findings.warnings) {
      expect(warning.code).toBe("timing.follower");
      expect(describeProblem(warning)).toBe(
        `timing.internalHeartbeatInterval is ${internal}, and externalHeartbeatInterval is ${timing.externalHeartbeatInterval}: on ${version} a follower's connection to its leader goes by externalHeartbeatInterval; from 24.2.0 by internalHeartbeatInterval; set externalHeartbeatInterval: ${internal} too`,
      );
    }
    return findings.warnings.length > 0;
  });
}

test("an interval between nodes that followers do not go by is warned of, through 23.10", () => {
  expect(warned({ internalHeartbeatInterval: 5000 })).toEqual(
    RELEASES.filter((r) => !isAtLeast(r, "24.2.0")),
  );
});

test("nobody is warned where both are alike, where it was not asked for, or of a single node", () => {
  expect(warned({ internalHeartbeatInterval: 5000, externalHeartbeatInterval: 5000 })).toEqual([]);
  expect(warned({})).toEqual([]);
  expect(warned({ externalHeartbeatInterval: 5000 })).toEqual([]);
  expect(warned({ internalHeartbeatInterval: 5000 }, 1)).toEqual([]);
});

import { checkIdleTiming } from "../../lib/checks/idle-timing";
import { Findings } from "../../lib/problem/findings";
import { capabilitiesOf } from "../../lib/server/capabilities-of";
import { Timing, type TimingOptions } from "../../lib/server/features/timing";
import { isAtLeast, RELEASES, resolveRelease, type Release } from "../../lib/server/release";
import { planServer } from "../../lib/server/server-plan";
import { specOf } from "../network/arbitrary-spec";
import { throughHost } from "../network/client-requests";
import { topologyOf } from "../network/planning";
import { complete } from "../problem/complete";

const EXTERNAL: TimingOptions = { externalHeartbeatInterval: 2500, externalHeartbeatTimeout: 1500 };
const INTERNAL: TimingOptions = { internalHeartbeatInterval: 800, internalHeartbeatTimeout: 800 };

/** The timings that are warned of as idle. */
function idle(version: string, timing: Timing, more: object = {}): readonly string[] {
  const findings = new Findings();
  const release = resolveRelease(version, findings) as Release;
  const asked = { version, secure: true, inMemory: false, nodes: {}, timing };
  const server = planServer(asked, release, () => false, findings);
  const spec = specOf({ secure: true, ...more });
  checkIdleTiming(topologyOf({ spec, capabilities: capabilitiesOf(release) }), server, findings);
  return complete(findings.warnings).flatMap((w) => (w.code === "timing.idle" ? w.path : []));
}

const OTHERS = RELEASES.filter((release) => isAtLeast(release, "20.6.1"));

test("a client's heartbeat without external TCP is idle; through 23.10 followers use its interval", () => {
  for (const version of OTHERS) {
    const both = ["timing.externalHeartbeatInterval", "timing.externalHeartbeatTimeout"];
    const followers = !isAtLeast(version, "24.2.0");
    expect([version, idle(version, Timing.custom(EXTERNAL))]).toEqual([
      version,
      followers ? both.slice(1) : both,
    ]);
    expect([
      version,
      idle(version, Timing.custom(EXTERNAL), { size: 1, internalNetwork: undefined }),
    ]).toEqual([version, both]);
  }
});

test("nothing is idle on v5, where external TCP is always on, or where it is switched on", () => {
  expect(idle("5.0.11", Timing.custom(EXTERNAL))).toEqual([]);
  for (const version of OTHERS) {
    const more = { externalTcp: true, clients: throughHost({}) };
    expect([version, idle(version, Timing.custom(EXTERNAL), more)]).toEqual([version, []]);
  }
});

test("neither a heartbeat of nodes nor what belongs to a profile is idle", () => {
  for (const version of OTHERS) {
    for (const timing of [Timing.custom(INTERNAL), Timing.custom({}), Timing.tolerant(), Timing.lan()]) {
      expect([version, idle(version, timing)]).toEqual([version, []]);
    }
  }
});

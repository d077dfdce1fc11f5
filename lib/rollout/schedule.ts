import type { Problem } from "../problem/problem";
import type { Change } from "./changes";
import { clusterScheduleOf, type ClusterSchedule } from "./cluster-schedule";
import { goneClusters, problemsOf, warningsOf } from "./judge-schedule";
import type { Rollout } from "./rollout";

/** What a plan means for all clusters of a stack. */
export interface Schedule {
  readonly changes: readonly Change[];
  /** Those that have something to be done node by node. */
  readonly clusters: readonly ClusterSchedule[];
  /** Why it cannot be done node by node; nothing is to be done then. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What is to be done node by node of a plan for everything. */
export function scheduleOf(rollouts: readonly Rollout[], changes: readonly Change[]): Schedule {
  const all = rollouts.map((rollout) => clusterScheduleOf(rollout, changes));
  const clusters = all.filter(({ changing, lost }) => changing.length + lost.length > 0);
  return {
    changes,
    clusters,
    problems: [...goneClusters(rollouts, changes), ...all.flatMap((cluster) => problemsOf(cluster, changes))],
    warnings: clusters.flatMap(warningsOf),
  };
}

import type { IConstruct } from "constructs";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { EngineResources } from "./engine-resources";

/** A cluster of a program. */
export interface DeclaredCluster {
  readonly cluster: IConstruct;
  readonly plan: ClusterPlan;
  /** What it has on each engine. */
  readonly engines: readonly EngineOfCluster[];
}

/** An engine that a cluster is on, and its claim there. */
export type EngineOfCluster = Pick<EngineResources, "host" | "provider" | "claim">;

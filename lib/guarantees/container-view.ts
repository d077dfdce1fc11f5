import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodePlan } from "../cluster/node-plan";
import type { Report } from "./report";
import { same, type Change } from "./attributes";
import { unknownBlocks } from "./dynamic-blocks";

/** One container that somebody changed, with what it is judged by. */
export interface ContainerView extends Change {
  readonly plan: ClusterPlan;
  readonly report: Report;
}

/** The container of a node. */
export interface NodeView extends ContainerView, NodePlan {
  /** The cluster's network that a reference in Terraform's file stands for, by its Docker name. */
  readonly networkOf: (reference: string) => string | undefined;
}

/** Whether an attribute differs from what the library set. */
export function differs({ set, now }: Change, name: string): boolean {
  return !same(set[name] ?? undefined, now[name] ?? undefined) || unknownBlocks(now).includes(name);
}

import { wordOf } from "../network/model/names";
import type { Change } from "./changes";
import type { Rollout, RolloutNode } from "./rollout";

/** A node whose container changes. */
export interface ChangingNode {
  readonly node: RolloutNode;
  readonly change: Change;
}

/** What a plan means for the nodes of one cluster. Nodes that are new are in none of these. */
export interface ClusterSchedule {
  readonly rollout: Rollout;
  /** Nodes that are there, and get another container or other limits. */
  readonly changing: readonly ChangingNode[];
  /** Nodes whose container somebody else removed. */
  readonly lost: readonly RolloutNode[];
  /** Nodes that are there and stay as they are. */
  readonly staying: readonly RolloutNode[];
  /** How many members there were. */
  readonly members: number;
  /** How many of them the program has no more. */
  readonly removedMembers: number;
  /** How many members are new. */
  readonly newMembers: number;
}

/** What a plan for everything means for a cluster. */
export function clusterScheduleOf(rollout: Rollout, changes: readonly Change[]): ClusterSchedule {
  const changing: ChangingNode[] = [];
  const lost: RolloutNode[] = [];
  const staying: RolloutNode[] = [];
  let newMembers = 0;
  for (const node of rollout.nodes) {
    const { targets } = node.apply;
    const change = changes.find(({ address }) => targets.includes(address));
    if (change === undefined) staying.push(node);
    else if (change.deed !== "create") changing.push({ node, change });
    // One that was never there comes with the whole, and waits for the cluster's own gate.
    else if (change.lost) lost.push(node);
    else if (node.kind === "member") newMembers += 1;
  }
  const present = [...changing.map(({ node }) => node), ...lost, ...staying];
  const keys = new Set(present.map(({ key }) => key));
  const word = `${wordOf("member")}-`;
  // By its key, because the installer of a node has the node's labels too; it alone goes where the delivery is another one.
  const removed = new Set(
    changes.flatMap(({ deed, before: { cluster, node } }) =>
      deed === "delete" && cluster === rollout.cluster && node?.startsWith(word) === true && !keys.has(node)
        ? node
        : [],
    ),
  );
  const removedMembers = removed.size;
  const members = present.filter(({ kind }) => kind === "member").length + removedMembers;
  return { rollout, changing, lost, staying, members, removedMembers, newMembers };
}

/** The keys of the nodes that there are to await, once the lost ones are back. */
export function presentKeys({ rollout, changing, lost, staying }: ClusterSchedule): readonly string[] {
  const present = new Set([...changing.map(({ node }) => node), ...lost, ...staying]);
  return rollout.nodes.filter((node) => present.has(node)).map(({ key }) => key);
}

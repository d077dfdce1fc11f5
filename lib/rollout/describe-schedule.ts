import { describeProblem } from "../problem/describe-problem";
import type { Change } from "./changes";
import { presentKeys, type ClusterSchedule } from "./cluster-schedule";
import { commandOf } from "./command-line";
import { awaiting, looking, type Rollout, type RolloutApply, type RolloutNode } from "./rollout";
import type { Schedule } from "./schedule";

/** The plan for people, without a value of any attribute. */
export function describeSchedule({ changes, clusters, warnings }: Schedule): readonly string[] {
  const nodes = clusters.flatMap(({ rollout, changing, lost }) => [
    `${rollout.cluster}, node by node:`,
    ...lost.map(({ key }) => `  ${key} is created again: its container is gone`),
    ...changing.map(({ node, change }) => `  ${node.key} ${describeChange(change)}`),
  ]);
  const told = new Set(clusters.flatMap((cluster) => [...ownAddresses(cluster)]));
  const rest = changes.filter(({ address }) => !told.has(address));
  return [
    ...nodes,
    ...(rest.length === 0 ? [] : [clusters.length === 0 ? "the plan:" : "besides:"]),
    ...rest.map((change) => `  ${change.address} ${describeChange(change)}${hands(change)}`),
    ...warnings.map((warning) => `warning: ${describeProblem(warning)}`),
  ];
}

/** What a node's installer is for: it alone has a node's labels, and is none of a rollout's nodes. */
function hands({ deed, before, after }: Change): string {
  if (deed !== "replace" || before.node === undefined || before.node !== after.node) return "";
  return `: hands ${after.node} what it reads at its start, which it does in its turn, one node at a time`;
}

function ownAddresses({ changing, lost }: ClusterSchedule): readonly string[] {
  return [...changing.map(({ change }) => change.address), ...lost.flatMap(({ apply }) => apply.targets)];
}

/** What happens to a resource. */
export function describeChange({ deed, because }: Change): string {
  switch (deed) {
    case "create":
      return "is created";
    case "update":
      return "is changed in place";
    case "delete":
      return "is removed";
    case "replace":
      return `is replaced${because.length === 0 ? "" : ` (${because.join(", ")})`}`;
    case "other":
      return "is forgotten or moved";
  }
}

/**
 * The commands that do it, in order. Who leads is told by the second of each cluster: that node is to come last.
 * @param tool how Terraform is called
 */
export function commandsOf(tool: string, { clusters, changes }: Schedule): readonly string[] {
  const applies = [
    ...clusters.flatMap((cluster) => applyOf(cluster, looking)),
    ...firstOf(clusters, changes),
    ...clusters.flatMap((cluster) => {
      const { changing, lost } = cluster;
      const gate = applyOf(cluster, awaiting);
      return [
        ...(lost.length === 0 ? [] : [together(lost), ...gate]),
        ...changing.flatMap(({ node: { apply } }) => [apply, ...gate]),
      ];
    }),
    { targets: [], variables: {} },
  ];
  return applies.map((apply) => commandOf(tool, apply));
}

function applyOf(
  cluster: ClusterSchedule,
  told: (node: RolloutNode, keys: readonly string[]) => RolloutApply,
): readonly RolloutApply[] {
  return [told(anyNode(cluster.rollout), presentKeys(cluster))];
}

/** What comes before all nodes, where that changes. */
export function firstOf(
  clusters: readonly ClusterSchedule[],
  changes: readonly Change[],
): readonly RolloutApply[] {
  const targets = clusters.flatMap(({ rollout }) => rollout.first.targets);
  return changes.some(({ address }) => targets.includes(address)) ? [{ targets, variables: {} }] : [];
}

/** Brings several nodes at once. */
export function together(nodes: readonly RolloutNode[]): RolloutApply {
  return { targets: nodes.flatMap(({ apply }) => apply.targets), variables: {} };
}

/** All nodes of a cluster have one gate. */
export function anyNode({ cluster, nodes }: Rollout): RolloutNode {
  const [node] = nodes;
  if (node === undefined) throw new Error(`${cluster} has no nodes`);
  return node;
}

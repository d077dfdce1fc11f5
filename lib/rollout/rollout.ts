import type { NodeKind } from "../network/model/topology";
import { LOOK } from "../server/founding/rollout-gate";
import { shrinkingTo } from "./sizes";

/** One apply of a rollout: what `terraform apply` is told besides. */
export interface RolloutApply {
  /** Addresses for `-target`; none for everything. */
  readonly targets: readonly string[];
  /** Values for `-var`, by name. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A node in a rollout. */
export interface RolloutNode {
  /** Its key in the topology, `"node-0"`. */
  readonly key: string;
  /** Members come last, because one of them leads. */
  readonly kind: NodeKind;
  /** Brings the node's container, and what only it needs. */
  readonly apply: RolloutApply;
  /**
   * Ends when every node of the cluster follows or leads again, in three looks, a second apart, and one leads; fails,
   * saying what is missing, when that takes longer than `readyTimeout`. It stands alone: run it after `apply`.
   */
  readonly gate: RolloutApply;
}

/**
 * How a change of a cluster's containers is applied node by node, as data: each part is a `terraform apply` with these
 * targets and variables, in this order. `npx cdktf-eventstoredb rollout` does so; it leaves out nodes whose container
 * does not change, looks for the leader and brings it last.
 */
export interface Rollout {
  /** The cluster's name. */
  readonly cluster: string;
  /** What comes first: images, so that one that cannot be pulled stops no node, and networks. */
  readonly first: RolloutApply;
  /** Replicas, then members; whoever leads belongs last. What a node alone needs, volumes too, comes with it. */
  readonly nodes: readonly RolloutNode[];
  /** What comes last: everything else, the cluster's own gate among it. */
  readonly whole: RolloutApply;
  /**
   * Where the cluster that runs has more members, up to nine: by how many it has, the sizes to synthesize and apply whole one
   * after the other, `{ 3: [2, 1] }` on the way to one. More than a minority that goes at once may have what nobody else has.
   */
  readonly shrinking: Readonly<Record<number, readonly number[]>>;
  /** The address of the cluster's own authority, where it makes one: another one is no node's alone. */
  readonly authority?: string;
}

/** The file beside the stack. */
export interface RolloutFile {
  readonly version: 1;
  readonly clusters: readonly Rollout[];
}

/** The name of that file. */
export const ROLLOUT_FILE = "rollout.json";

/** What a rollout is made of. */
export interface RolloutParts {
  readonly cluster: string;
  /** The addresses of images, claims and networks. */
  readonly first: readonly string[];
  readonly nodes: readonly { readonly key: string; readonly kind: NodeKind; readonly container: string }[];
  readonly gate: { readonly address: string; readonly variable: string };
  readonly authority?: string;
}

/** The rollout of a cluster, frozen. */
export function rolloutOf({ cluster, first, nodes, gate, authority }: RolloutParts): Rollout {
  const keys = nodes.map(({ key }) => key);
  const { address, variable } = gate;
  const ordered = [
    ...nodes.filter(({ kind }) => kind !== "member"),
    ...nodes.filter(({ kind }) => kind === "member"),
  ];
  return Object.freeze({
    cluster,
    first: applyOf(first),
    nodes: Object.freeze(
      ordered.map(({ key, kind, container }) =>
        Object.freeze({
          key,
          kind,
          apply: applyOf([container]),
          gate: applyOf([address], { [variable]: keys.join(",") }),
        }),
      ),
    ),
    whole: applyOf([]),
    shrinking: shrinkingTo(nodes),
    ...(authority === undefined ? {} : { authority }),
  });
}

/** The gate of a node, which awaits only these. */
export function awaiting({ gate }: RolloutNode, keys: readonly string[]): RolloutApply {
  return told(gate, keys.join(","));
}

/** The gate of a node, which says what it sees of these and passes. */
export function looking({ gate }: RolloutNode, keys: readonly string[]): RolloutApply {
  return told(gate, [LOOK, ...keys].join(","));
}

function told({ targets, variables }: RolloutApply, value: string): RolloutApply {
  return { targets, variables: Object.fromEntries(Object.keys(variables).map((name) => [name, value])) };
}

function applyOf(targets: readonly string[], variables: Readonly<Record<string, string>> = {}): RolloutApply {
  return Object.freeze({ targets: Object.freeze([...targets]), variables: Object.freeze(variables) });
}

import type { Problem } from "../problem/problem";
import type { ChangingNode, ClusterSchedule } from "./cluster-schedule";
import type { RolloutNode } from "./rollout";

/** What the gate saw of each node, by key. */
export type Seen = ReadonlyMap<string, string>;

/** In which order nodes come. */
export interface Order {
  /** Why not even the first may be touched. */
  readonly problems: readonly Problem[];
  /** What is not ready and does not change: it must be ready first. */
  readonly awaited: readonly RolloutNode[];
  /** What is not ready and changes, or is lost: there is nothing to lose, so they come together and first. */
  readonly together: readonly RolloutNode[];
  /** What is ready: one after the other, the leader last. */
  readonly then: readonly RolloutNode[];
}

const READY = ["leader", "follower", "replica"];

/**
 * Reads what the gate saw of these nodes last; nothing where it does not speak of all of them. What a provider keeps of a
 * log may have other bytes between the lines.
 */
export function seenIn(said: string, keys: readonly string[]): Seen | undefined {
  const rows = said
    .split("saw ")
    .slice(-1)
    .join()
    .split(/[\r\n]/, 1)
    .join();
  const seen = new Map(
    [...rows.matchAll(/([a-z]+-\d+)=([a-z]+)/g)].flatMap(([, key, state]) =>
      key === undefined || state === undefined ? [] : [[key, state] as const],
    ),
  );
  return keys.every((key) => seen.has(key)) ? seen : undefined;
}

/** The node that leads, if one was seen to. */
export function leaderOf(seen: Seen): string | undefined {
  return [...seen].find(([, state]) => state === "leader")?.[0];
}

/** The order for a cluster of which this was seen. */
export function orderOf({ changing, lost, staying }: ClusterSchedule, seen: Seen): Order {
  const isReady = ({ key }: RolloutNode) => READY.includes(seen.get(key) ?? "none");
  const down = changing.filter(({ node }) => !isReady(node));
  const ready = changing.filter(({ node }) => isReady(node)).map(({ node }) => node);
  return {
    problems: down.filter(isAskedOtherwise).map(unseen),
    awaited: staying.filter((node) => !isReady(node)),
    together: [...lost, ...down.map(({ node }) => node)],
    then: leaderLast(ready, seen),
  };
}

/** The same nodes, with the one that leads at the end. */
export function leaderLast(nodes: readonly RolloutNode[], seen: Seen): readonly RolloutNode[] {
  const leader = leaderOf(seen);
  return [...nodes.filter(({ key }) => key !== leader), ...nodes.filter(({ key }) => key === leader)];
}

/** Whether by the edit the node is asked in another way: as it is now, it need not answer to that. */
function isAskedOtherwise({ change: { before, after } }: ChangingNode): boolean {
  return before.probe !== after.probe || before.addresses.join() !== after.addresses.join();
}

function unseen({ node, change }: ChangingNode): Problem {
  return {
    code: "rollout.unseen",
    path: change.address,
    got: `(${node.key}) is not seen ready, and the edit changes its port, TLS or address`,
    expected: "whether it is down cannot be told from that it is still the node of before",
    fix: "bring the cluster up as it was, and make an edit that other nodes can follow; or run terraform apply, which stops all nodes at once",
  };
}

import { majorityOf } from "../network/model/majority";
import type { NodeKind } from "../network/model/topology";

/** Servers advise against more members; larger clusters get smaller by the same rule. */
const MOST_MEMBERS = 9;

/**
 * By which sizes a cluster gets smaller without losing what was acknowledged, as its gate says them: each time those that stay
 * are a majority of those before.
 */
export function sizesDown(members: number, size: number): readonly number[] {
  if (members <= size || size < 1) return [];
  // Of two, each has all that was acknowledged.
  const next = Math.max(size, members > 2 ? majorityOf(members) : 1);
  return [next, ...sizesDown(next, size)];
}

/** The sizes on the way to that of a cluster of these nodes, by how many members there are. */
export function shrinkingTo(
  nodes: readonly { readonly kind: NodeKind }[],
): Readonly<Record<number, readonly number[]>> {
  const size = nodes.filter(({ kind }) => kind === "member").length;
  const larger = Array.from({ length: Math.max(0, MOST_MEMBERS - size) }, (_, i) => size + 1 + i);
  return Object.freeze(
    Object.fromEntries(larger.map((from) => [from, Object.freeze(sizesDown(from, size))])),
  );
}

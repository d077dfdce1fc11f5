import type { NodeIdentity } from "./planned-node";

/**
 * What a user gave for one node, where members and read-only replicas have a list each; `undefined` where
 * there is no entry.
 */
export function entryOf(
  node: Pick<NodeIdentity, "kind" | "index">,
  members: unknown,
  readOnlyReplicas: unknown,
): unknown {
  const list = node.kind === "member" ? members : readOnlyReplicas;
  return Array.isArray(list) ? (list[node.index] as unknown) : undefined;
}

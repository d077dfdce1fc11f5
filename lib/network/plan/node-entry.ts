import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { NodeKind } from "../model/topology";
import type { NodeIdentity } from "./planned-node";

/** What a user gave for each node: members and read-only replicas have a list each. */
export interface NodeLists {
  readonly members: NodeList;
  readonly readOnlyReplicas: NodeList;
  /** What makes such a list of members, in the words of the API. */
  readonly fix: string;
}

interface NodeList {
  /** As it came. */
  readonly value: unknown;
  readonly path: string;
}

type Identity = Pick<NodeIdentity, "kind" | "index">;

/** One node's entry, as it came: `undefined` where the list has none. */
export interface NodeEntry {
  readonly value: unknown;
  readonly path: string;
}

const PROPS = {
  member: { prop: "size", node: "member" },
  readOnlyReplica: { prop: "readOnlyReplicas", node: "read-only replica" },
} as const satisfies Readonly<Record<NodeKind, object>>;

/**
 * Reads the entries of nodes; a node has none where its list is none, which is a problem, as is an entry too many: it
 * is meant for a node that the cluster does not have.
 */
export function readEntries(
  { members, readOnlyReplicas, fix }: NodeLists,
  nodes: readonly Identity[],
  findings: Findings,
): (node: Identity) => NodeEntry | undefined {
  const lists = {
    member: readList("member", members, nodes, fix, findings),
    // Replicas are few, and most clusters have none.
    readOnlyReplica: readList(
      "readOnlyReplica",
      { ...readOnlyReplicas, value: readOnlyReplicas.value === undefined ? [] : readOnlyReplicas.value },
      nodes,
      "give a list, or leave it out for none",
      findings,
    ),
  };
  return ({ kind, index }) => {
    const list = lists[kind];
    return list && { value: list.values[index], path: `${list.path}[${index}]` };
  };
}

function readList(
  kind: NodeKind,
  { value, path }: NodeList,
  nodes: readonly Identity[],
  fix: string,
  findings: Findings,
): { readonly values: readonly unknown[]; readonly path: string } | undefined {
  if (!Array.isArray(value)) {
    const expected = "must be a list with an entry for each node";
    findings.problem({ code: "nodes.list", path, got: `is ${quote(value)}`, expected, fix });
    return undefined;
  }
  const count = nodes.filter((node) => node.kind === kind).length;
  // Where the number of nodes was refused, nobody knows how many there are to be.
  if (nodes.length > 0 && value.length > count) {
    const { prop, node } = PROPS[kind];
    findings.problem({
      code: "nodes.list.long",
      path,
      got: `has ${value.length} ${value.length === 1 ? "entry" : "entries"}`,
      expected: `the cluster has ${count === 0 ? "no" : count} ${node}${count === 1 ? "" : "s"}`,
      fix: `remove the last ${value.length - count}, or use ${prop}: ${value.length}`,
    });
  }
  return { values: value, path };
}

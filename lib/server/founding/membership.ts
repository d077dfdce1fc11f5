import { targetRow, type ProbeTarget } from "../readiness";
import { word } from "./control-folder";

/** What a node is where it starts. Only members of several wait for each other. */
export type EntryKind = "member" | "single" | "replica" | "memory";

/** What a node knows of the members when it starts. */
export interface Membership {
  readonly kind: EntryKind;
  /** How many members the cluster has. */
  readonly size: number;
  /** The container names of all members, in their order. */
  readonly members: readonly string[];
  /** The other members, as this node dials them. */
  readonly others: readonly ProbeTarget[];
}

/** Where it lies in a generation, so that another size replaces no container. */
export const MEMBERSHIP = "members";

/** That file: `KIND SIZE MEMBERS`, and a line for each of the others. */
export function membershipFile({ kind, size, members, others }: Membership): string {
  return [`${kind} ${size} ${members.join(",")}`, ...others.map(targetRow), ""].join("\n");
}

/** The same as variables of a script. */
export function membershipVariables({ kind, size, members, others }: Membership): readonly string[] {
  return [
    `kind=${kind} size=${size} members=${word(members.join(","))}`,
    `others='${others.map(targetRow).join("\n")}'`,
  ];
}

/** `belong FILE`: reads them from the file, and tells the gate whom this node counts with. */
export const BELONG = String.raw`belong() {
  read -r kind size members < "$1"
  others=$(tail -n +2 "$1")
  [ ! -w "$control" ] || put others "$others"
}`;

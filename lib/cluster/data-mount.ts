import type { ClusterNode } from "../network/model/topology";

/** What a node mounts at its data path. */
export type DataMount =
  | { readonly kind: "volume"; readonly name: string; readonly owned: boolean }
  | { readonly kind: "hostPath"; readonly path: string };

/** The volume or the host's folder that holds a node's database. */
export function storeOf(data: DataMount): string {
  return data.kind === "volume" ? data.name : data.path;
}

/** The same for every spelling of a folder. */
export function storeKeyOf(data: DataMount): string {
  return data.kind === "volume" ? data.name : plainPath(data.path);
}

/** A node with what it mounts; nothing where the data live in memory, or what was asked for was refused. */
export interface StoringNode {
  readonly node: ClusterNode;
  readonly data?: DataMount;
}

/** A path without what says nothing, so that two that are one are the same text. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}

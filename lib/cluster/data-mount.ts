import { plainPath } from "../server/folder-path";
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

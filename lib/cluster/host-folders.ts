import { isHostPath, whyNoHostPath } from "../checks/engine-names";
import type { ClusterNode } from "../network/model/topology";
import { checkObject, meantOrNone } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { overlapInTree, plainPath } from "../server/folder-path";
import type { StoringNode } from "./data-mount";

const PATH = "data.hostPaths";

/** Gives every node the folder that is asked for by its key. */
export function planFolders(
  asked: unknown,
  nodes: readonly ClusterNode[],
  findings: Findings,
): readonly StoringNode[] {
  const given = checkObject(
    asked,
    'use ClusterData.hostPaths({ "node-0": "/srv/data/node1" })',
    findings.at(PATH),
  );
  if (given === undefined) return nodes.map((node) => ({ node }));
  const folders = new Map(Object.entries(given));
  checkKeysOf(folders, nodes, findings);
  // Folders of several Docker hosts have nothing but the path in common.
  const onHosts = new Map<string, Map<string, string>>();
  return nodes.map((node): StoringNode => {
    const folder = folders.get(node.key);
    if (!checkFolder(folder, node, findings)) return { node };
    const plain = plainPath(folder);
    const owners = onHosts.get(node.host) ?? new Map<string, string>();
    onHosts.set(node.host, owners);
    checkApart(plain, node, owners, findings);
    owners.set(plain, node.key);
    return { node, data: { kind: "hostPath", path: folder.replace(/\/+$/, "") } };
  });
}

/** Nobody names a folder for a node that does not exist. */
function checkKeysOf(
  folders: ReadonlyMap<string, unknown>,
  nodes: readonly ClusterNode[],
  findings: Findings,
): void {
  const keys = nodes.map(({ key }) => key);
  // Where the nodes themselves were refused, nobody knows them.
  if (keys.length === 0) return;
  for (const key of folders.keys()) {
    if (keys.includes(key)) continue;
    findings.problem({
      code: "data.folder.node",
      path: pathOf(key),
      got: "is no node of the cluster",
      expected: `its nodes are ${keys.join(", ")}`,
      fix: meantOrNone(
        key,
        keys.filter((one) => !folders.has(one)),
      ),
    });
  }
}

function checkFolder(folder: unknown, { key }: ClusterNode, findings: Findings): folder is string {
  if (typeof folder === "string" && isHostPath(folder) && plainPath(folder) !== "/") return true;
  findings.problem({
    code: "data.folder",
    path: pathOf(key),
    got: folder === undefined ? "is missing" : `is ${quote(folder)}`,
    expected: `every node needs a folder of its own, and its path ${whyNoHostPath(folder)}`,
    fix: `add ${quote(key)}: "/srv/data/${key}"`,
  });
  return false;
}

/** A folder is neither that of another node nor within it, nor around it. */
function checkApart(
  folder: string,
  { key }: ClusterNode,
  owners: ReadonlyMap<string, string>,
  findings: Findings,
): void {
  const clash = [...owners].find(([other]) => overlapInTree(folder, other));
  if (clash === undefined) return;
  const [other, owner] = clash;
  findings.problem({
    code: "data.folder.shared",
    path: pathOf(key),
    got: `is ${quote(folder)}, and the folder of ${owner} is ${quote(other)}`,
    expected: "two servers on one database destroy it",
    fix: `give ${key} a folder of its own, neither within another nor around it`,
  });
}

function pathOf(key: string): string {
  return `${PATH}[${quote(key)}]`;
}

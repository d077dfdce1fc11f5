import { quote } from "../problem/quote";
import { isWithin } from "../server/folder-path";
import { imageLayoutOf } from "../server/image-layout";
import { differs, type NodeView } from "./container-view";
import { mountsOf } from "./mounts";

/** What the library mounted is mounted still: where the database is, above all. */
export function judgeData(view: NodeView): void {
  const { plan, node, data, set, now, report } = view;
  const changed = ["volumes", "mounts", "tmpfs"].some((name) => differs(view, name));
  if (!changed) return;
  const dataPath = imageLayoutOf(plan.server.release.version).dataPath;
  const mounts = mountsOf(now);
  if (mounts === undefined) {
    report.warning({
      attribute: "volumes",
      got: "is known only when Terraform runs",
      expected: "whether the node keeps its data cannot be told",
      fix: "write the entries themselves",
    });
    return;
  }
  for (const planned of mountsOf(set) ?? []) {
    const isData = planned.path === dataPath;
    const what = isData ? "the node's data" : `the library's mount at ${planned.path}`;
    const there = mounts.filter((mount) => mount.path === planned.path);
    const [mount, second] = there;
    const lost = (got: string, expected: string, fix: string): void => {
      report.problem({ attribute: "volumes", got, expected, fix });
    };
    if (mount === undefined) {
      lost(
        `no longer mounts ${quote(planned.source)} at ${planned.path}`,
        isData
          ? "the data are then the container's, and gone with it at the next change"
          : `${what} is needed there`,
        "keep that entry; for another place of the data use the prop data",
      );
    } else if (second !== undefined) {
      lost(
        `mounts ${there.length} things at ${planned.path}`,
        "the engine refuses a second mount at one place",
        "keep the library's own; for another place of the data use the prop data",
      );
    } else if (mount.source !== planned.source) {
      lost(
        `mounts ${quote(mount.source)} at ${planned.path}`,
        `the library set ${quote(planned.source)}; ${isData ? `${node.key} starts on another database` : "it is another thing"}`,
        isData ? placeOf(node.key, mount.source) : "leave that entry as it was",
      );
    } else if (!mount.readOnly && planned.readOnly) {
      report.warning({
        attribute: "volumes",
        got: `mounts ${planned.path} writable`,
        expected: "the server reads its certificate there, and has nothing to write",
        fix: "leave it read_only",
      });
    } else if (mount.readOnly && !planned.readOnly) {
      lost(
        `mounts ${planned.path} read-only`,
        "the server cannot write there, and refuses to start",
        "leave read_only out",
      );
    }
  }
  if (data === undefined) return;
  for (const { path, attribute, tmpfs } of mounts) {
    if (!tmpfs || path === dataPath || !isWithin(path, dataPath)) continue;
    report.warning({
      attribute,
      got: `holds ${quote(path)}`,
      expected: "what the server writes to that part of its data is gone with the container",
      fix: "leave it out",
    });
  }
}

/** The prop by which a node's data are in a place that somebody else chose. */
function placeOf(key: string, source: string): string {
  return source.startsWith("/")
    ? `use data: ClusterData.hostPaths({ ${quote(key)}: ${quote(source)}, … })`
    : `use data: ClusterData.existingVolumes([ … ]), with ${quote(source)} for ${key}`;
}

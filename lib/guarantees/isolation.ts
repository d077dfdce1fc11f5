import { isWithin, plainPath } from "../server/folder-path";
import { quote } from "../problem/quote";
import type { NodeView } from "./container-view";
import { isNearRoot, NEAR_ROOT } from "./limits";
import { mountsOf } from "./mounts";
import { blocksOf, isOn, textsOf } from "./values";

/** Where an engine listens by default, and where it keeps what it has. */
const ENGINE = ["/run/docker.sock", "/var/run/docker.sock", "/var/lib/docker"];

/** Who else may look into the node, or the node into what else. */
export function judgeIsolation(view: NodeView): void {
  const { now, report } = view;
  if (isOn(now.privileged)) {
    report.problem({
      attribute: "privileged",
      got: "is true",
      expected:
        "the server is then as good as root on the Docker host, whose networks and volumes it reaches",
      fix: "leave it out, and add the one capability that is needed",
    });
  }
  for (const name of ["pid_mode", "ipc_mode", "userns_mode"]) {
    if (now[name] !== "host") continue;
    report.warning({
      attribute: name,
      got: 'is "host"',
      expected: "the node is then not apart from the host's processes",
      fix: "leave it out",
    });
  }
  // Which user the server is, and so what comes of it, is the image's.
  const added = (blocksOf(now, "capabilities") ?? []).flatMap((block) => textsOf(block, "add") ?? []);
  const near = added.find(isNearRoot);
  if (near !== undefined)
    report.warning({
      attribute: "capabilities.add",
      got: `holds ${quote(near)}`,
      expected: NEAR_ROOT,
      fix: "leave it out, and add the one capability that is needed",
    });
  judgeHostMounts(view);
}

/** Whoever speaks to the engine is root on its host. */
function judgeHostMounts({ set, now, report }: NodeView): void {
  const planned = new Set((mountsOf(set) ?? []).map(({ source }) => source));
  for (const { attribute, source } of mountsOf(now) ?? []) {
    const path = plainPath(source);
    if (planned.has(source) || !reachesEngine(path)) continue;
    report.problem({
      attribute,
      got: `mounts ${quote(source)} of the Docker host`,
      expected:
        "the server reaches the engine by it, and is then as good as root on the Docker host, read_only or not",
      fix: "leave it out, and mount the one folder that is needed",
    });
  }
}

function reachesEngine(path: string): boolean {
  if (/\/(docker|podman|containerd)\.sock$/.test(path)) return true;
  return ENGINE.some((place) => isWithin(place, path)) || isWithin(path, "/var/lib/docker");
}

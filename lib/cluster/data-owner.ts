import type { Findings } from "../problem/findings";
import { imageLayoutOf } from "../server/image-layout";
import { isAtLeast, type Release } from "../server/release";
import type { ClusterData } from "./cluster-data";
import type { StoringNode } from "./data-mount";

/**
 * Warns of volumes that may hold data of another owner than the release's server, which then refuses to start: existing
 * ones, and all from 26.0, where the owner changed. Of folders the user is told anyhow.
 * @param running the release that wrote the data, where it is said
 */
export function warnOfOwner(
  kind: ClusterData["kind"] | undefined,
  storing: readonly StoringNode[],
  { version }: Release,
  running: Release | undefined,
  findings: Findings,
): void {
  const { uid, gid } = imageLayoutOf(version).user;
  if (running !== undefined && imageLayoutOf(running.version).user.uid === uid) return;
  const volume = storing.find(({ data }) => data?.kind === "volume")?.data;
  // Root can write what anybody left.
  if (volume?.kind !== "volume" || uid === 0) return;
  const existing = kind === "existing";
  if (!existing && running === undefined && !isAtLeast(version, "26.0.0")) return;
  const name = volume.name.includes("${") ? "NAME" : volume.name;
  findings.warning({
    code: "data.owner",
    path: existing ? "data.volumes" : "version",
    got: existing ? "are volumes that exist already" : `is ${version}, whose server is uid ${uid}`,
    expected: `a server does not start on data that uid ${uid} cannot write; servers through 25.1 wrote as uid 1000, those of v5 as root`,
    fix: `${running === undefined ? "where the data are older, " : ""}before the apply or while it waits, for each node: docker run --rm -v ${name}:/data busybox chown -R ${uid}:${gid} /data`,
  });
}

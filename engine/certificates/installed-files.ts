import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { releaseImage } from "../image/release-files";
import { demandInside, runInside } from "../machine/in-container";
import type { Site } from "../machine/site";
import { isSince } from "../stand-in/release";

/** What was looked at in the nodes of a cluster, and what of it is not as it must be. */
export interface InstalledFiles {
  readonly looks: number;
  readonly wrong: readonly string[];
}

/** Somebody who has nothing to do with the server. */
const STRANGER = 4242;

/**
 * Looks at the certificate files in every node of a secure cluster: the server's user has them, with the key readable
 * by nobody else and nothing writable; the key is the node's own and stands nowhere else.
 */
export async function lookAtFiles(dockerOn: Site["dockerOn"], topology: Topology): Promise<InstalledFiles> {
  if (!topology.secure) return { looks: 0, wrong: [] };
  const wrong: string[] = [];
  let looks = 0;
  const expect = (ok: boolean, what: string): void => {
    looks++;
    if (!ok) wrong.push(what);
  };
  const { user } = releaseImage(topology.release);
  const [uid = "", gid = ""] = user.split(":");
  const pem = isSince(topology.release, "20.6");
  const keys = new Map<string, string>();
  for (const { name, host } of topology.nodes) {
    const docker = dockerOn(host);
    const { folder, isVolume } = await certificateFolder(docker, name);
    const key = `${folder}/${pem ? "node.key" : "node.p12"}`;
    keys.set(
      name,
      createHash("sha256")
        .update((await runInside(docker, name, `cat ${key}`, user)).out)
        .digest("hex"),
    );
    const server = (await demandInside(docker, name, "id -u; id -g")).trim().split("\n").join(":");
    expect(server === user, `the server of ${name} runs as ${server}, and not as ${user}`);
    const modes = new Map([[key, `${user} 400`]]);
    for (const file of pem ? ["node.crt", "roots/ca-0.crt"] : ["mono/certs/Trust/ca-0.cer"])
      modes.set(`${folder}/${file}`, `${user} 444`);
    // Around files that are mounted one by one the engine makes folders, which are root's.
    const inner = pem ? ["roots"] : ["mono/certs/Trust", "mono/new-certs/Trust"];
    const folders = isVolume ? [folder, ...inner.map((own) => `${folder}/${own}`)] : [];
    for (const own of folders) modes.set(own, `${user} 500`);
    const said = await runInside(docker, name, `stat -c '%u:%g %a' ${[...modes.keys()].join(" ")}`, user);
    const found = said.out.trim().split("\n");
    [...modes].forEach(([path, mode], i) => {
      expect(found[i] === mode, `${path} of ${name} is ${found[i] ?? "missing"}, and not ${mode}`);
    });
    expect((await runInside(docker, name, `cat ${key}`, user)).code === 0, `${name} cannot read its own key`);
    const others = [
      `${STRANGER}:${STRANGER}`,
      `${STRANGER}:${gid}`,
      `${uid === "1000" ? 1001 : 1000}:${STRANGER}`,
    ];
    for (const other of others) {
      const { code } = await runInside(docker, name, `cat ${key}`, other);
      expect(code !== 0, `${other} can read the key of ${name}`);
    }
    const written = await runInside(docker, name, `touch ${folder}/another`, user);
    expect(written.code !== 0, `${name} can write among its certificates`);
    const private_ = await runInside(docker, name, `grep -rl 'PRIVATE KEY' ${folder}`, user);
    expect(private_.out.trim() === (pem ? key : ""), `${name} has the keys ${private_.out.trim()}`);
    const configured = JSON.stringify(await docker.getContainer(name).inspect());
    expect(!configured.includes("PRIVATE KEY"), `a key is in the configuration of ${name}`);
  }
  if (pem) expect(new Set(keys.values()).size === keys.size, `nodes of ${topology.name} share a key`);
  return { looks, wrong };
}

/** A hash of each node's certificate, by name; of none where the cluster is not secure. */
export async function certificatesOf(
  docker: Docker,
  topology: Topology,
): Promise<ReadonlyMap<string, string>> {
  if (!topology.secure || !isSince(topology.release, "20.6")) return new Map();
  return new Map(
    await Promise.all(
      topology.nodes.map(async ({ name }) => {
        const { folder } = await certificateFolder(docker, name);
        const text = await demandInside(docker, name, `cat ${folder}/node.crt`);
        return [name, createHash("sha256").update(text).digest("hex").slice(0, 16)] as const;
      }),
    ),
  );
}

/** Where a node has its certificates: in a volume, or file by file as they lie on the Docker host. */
async function certificateFolder(
  docker: Docker,
  name: string,
): Promise<{ readonly folder: string; readonly isVolume: boolean }> {
  const { Mounts } = await docker.getContainer(name).inspect();
  const key = Mounts.find(({ Destination }) => posix.basename(Destination) === "node.key");
  if (key !== undefined) return { folder: posix.dirname(key.Destination), isVolume: false };
  const volume = Mounts.find((mount) => mount.Name === `${name}-settings`);
  if (volume === undefined) throw new Error(`${name} has neither a volume nor files for certificates`);
  const folder = (await demandInside(docker, name, "readlink /control/current")).trim();
  if (posix.dirname(folder) !== volume.Destination)
    throw new Error(`${name} has its certificate in ${folder}`);
  return { folder, isVolume: true };
}

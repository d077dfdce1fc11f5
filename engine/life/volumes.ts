import type Docker from "dockerode";
import { hasStatus } from "../apply/direct/create-container";
import { DIALS } from "../cells/dialling";
import { BASE_IMAGE } from "../image/build-image";

/** Runs a script as root with volumes mounted as /a, /b and so on; those that are missing are made. */
export async function inVolumes(docker: Docker, volumes: readonly string[], script: string): Promise<void> {
  const container = await docker.createContainer({
    Image: BASE_IMAGE,
    Entrypoint: ["/bin/sh", "-ec"],
    Cmd: [script],
    User: "0:0",
    Labels: { [DIALS]: "volumes" },
    HostConfig: {
      NetworkMode: "none",
      Binds: volumes.map((volume, i) => `${volume}:/${String.fromCharCode(97 + i)}`),
    },
  });
  try {
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    if (StatusCode === 0) return;
    const said = await container.logs({ stdout: true, stderr: true });
    throw new Error(`${script} ended with ${StatusCode}: ${said.toString("utf8").trim()}`);
  } finally {
    await container.remove({ force: true });
  }
}

/** Removes a volume, if it is there. */
export async function removeVolume(docker: Docker, name: string): Promise<void> {
  try {
    await docker.getVolume(name).remove();
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}

/** Removes a network, and says who is on it where it cannot be removed. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  try {
    await network.remove();
  } catch (error) {
    const { Containers = {} } = await network.inspect();
    throw new Error(`on the network are ${JSON.stringify(Containers)}`, { cause: error });
  }
}

/** Removes whatever of a cluster is on the engine, and what its life has made beside it. */
export async function removeAllOf(docker: Docker, name: string): Promise<void> {
  // The names of other clusters may begin like this one's.
  const own = new RegExp(
    `^/?${name}-(?:(?:old-)?(?:node|replica)-\\d|(?:ready|claim|keeper|between-nodes|internal|external|backup|older)$)`,
  );
  for (const { Id, Names } of await docker.listContainers({ all: true })) {
    if (Names.some((one) => own.test(one))) await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const network of await docker.listNetworks())
    if (own.test(network.Name)) await removeNetwork(docker, network.Id);
  for (const { Name } of (await docker.listVolumes()).Volumes)
    if (own.test(Name)) await removeVolume(docker, Name);
}

/** Removes what the lives of an earlier run left that was killed, also of those that are lived no more. */
export function removeLives(docker: Docker): Promise<void> {
  return removeAllOf(docker, String.raw`probe-life-[\w-]+`);
}

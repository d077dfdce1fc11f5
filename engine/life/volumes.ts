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

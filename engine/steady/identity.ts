import type { Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { setTimeout as pause } from "node:timers/promises";
import { demandInside } from "../machine/in-container";

const HEALTHY_SECONDS = 300;
const MARKER = "engine-test-marker";

/** A node's names, addresses, ports and volumes, as the engine has them. */
async function identityOf(docker: Docker, name: string): Promise<string> {
  const { Name, Config, NetworkSettings, Mounts } = await docker.getContainer(name).inspect();
  const networks = Object.entries(NetworkSettings.Networks).map(([network, { IPAddress, Aliases }]) => ({
    network,
    address: IPAddress,
    // The engine adds the container's own short id.
    aliases: ((Aliases as string[] | null) ?? []).filter((alias) => !/^[\da-f]{12}$/.test(alias)).sort(),
  }));
  const mounts = Mounts.map(({ Type, Destination, Name: volume }) => ({ Type, Destination, volume }));
  mounts.sort((a, b) => (a.Destination < b.Destination ? -1 : 1));
  return JSON.stringify({
    Name,
    hostname: Config.Hostname,
    networks: networks.sort((a, b) => (a.network < b.network ? -1 : 1)),
    ports: Object.entries(NetworkSettings.Ports).sort(),
    mounts,
  });
}

/** Every node's names, addresses, ports and volumes, by name. */
export async function identities(docker: Docker, topology: Topology): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(
      topology.nodes.map(async ({ name }) => [name, await identityOf(docker, name)] as const),
    ),
  );
}

/** Writes a file of its own into every node's data. */
export async function mark(docker: Docker, topology: Topology): Promise<void> {
  for (const { name } of topology.nodes) {
    await demandInside(docker, name, `echo ${name} > ${await dataPath(docker, name)}/${MARKER}`);
  }
}

/** The nodes whose data do not hold their own file. */
export async function unmarked(docker: Docker, topology: Topology): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const { name } of topology.nodes) {
    const said = await demandInside(docker, name, `cat ${await dataPath(docker, name)}/${MARKER}`);
    if (said.trim() !== name) lost.push(name);
  }
  return lost;
}

/** Waits until every node says that it is ready. */
export async function untilReady(docker: Docker, topology: Topology, signal: AbortSignal): Promise<void> {
  for (let left = HEALTHY_SECONDS; ; left--) {
    const states = await Promise.all(
      topology.nodes.map(async ({ name }) => {
        const { State } = await docker.getContainer(name).inspect();
        return State.Health?.Status === "healthy" ? undefined : name;
      }),
    );
    const waiting = states.filter((name) => name !== undefined);
    if (waiting.length === 0) return;
    if (left === 0) throw new Error(`not ready after ${HEALTHY_SECONDS} s: ${waiting.join(", ")}`);
    await pause(1000, undefined, { signal });
  }
}

async function dataPath(docker: Docker, name: string): Promise<string> {
  const { Mounts } = await docker.getContainer(name).inspect();
  const volume = Mounts.find((mount) => mount.Name === `${name}-data`);
  if (volume === undefined) throw new Error(`${name} has no volume of its own`);
  return volume.Destination;
}

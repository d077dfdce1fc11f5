import type { Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { hasStatus } from "../apply/direct/create-container";
import { DIALS } from "../cells/dialling";
import type { Site } from "./site";

/** What was found where nothing should have been left. */
export interface Leftovers {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  /** Of certificates, and of what the nodes are let in by. Those of data are kept on purpose. */
  readonly volumes: readonly string[];
}

/**
 * Removes whatever is on the engine under the names of these clusters, data included: after a run nothing is
 * left of it, and a run that was killed does not stand in the way of the next one.
 */
export async function sweep(docker: Docker, topologies: readonly Topology[]): Promise<Leftovers> {
  const containers: string[] = [];
  const networks: string[] = [];
  const nodes = topologies.flatMap((topology) => topology.nodes.map(({ name }) => name));
  await Promise.all(
    [
      ...nodes.flatMap((name) => [name, `${name}-installer`]),
      ...topologies.flatMap(({ name }) => [`${name}-ready`, `${name}-claim`]),
    ].map(async (name) => {
      if (await removed(docker.getContainer(name).remove({ force: true, v: true }))) containers.push(name);
    }),
  );
  await Promise.all(
    [...new Set(topologies.flatMap((topology) => topology.networks.map(({ name }) => name)))].map(
      async (name) => {
        if (await removed(docker.getNetwork(name).remove())) networks.push(name);
      },
    ),
  );
  const volumes: string[] = [];
  await Promise.all(
    nodes.flatMap((name) => [
      removed(docker.getVolume(`${name}-data`).remove()),
      ...[`${name}-settings`, `${name}-control`].map(async (volume) => {
        if (await removed(docker.getVolume(volume).remove())) volumes.push(volume);
      }),
    ]),
  );
  return { containers, networks, volumes };
}

/** The same on every host that the clusters are on. */
export async function sweepHosts(
  dockerOn: Site["dockerOn"],
  topologies: readonly Topology[],
): Promise<readonly string[]> {
  const hosts = new Set(topologies.flatMap((topology) => topology.hosts.map(({ name }) => name)));
  const left = await Promise.all([...hosts].map((host) => sweep(dockerOn(host), topologies)));
  return left.flatMap(({ containers, networks, volumes }) => [...containers, ...networks, ...volumes]);
}

/** Removes the containers from which somebody dialled, where a run was killed. */
export async function sweepDialling(docker: Docker): Promise<void> {
  const dialling = await docker.listContainers({ all: true, filters: { label: [DIALS] } });
  await Promise.all(
    dialling.map(({ Id }) => removed(docker.getContainer(Id).remove({ force: true, v: true }))),
  );
}

/** Whether there was something to remove. */
async function removed(removal: Promise<unknown>): Promise<boolean> {
  try {
    await removal;
    return true;
  } catch (error) {
    if (hasStatus(error, 404)) return false;
    throw error;
  }
}

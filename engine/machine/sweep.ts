import type { Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { hasStatus } from "../apply/direct/create-container";
import { DIALS } from "../cells/dialling";
import type { Site } from "./site";

/** The ranges of every network that this test makes on the engine of this machine. */
const OWN_RANGES = /^10\.9[01]\./;

/** What was found where nothing should have been left. */
export interface Leftovers {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  /** Of certificates, and of what the nodes are let in by. Those of data are kept on purpose. */
  readonly volumes: readonly string[];
}

/** Removes whatever is on the engine under the names of these clusters, data included. */
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

/**
 * Removes whatever this test has ever made on an engine, but images: what a run left that was killed stands in the way of
 * others, too, which have the same ranges under other names.
 */
export async function sweepAll(docker: Docker): Promise<void> {
  const dialling = await docker.listContainers({ all: true, filters: { label: [DIALS] } });
  for (const { Id } of dialling) await removed(docker.getContainer(Id).remove({ force: true, v: true }));
  await removeAllOf(docker, String.raw`probe-[\w-]+`);
  for (const { Id, Name, IPAM } of await docker.listNetworks()) {
    const isOurs = IPAM?.Config?.some(({ Subnet = "" }) => OWN_RANGES.test(Subnet)) === true;
    if (isOurs && Name.startsWith("probe-")) await removeNetwork(docker, Id);
  }
}

/** Removes whatever of a cluster is on the engine, and what was made beside it. The name is a part of a pattern. */
export async function removeAllOf(docker: Docker, name: string): Promise<void> {
  // The names of other clusters may begin like this one's.
  const own = new RegExp(
    `^/?${name}-(?:(?:old-)?(?:node|replica)-\\d|rollout-\\d|(?:ready|claim|keeper|between-nodes|internal|external|backup|older)$)`,
  );
  for (const { Id, Names } of await docker.listContainers({ all: true }))
    if (Names.some((one) => own.test(one)))
      await removed(docker.getContainer(Id).remove({ force: true, v: true }));
  for (const network of await docker.listNetworks())
    if (own.test(network.Name)) await removeNetwork(docker, network.Id);
  for (const { Name } of (await docker.listVolumes()).Volumes)
    if (own.test(Name)) await removed(docker.getVolume(Name).remove());
}

/** Removes a network, and says who is on it where it cannot be removed. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  try {
    await removed(network.remove());
  } catch (error) {
    const { Containers = {} } = await network.inspect();
    throw new Error(`on the network are ${JSON.stringify(Containers)}`, { cause: error });
  }
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

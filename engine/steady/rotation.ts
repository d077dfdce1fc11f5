import type { Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { certificatesOf } from "../certificates/installed-files";
import type { Deployment } from "../apply/deployment";
import type { Planned, Synthesized } from "../scenarios/synthesize";
import type { Disturbed, Steadiness } from "./steadiness";

/** Gives the first node of a secure cluster another certificate, and sees that no container is another one for it. */
export async function rotate(
  docker: Docker,
  stack: Synthesized,
  { topology, trust }: Planned,
  deployment: Deployment,
  steadiness: Steadiness,
): Promise<Disturbed> {
  const [first] = topology.nodes;
  if (first === undefined) throw new Error(`${topology.name} has no nodes`);
  return steadiness.after(`${first.name} given another certificate`, async () => {
    const containers = await containersOf(docker, topology);
    const certificates = await certificatesOf(docker, topology);
    if (trust?.generated === true) await deployment.renew(topology.name, first.key);
    else await deployment.update(await stack.renewed(topology.name, first.key));
    return [
      ...unlike("container", containers, await containersOf(docker, topology)),
      ...unlike("certificate", certificates, await certificatesOf(docker, topology), first.name),
    ];
  });
}

/** Where anything but the one has changed, or the one, if there is one, has not. */
function unlike(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  one?: string,
): readonly string[] {
  return [...after].flatMap(([name, now]) => {
    const changed = before.get(name) !== now;
    if (changed === (name === one)) return [];
    return [`${name} has ${changed ? "another" : "the same"} ${what}`];
  });
}

async function containersOf(docker: Docker, { nodes }: Topology): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await Promise.all(
      nodes.map(async ({ name }) => [name, (await docker.getContainer(name).inspect()).Id] as const),
    ),
  );
}

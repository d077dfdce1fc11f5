import type { Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import { hasStatus } from "../apply/direct/create-container";
import type { Deployment } from "../apply/deployment";
import type { Observation } from "../cells/observe";
import type { Engine } from "../machine/engine";
import { identities, mark, unmarked, untilReady } from "./identity";

/** What came of one disturbance. */
export interface Disturbed {
  readonly what: string;
  /** Why it was not done. */
  readonly notRun?: string;
  /** What is otherwise than before. */
  readonly changes: readonly string[];
  readonly observations: readonly Observation[];
}

/** A cluster that stands, and how to look at it. */
export interface Standing {
  readonly topology: Topology;
  readonly deployment: Deployment;
  readonly dial: () => Promise<readonly Observation[]>;
}

/**
 * Disturbs a standing cluster in each way that engines and operators do, and looks each time whether names,
 * addresses, data and reachability are as before.
 */
export async function disturb(
  engine: Engine,
  { topology, deployment, dial }: Standing,
  signal: AbortSignal,
): Promise<readonly Disturbed[]> {
  const { docker } = engine;
  await untilReady(docker, topology, signal);
  await mark(docker, topology);
  const before = await identities(docker, topology);
  const after = async (what: string, disturbance: () => Promise<void>): Promise<Disturbed> => {
    signal.throwIfAborted();
    await disturbance();
    await untilReady(docker, topology, signal);
    const changes: string[] = [];
    for (const [name, identity] of await identities(docker, topology)) {
      if (identity !== before.get(name))
        changes.push(`${name} was ${before.get(name) ?? ""}, is ${identity}`);
    }
    changes.push(...(await unmarked(docker, topology)).map((name) => `the data of ${name} are gone`));
    const plan = await deployment.plan();
    if (plan !== undefined && plan !== "nothing") changes.push(`a plan has changes:\n${plan.changes}`);
    return { what, changes, observations: await dial() };
  };
  const [first] = topology.nodes;
  const killed = first?.name ?? "";
  const results = [
    await after(`${killed} killed and started again`, () => killAndStart(docker, killed)),
    await after("every container replaced", () => deployment.replaceContainers()),
  ];
  const restart = "the engine restarted";
  results.push(
    engine.isOwn
      ? await after(restart, () => engine.restart())
      : { what: restart, notRun: "the engine was running before", changes: [], observations: [] },
  );
  return results;
}

async function killAndStart(docker: Docker, name: string): Promise<void> {
  const container = docker.getContainer(name);
  await container.kill({ signal: "SIGKILL" });
  try {
    await container.start();
  } catch (error) {
    // 304: its restart policy was quicker.
    if (!hasStatus(error, 304)) throw error;
  }
}

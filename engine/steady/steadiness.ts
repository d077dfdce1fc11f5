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

/** Disturbs a standing cluster, and looks each time whether names, addresses, data and reachability are as before. */
export class Steadiness {
  static async of(docker: Docker, standing: Standing, signal: AbortSignal): Promise<Steadiness> {
    const { topology } = standing;
    await untilReady(docker, topology, signal);
    await mark(docker, topology);
    return new Steadiness(docker, standing, await identities(docker, topology), signal);
  }

  private constructor(
    private readonly docker: Docker,
    private readonly standing: Standing,
    private readonly before: ReadonlyMap<string, string>,
    private readonly signal: AbortSignal,
  ) {}

  /** In each way that engines and operators do. */
  async disturb(engine: Engine): Promise<readonly Disturbed[]> {
    const { topology, deployment } = this.standing;
    const killed = topology.nodes[0]?.name ?? "";
    const restart = "the engine restarted";
    return [
      await this.after(`${killed} killed and started again`, async () => {
        await killAndStart(this.docker, killed);
        return [];
      }),
      await this.after("every container replaced", async () => {
        await deployment.replaceContainers();
        return [];
      }),
      engine.isOwn
        ? await this.after(restart, async () => {
            await engine.restart();
            return [];
          })
        : { what: restart, notRun: "the engine was running before", changes: [], observations: [] },
    ];
  }

  /**
   * Looks at what a disturbance has left.
   * @param disturbance gives what it finds changed itself
   */
  async after(what: string, disturbance: () => Promise<readonly string[]>): Promise<Disturbed> {
    const { docker, before, signal } = this;
    const { topology, deployment, dial } = this.standing;
    signal.throwIfAborted();
    const changes = [...(await disturbance())];
    await untilReady(docker, topology, signal);
    for (const [name, identity] of await identities(docker, topology)) {
      if (identity !== before.get(name))
        changes.push(`${name} was ${before.get(name) ?? ""}, is ${identity}`);
    }
    changes.push(...(await unmarked(docker, topology)).map((name) => `the data of ${name} are gone`));
    const plan = await deployment.plan();
    if (plan !== undefined && plan !== "nothing") changes.push(`a plan has changes:\n${plan.changes}`);
    return { what, changes, observations: await dial() };
  }
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

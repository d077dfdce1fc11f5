import type { Applier } from "./apply/deployment";
import type { Dialling } from "./cells/dialling";
import { observe, type Observation } from "./cells/observe";
import { placesAround } from "./cells/places";
import { predict } from "./cells/predictions";
import { targetsOf } from "./cells/targets";
import { toldOtherwise } from "./cells/told";
import type { Engine } from "./machine/engine";
import { sweep } from "./machine/sweep";
import type { Outcome } from "./report";
import type { Synthesized } from "./scenarios/synthesize";
import { disturb, type Disturbed } from "./steady/steadiness";

/** What a scenario is tried with. */
export interface Bench {
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly applier: Applier;
  readonly dialling: Dialling;
  readonly hostAddress: string;
  /** Whether the servers are stand-ins, which say who they are. */
  readonly standIn: boolean;
  readonly signal: AbortSignal;
}

/** Brings scenarios up, looks at them, and takes them down. */
export class Trial {
  constructor(private readonly bench: Bench) {}

  /** Runs one scenario to its end; what goes wrong is in the outcome. */
  async run(stack: Synthesized, disturbing: boolean): Promise<Outcome> {
    const { engine, applier, signal } = this.bench;
    const topologies = stack.clusters.map(({ topology }) => topology);
    const began = performance.now();
    const deployment = applier.deployment(stack);
    const failures: string[] = [];
    let observations: readonly Observation[] = [];
    let disturbed: readonly Disturbed[] = [];
    let plan: string | undefined;
    const attempt = async (what: string, step: () => Promise<void>): Promise<void> => {
      try {
        await step();
      } catch (error) {
        failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    await attempt("up", async () => {
      signal.throwIfAborted();
      await deployment.apply();
      const second = await deployment.plan();
      if (second !== undefined) plan = second === "nothing" ? "nothing to change" : second.changes;
      if (plan !== undefined && plan !== "nothing to change") failures.push("the second plan is not empty");
      observations = await this.dial(stack);
      if (this.bench.standIn) {
        const told = await Promise.all(topologies.map((topology) => toldOtherwise(engine.docker, topology)));
        failures.push(...told.flat());
      }
      const [topology] = topologies;
      if (!disturbing || topology === undefined) return;
      disturbed = await disturb(engine, { topology, deployment, dial: () => this.dial(stack) }, signal);
    });
    await attempt("down", async () => {
      await deployment.destroy();
      const left = await sweep(engine.docker, topologies);
      const names = [...left.containers, ...left.networks];
      if (names.length > 0 && failures.length === 0) throw new Error(`destroy left ${names.join(", ")}`);
    });
    return {
      id: stack.scenario.id,
      what: stack.scenario.what,
      seconds: (performance.now() - began) / 1000,
      observations,
      disturbed,
      failures,
      ...(plan === undefined ? {} : { plan }),
    };
  }

  /** Dials every cell of the clusters' reachability, and everything else that somebody might dial. */
  private async dial({ clusters }: Synthesized): Promise<readonly Observation[]> {
    const { dialling, engineVersion, hostAddress, standIn } = this.bench;
    const topologies = clusters.map(({ topology }) => topology);
    const predictions = predict(clusters, engineVersion, hostAddress);
    const targets = topologies.flatMap((topology) => targetsOf(topology, hostAddress));
    const places = placesAround(topologies);
    const cells = places.flatMap((place) => targets.map((target) => predictions.dial(place, target)));
    return observe(dialling, [...cells, ...predictions.matrix], predictions, standIn);
  }
}

import type { Applier, Deployment } from "./apply/deployment";
import type { Dialling } from "./cells/dialling";
import { observe, type Observation } from "./cells/observe";
import { OTHER_MACHINE } from "../lib/reach/place";
import { type Place, placesAround } from "./cells/places";
import { type Cell, predict } from "./cells/predictions";
import { targetsOf } from "./cells/targets";
import { toldOtherwise } from "./cells/told";
import { lookAtFiles } from "./certificates/installed-files";
import type { Engine } from "./machine/engine";
import { tellLastWords } from "./machine/last-words";
import type { Site } from "./machine/site";
import { sweepHosts } from "./machine/sweep";
import type { Outcome } from "./report";
import type { Synthesized } from "./scenarios/synthesize";
import type { Target, Trust } from "./stand-in/dial";
import { rotate } from "./steady/rotation";
import { type Disturbed, Steadiness } from "./steady/steadiness";

/** What a scenario is tried with. */
export interface Bench {
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly applier: Applier;
  readonly dialling: Dialling;
  readonly site: Site;
  /** The certificate of an authority that has nothing to do with any cluster. */
  readonly strangeAuthority: string;
  /** Whether the servers are stand-ins, which say who they are. */
  readonly standIn: boolean;
  readonly signal: AbortSignal;
}

/** What is done to a scenario that stands, in this order. */
export type Disturbance = "disturb" | "rotate";

/** Brings scenarios up, looks at them, and takes them down. */
export class Trial {
  constructor(private readonly bench: Bench) {}

  /** Runs one scenario to its end; what goes wrong is in the outcome. */
  async run(stack: Synthesized, disturbances: readonly Disturbance[]): Promise<Outcome> {
    const { engine, site, applier, signal } = this.bench;
    const topologies = stack.clusters.map(({ topology }) => topology);
    const began = performance.now();
    const deployment = applier.deployment(stack);
    const failures: string[] = [];
    let observations: readonly Observation[] = [];
    const disturbed: Disturbed[] = [];
    let looks = 0;
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
      const trusts = await this.trustsOf(stack, deployment);
      observations = await this.dial(stack, trusts);
      for (const topology of topologies) {
        const files = await lookAtFiles(site.dockerOn, topology);
        looks += files.looks;
        failures.push(...files.wrong);
      }
      if (this.bench.standIn) {
        const told = await Promise.all(topologies.map((topology) => toldOtherwise(site.dockerOn, topology)));
        failures.push(...told.flat());
      }
      const [planned] = stack.clusters;
      if (disturbances.length === 0 || planned === undefined) return;
      const dial = () => this.dial(stack, trusts);
      const standing = { topology: planned.topology, deployment, dial };
      const steadiness = await Steadiness.of(engine.docker, standing, signal);
      if (disturbances.includes("rotate"))
        disturbed.push(await rotate(engine.docker, stack, planned, deployment, steadiness));
      if (disturbances.includes("disturb")) disturbed.push(...(await steadiness.disturb(engine)));
    });
    if (failures.length > 0 && !signal.aborted)
      await attempt("said", () => {
        const there = topologies.flatMap(({ name, hosts }) =>
          hosts.map((host) => ({ docker: site.dockerOn(host.name), cluster: name })),
        );
        return tellLastWords(failures, there);
      });
    await attempt("down", async () => {
      await deployment.destroy();
      const names = await sweepHosts(site.dockerOn, topologies);
      if (names.length > 0 && failures.length === 0) throw new Error(`destroy left ${names.join(", ")}`);
    });
    return {
      id: stack.scenario.id,
      what: stack.scenario.what,
      seconds: (performance.now() - began) / 1000,
      observations,
      disturbed,
      looks,
      failures,
      ...(plan === undefined ? {} : { plan }),
    };
  }

  /** Dials every cell of the clusters' reachability, and everything else that somebody might dial. */
  private async dial(
    { clusters }: Synthesized,
    trusts: Readonly<Record<string, Trust>>,
  ): Promise<readonly Observation[]> {
    const { dialling, engineVersion, site, standIn } = this.bench;
    const topologies = clusters.map(({ topology }) => topology);
    const predictions = predict(clusters, engineVersion, site.addressesOf);
    const targets = topologies.flatMap((topology) => targetsOf(topology, site.addressesOf));
    for (const node of topologies.flatMap((topology) => topology.nodes))
      await site.leadTo(
        node.host,
        node.attachments.map(({ address }) => address),
      );
    const bystanders = Object.keys(site.bystanders).map((name): Place => ({ kind: "machine", name }));
    const places = [...placesAround(topologies), ...bystanders];
    /** Who does not route somewhere is nobody there; else he is what the library knows as another machine. */
    const dial = (place: Place, target: Target): Cell => {
      const routes = place.kind === "machine" ? site.bystanders[place.name ?? ""] : undefined;
      const { elsewhere } = predictions.hostNames;
      if (routes?.(elsewhere[target.host] ?? target.host) === false) return { place, dialled: target };
      return { ...predictions.dial(routes === undefined ? place : OTHER_MACHINE, target), place };
    };
    const cells = places.flatMap((place) => targets.map((target) => dial(place, target)));
    // Whoever proves himself by his own authority proves nothing by another one.
    const mistrusted = cells
      .filter(({ predicted }) => predicted?.proof === "verified")
      .flatMap(({ place, dialled }) =>
        Object.keys(trusts)
          .filter((trust) => trust !== dialled.trust)
          .map((trust) => dial(place, { ...dialled, trust })),
      );
    return observe(dialling, [...cells, ...mistrusted, ...predictions.matrix], predictions, trusts, standIn);
  }

  /** What the clients of each secure cluster trust, as the stack gives it away, and what a stranger does. */
  private async trustsOf(
    { clusters }: Synthesized,
    deployment: Deployment,
  ): Promise<Readonly<Record<string, Trust>>> {
    if (clusters.every(({ trust }) => trust === undefined)) return {};
    const outputs = await deployment.outputs();
    const trusts = clusters.flatMap(({ topology, trust }): readonly (readonly [string, Trust])[] => {
      if (trust === undefined) return [];
      const { name, output } = trust;
      const authority = outputs[output] ?? "";
      return [[topology.name, { authority, ...(name === undefined ? {} : { name }) }]];
    });
    return { ...Object.fromEntries(trusts), stranger: { authority: this.bench.strangeAuthority } };
  }
}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { EventStoreCluster, EventStoreNode, Topology } from "cdktf-eventstoredb";
import type { Scenario } from "./scenarios";
import { Plot, refusal, type Surroundings } from "./surroundings";

/** A cluster as it was planned. */
export interface Planned {
  readonly topology: Topology;
  /** What every node's server is told, by node key. */
  readonly settings: ReadonlyMap<string, EventStoreNode["settings"]>;
}

/** A scenario as it lies on disk. */
export interface Synthesized {
  readonly scenario: Scenario;
  /** The folder with nothing but the stack's `cdk.tf.json`. */
  readonly folder: string;
  readonly json: unknown;
  readonly clusters: readonly Planned[];
}

/** Scenarios that the real server's release cannot have, and why. */
export interface Refused {
  readonly scenario: Scenario;
  readonly why: string;
}

/** Synthesizes every scenario as a stack of its own below `folder`. */
export function synthesize(
  scenarios: readonly Scenario[],
  around: Surroundings,
  folder: string,
): {
  readonly stacks: readonly Synthesized[];
  readonly refused: readonly Refused[];
  /** The releases that need a stand-in. */
  readonly releases: readonly string[];
} {
  const refused: Refused[] = [];
  const stacks: Synthesized[] = [];
  const plot = new Plot(around);
  for (const scenario of scenarios) {
    const outdir = join(folder, "synthesized", scenario.id);
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir });
    const stack = new TerraformStack(app, scenario.id);
    new DockerProvider(stack, "docker");
    const own = join(folder, scenario.id);
    new LocalBackend(stack, { path: join(own, "terraform.tfstate") });
    let clusters: readonly EventStoreCluster[];
    try {
      scenario.declare(stack, plot);
      clusters = plot.take();
    } catch (error) {
      plot.take();
      refused.push({ scenario, why: refusal(error) });
      continue;
    }
    app.synth();
    const text = readFileSync(join(outdir, "stacks", scenario.id, "cdk.tf.json"), "utf8");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "cdk.tf.json"), text);
    stacks.push({
      scenario,
      folder: own,
      json: JSON.parse(text) as unknown,
      clusters: clusters.map(({ topology, nodes }) => ({
        topology: plot.known(topology),
        settings: new Map(nodes.map((node) => [node.topology.key, node.settings])),
      })),
    });
  }
  return { stacks, refused, releases: plot.releases };
}

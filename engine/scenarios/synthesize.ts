import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { Reachability, Topology } from "cdktf-eventstoredb";
import { declareDocker } from "../apply/docker-provider";
import type { Scenario } from "./scenario";
import { type Declared, type DeclaredTrust, Plot, refusal, type Surroundings } from "./surroundings";

/** Where a stack has links to the files that it uploads. */
const LINKS = "eventstoredb-files";

/** A cluster as it was planned. */
export interface Planned {
  readonly topology: Topology;
  readonly reachability: Reachability;
  /** Where it is secure. */
  readonly trust?: DeclaredTrust;
}

/** A scenario as it lies on disk. */
export interface Synthesized {
  readonly scenario: Scenario;
  /** The folder with nothing but the stack's `cdk.tf.json`, and links to the files that it uploads. */
  readonly folder: string;
  readonly json: unknown;
  readonly clusters: readonly Planned[];
  /** Synthesizes it anew in the same folder, with another certificate of one node. */
  readonly renewed: (cluster: string, node: string) => Promise<Synthesized>;
}

/** Scenarios that the real server's release cannot have, and why. */
export interface Refused {
  readonly scenario: Scenario;
  readonly why: string;
}

/**
 * Synthesizes every scenario as a stack of its own below `folder`.
 * @param ranges how many are somebody else's
 */
export async function synthesize(
  scenarios: readonly Scenario[],
  around: Surroundings,
  folder: string,
  ranges?: number,
): Promise<{
  readonly stacks: readonly Synthesized[];
  readonly refused: readonly Refused[];
  /** The releases that need a stand-in. */
  readonly releases: readonly string[];
}> {
  const refused: Refused[] = [];
  const stacks: Synthesized[] = [];
  const plot = new Plot(around, ranges);
  for (const scenario of scenarios) {
    const stack = await synthesizeOne(scenario, plot, around, folder);
    if ("why" in stack) refused.push(stack);
    else stacks.push(stack);
  }
  return { stacks, refused, releases: plot.releases };
}

async function synthesizeOne(
  scenario: Scenario,
  plot: Plot,
  around: Surroundings,
  folder: string,
): Promise<Synthesized | Refused> {
  const { position } = plot;
  const own = join(folder, scenario.id);
  const app = appIn(join(folder, "synthesized", scenario.id));
  const stack = new TerraformStack(app, scenario.id);
  declareDocker(stack);
  new LocalBackend(stack, { path: join(own, "terraform.tfstate") });
  let declared: readonly Declared[];
  try {
    await scenario.declare(stack, plot);
    declared = plot.take();
  } catch (error) {
    plot.take();
    return { scenario, why: refusal(error) };
  }
  const clusters = declared.map(({ cluster, trust }) => ({
    topology: plot.known(cluster.topology),
    reachability: plot.known(cluster.reachability),
    ...(trust === undefined ? {} : { trust }),
  }));
  const renewed = async (cluster: string, node: string): Promise<Synthesized> => {
    around.certificates.renew(cluster, node);
    plot.return(position);
    const again = await synthesizeOne(scenario, plot, around, folder);
    if ("why" in again) throw new Error(again.why);
    return again;
  };
  return { scenario, folder: own, json: synthesizeInto(own, app, scenario.id), clusters, renewed };
}

/** A folder with a stack that has nothing but providers. */
export function providersOnly(folder: string, tls: boolean): string {
  const own = join(folder, tls ? "both-providers" : "docker-provider");
  const app = appIn(join(folder, "synthesized", tls ? "both-providers" : "docker-provider"));
  const stack = new TerraformStack(app, "providers");
  declareDocker(stack);
  if (tls) new TlsProvider(stack, "tls");
  synthesizeInto(own, app, "providers");
  return own;
}

function appIn(outdir: string): App {
  mkdirSync(outdir, { recursive: true });
  return new App({ outdir });
}

/** Leaves nothing but the stack's JSON and its links in the folder, and gives it with absolute paths. */
function synthesizeInto(folder: string, app: App, stack: string): unknown {
  app.synth();
  const made = join(app.outdir, "stacks", stack);
  const text = readFileSync(join(made, "cdk.tf.json"), "utf8");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cdk.tf.json"), text);
  rmSync(join(folder, LINKS), { recursive: true, force: true });
  if (existsSync(join(made, LINKS))) cpSync(join(made, LINKS), join(folder, LINKS), { recursive: true });
  return JSON.parse(text.replaceAll(`"${LINKS}/`, `"${join(folder, LINKS)}/`)) as unknown;
}

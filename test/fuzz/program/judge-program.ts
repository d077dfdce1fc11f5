import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { twice, wrongWithStack, type Verdict } from "../judge";
import { refusedBySchemas, type ProviderSchemas } from "../provider-schemas";
import type { Configuration } from "../references";
import { described, wrongWithLine } from "../told";
import type { Program } from "./program";
import { addressOf, isThere, World } from "./world";

/** Writes a program twice, and synthesizes it for real. */
export function judgeProgram(program: Program, schemas?: ProviderSchemas): Verdict {
  return twice(() => once(program, schemas));
}

function once(program: Program, schemas: ProviderSchemas | undefined): Verdict {
  const outdir = mkdtempSync(join(tmpdir(), "esdb-fuzz-"));
  try {
    const world = written(program, outdir);
    const { faults, told, codes } = world;
    const synthesis = synthesized(world, program, outdir);
    const given = [...told, ...synthesis.lines];
    if (synthesis.outcome === "cluster") {
      const warnings = warningsOf(world);
      for (const warning of warnings) faults.push(...wrongWithLine(warning));
      given.push(...warnings);
      for (const cluster of world.broken)
        if (isThere(cluster)) faults.push(`${cluster.node.path} is without a part, and nobody told`);
      for (const stack of world.stacks) given.push(...stackOf(stack, world, outdir, schemas));
    } else faults.push(...halfWritten(synthesis.lines, outdir));
    // Where nothing of the library's was made, or the framework itself refuses, nothing is judged.
    const outcome =
      synthesis.outcome === "cluster" && world.clusters.length === 0 ? "problems" : synthesis.outcome;
    return { outcome, codes: [...new Set(codes)], faults, given: given.join("\n") };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a program has made; what the framework itself refuses of it is left out. */
function written({ steps }: Program, outdir: string, skipValidation = false): World {
  const world = new World(new App({ outdir, skipBackendValidation: true, skipValidation }));
  for (const step of steps) {
    try {
      step.take(world);
    } catch {
      // Of the framework's: what calls the library is asked for.
    }
  }
  return world;
}

interface Synthesis {
  readonly outcome: "cluster" | "problems" | "no program";
  readonly lines: readonly string[];
}

const REFUSED = /^(?:Validation failed with the following errors|.*validation failure):?\s*/i;

function synthesized({ app, faults }: World, program: Program, outdir: string): Synthesis {
  try {
    app.synth();
    return { outcome: "cluster", lines: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const lines = message.replace(/\n\nIf you wish to ignore.*$/s, "").split(/\n {2}(?=\[)/);
    if (!REFUSED.test(message)) {
      if (isTakenUnseen(program, outdir)) faults.push(`synth throws ${described(error)}`);
      return { outcome: "no program", lines: [] };
    }
    for (const line of lines.slice(1)) faults.push(...wrongWithLine(line));
    return { outcome: "problems", lines: lines.slice(1) };
  }
}

/** What is there of a program that was refused: the framework writes stacks one by one, and the manifest last. */
function halfWritten(lines: readonly string[], outdir: string): readonly string[] {
  const refused = lines.flatMap((line) => /^\[([\w-]+)/.exec(line)?.[1] ?? []);
  const files = [...new Set(refused)].map((stack) => fileOf(stack, outdir));
  return [join(outdir, "manifest.json"), ...files]
    .filter((file) => existsSync(file))
    .map((file) => `${basename(file)} of a program that was refused is written`);
}

function fileOf(stack: string, outdir: string): string {
  return join(outdir, "stacks", stack, "cdk.tf.json");
}

/** Whether the framework takes a program where nobody looks at it. */
function isTakenUnseen(program: Program, outdir: string): boolean {
  const { app } = written(program, outdir, true);
  try {
    app.synth();
    return true;
  } catch {
    return false;
  }
}

function warningsOf({ clusters }: World): readonly string[] {
  return clusters
    .filter(isThere)
    .flatMap((cluster) => cluster.node.findAll())
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === "@cdktf/warn")
    .map(({ data }) => String(data));
}

function stackOf(
  stack: TerraformStack,
  world: World,
  outdir: string,
  schemas: ProviderSchemas | undefined,
): readonly string[] {
  const { faults } = world;
  const text = readFileSync(fileOf(stack.node.id, outdir), "utf8");
  const configuration = JSON.parse(text) as Configuration;
  const judged = new Set(
    world
      .own(stack)
      .filter((one) => !world.touched.has(one))
      .map(addressOf),
  );
  // What a user refers to is the user's, and so is what a user wrote over the library's.
  const isOwn = (fault: string) => {
    const of = /^(?:resource\.)?((?:docker|tls)_\w+\.[\w-]+)/.exec(fault)?.[1];
    return !world.gone.some((one) => fault.includes(one)) && (of === undefined || judged.has(of));
  };
  faults.push(...wrongWithStack(configuration, text).filter(isOwn));
  if (schemas !== undefined)
    faults.push(...refusedBySchemas(configuration, schemas, (address) => judged.has(address)));
  return [text];
}

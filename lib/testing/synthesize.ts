import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Manifest, TerraformStack } from "cdktf";
import type { FoundProblem, ProblemsFile } from "../index";
import { at, parsed } from "../rollout/json";
import { checkStack } from "./refuse";

/** A stack's resources as Terraform reads them: by type, then by name. */
export interface SynthesizedResources {
  readonly [type: string]: { readonly [name: string]: { readonly [attribute: string]: unknown } };
}

/** What a synth made of a stack. */
export interface SynthesizedStack {
  /** What refuses the stack, of its clusters. */
  readonly problems: readonly FoundProblem[];
  /** What may hurt, of its clusters. */
  readonly warnings: readonly FoundProblem[];
  /** None where the stack is refused. */
  readonly resources: SynthesizedResources;
}

/**
 * Synthesizes a stack as `app.synth()` does, with its Aspects and with all validations, which `Testing.synth` leaves out,
 * and gives what was found as data instead of throwing it. Nothing is left in any folder, and nothing is printed. What
 * others refuse, the framework or another library, is thrown.
 * @param stack a stack of an app
 * @throws InvalidClusterError for what is no stack
 */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  checkStack(stack, synthesize);
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-eventstoredb-"));
  try {
    return synthesizedInto(outdir, stack);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function synthesizedInto(outdir: string, stack: TerraformStack): SynthesizedStack {
  const manifest = new Manifest("testing", outdir, false);
  for (const one of stack.node.root.node.findAll()) if (TerraformStack.isStack(one)) one.prepareStack();
  const folder = join(outdir, Manifest.stacksFolder, stack.node.id);
  let resources: SynthesizedResources = {};
  try {
    stack.synthesizer.synthesize({ outdir, manifest, warningsAreRead: true });
    const json = parsed(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
    resources = (withoutMetadata(at(json, "resource")) ?? {}) as SynthesizedResources;
  } catch (error) {
    if (!foundIn(folder).some(({ level }) => level === "error")) throw error;
  }
  const found = foundIn(folder);
  const of = (level: FoundProblem["level"]) => found.filter((one) => one.level === level);
  return { problems: of("error"), warnings: of("warning"), resources };
}

/** What the library found; nothing in a stack without a cluster. */
function foundIn(folder: string): ProblemsFile["problems"] {
  try {
    return (JSON.parse(readFileSync(join(folder, "problems.json"), "utf8")) as ProblemsFile).problems;
  } catch {
    return [];
  }
}

/** Where a construct stands is no part of what Terraform does. */
function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, item]) => [key, withoutMetadata(item)]),
  );
}

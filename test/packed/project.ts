import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asCommonJs, type Form } from "./forms";
import type { Compiler } from "./versions";

/** What a program printed, and the resources that Terraform gets of it. */
export interface Outcome {
  readonly printed: string;
  readonly resources: string;
}

/**
 * Makes a project of a form below the folder that has the packages, and runs a program in it.
 * @throws an error with what the compiler or the program said
 */
export function outcomeOf(program: string, form: Form, folder: string): Outcome {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: form.type }));
  if (form.typescript === undefined) {
    writeFileSync(join(folder, "main.js"), form.type === "module" ? program : asCommonJs(program));
  } else {
    writeFileSync(join(folder, "main.ts"), program);
    compile(folder, form.typescript.compiler, form.typescript.changes);
  }
  const printed = node(folder, "main.js");
  const stack = readFileSync(join(folder, "cdktf.out/stacks/orders/cdk.tf.json"), "utf8");
  // The backend's path is the project's.
  const { resource } = JSON.parse(stack) as { readonly resource: unknown };
  return { printed, resources: JSON.stringify(resource) };
}

/**
 * Compiles a project below the folder that has the packages.
 * @param changes of the `tsconfig.json` that `tsc --init` writes
 * @throws an error with what the compiler said
 */
export function compile(folder: string, compiler: Compiler, changes: readonly string[]): void {
  const tsc = join(folder, "../node_modules", compiler, "bin/tsc");
  node(folder, tsc, "--init");
  node(folder, tsc, "--project", ".", ...changes);
}

/** What Node printed. */
export function node(folder: string, ...args: readonly string[]): string {
  return run(folder, process.execPath, ...args);
}

/**
 * What a command printed.
 * @throws an error with all of it where the command fails
 */
export function run(folder: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

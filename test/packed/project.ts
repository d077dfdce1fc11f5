import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asCommonJs, type Form } from "./forms";
import type { Compiler } from "./versions";

/** What a program printed, and the resources that Terraform gets of it. */
export interface Outcome {
  readonly printed: string;
  readonly resources: string;
}

/**
 * Makes a project of a form below the folder that has the packages, and runs a program in it, and another one that proves
 * what it says by itself.
 * @throws an error with what the compiler or a program said
 */
export function outcomeOf(program: string, proof: string, form: Form, folder: string): Outcome {
  // It imports from Node, whose types a project as `tsc --init` says does not have.
  const proves = form.typescript?.changes.includes("node") !== false;
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: form.type }));
  if (form.typescript === undefined) {
    const inForm = (text: string) => (form.type === "module" ? text : asCommonJs(text));
    writeFileSync(join(folder, "main.js"), inForm(program));
    writeFileSync(join(folder, "proof.js"), inForm(proof));
  } else {
    writeFileSync(join(folder, "main.ts"), program);
    if (proves) writeFileSync(join(folder, "proof.ts"), proof);
    compile(folder, form.typescript.compiler, form.typescript.changes);
  }
  const printed = node(folder, "main.js");
  const stack = readFileSync(join(folder, "cdktf.out/stacks/orders/cdk.tf.json"), "utf8");
  // The backend's path is the project's.
  if (proves) node(folder, "proof.js");
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

/**
 * Runs tests of a project below the folder that has the packages, by the Jest of the repository, and gives the snapshots.
 * @throws an error with what Jest said
 */
export function snapshotsOf(files: Readonly<Record<string, string>>, root: string, folder: string): string {
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "tested" }));
  const transform = [join(root, "test/esbuild-transform.js"), { loader: "ts", format: "cjs" }];
  const config = {
    rootDir: folder,
    cacheDirectory: join(folder, "cache"),
    transform: { "\\.ts$": transform },
  };
  const jest = join(root, "node_modules/jest/bin/jest.js");
  node(folder, jest, "--runInBand", "--ci=false", "--config", JSON.stringify(config));
  const snapshots = join(folder, "__snapshots__");
  return readdirSync(snapshots)
    .map((name) => readFileSync(join(snapshots, name), "utf8"))
    .join("\n");
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

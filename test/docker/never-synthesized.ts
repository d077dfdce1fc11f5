import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";

const outdir = mkdtempSync(join(tmpdir(), "esdb-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** A stack that nobody synthesizes. Its app makes a folder all the same; those of `Testing.app()` are never removed. */
export function emptyStack(): TerraformStack {
  return new TerraformStack(Testing.app({ outdir }), "stack");
}

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives all tests one folder for what they need for a while, which `take-folder.ts` looks into. */
export default function giveFolder(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), "tests-"));
}

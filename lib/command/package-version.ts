import { readFileSync } from "node:fs";
import { join } from "node:path";
import { at, parsed } from "../rollout/json";

/** The version of the package, which has the command in a folder below its root. */
export function packageVersion(): string {
  const manifest = parsed(readFileSync(join(__dirname, "../package.json"), "utf8"));
  return String(at(manifest, "version"));
}

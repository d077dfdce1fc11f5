import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { at, parsed, texts } from "../rollout/json";

/**
 * What is written into a stack's folder for people and other programs, so that the next synth finds it: what is not written
 * again is removed, because it tells of a cluster that is no more.
 */
export class WrittenFiles {
  private readonly written = new Set<string>();

  /** @param folder the stack's */
  constructor(readonly folder: string) {}

  /** What was written, by paths in the folder. */
  get names(): readonly string[] {
    return [...this.written].sort();
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    this.written.add(name.replaceAll("\\", "/"));
    writeFileSync(path, text);
  }

  /** Removes what was written, too. */
  clear(): void {
    for (const name of this.written) remove(this.folder, name);
    this.written.clear();
  }

  /** Removes what an earlier synth wrote and this one did not. */
  removeFormer(list: string): void {
    for (const name of formerNames(join(this.folder, list)))
      if (!this.written.has(name)) remove(this.folder, name);
  }
}

function remove(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
}

/** What an earlier synth wrote, as its list has it; nothing of what leads out of the folder. */
function formerNames(path: string): readonly string[] {
  try {
    return texts(at(parsed(readFileSync(path, "utf8")), "files")).filter(isWithin);
  } catch {
    return [];
  }
}

/** Whether a name is that of a file of ours in the folder. */
function isWithin(name: string): boolean {
  return /\.(?:cluster\.json|md|mmd)$/.test(name) && !/^(?:\.\.|[\\/]|[a-z]:)/i.test(normalize(name));
}

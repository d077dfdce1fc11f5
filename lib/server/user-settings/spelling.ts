import { ALL_OPTION_NAMES, type Catalogue } from "../catalogue";

/** A setting's key as the user wrote it, taken apart. */
export interface Spelling {
  readonly key: string;
  /** The key without a value that was written into it: fit to be shown. */
  readonly shown: string;
  /** Without the environment's prefix or the command line's dashes, cut at `:` and `__`. */
  readonly segments: readonly string[];
  /** The segments in lower case, without `_` and `-`, as servers compare names. */
  readonly plain: readonly string[];
}

const LONGEST_NAME = 60;

/** Takes a key apart, however it is spelt: `KeepAliveInterval`, `EVENTSTORE_KEEP_ALIVE_INTERVAL`, `--int-ip`. */
export function readSpelling(key: string): Spelling {
  const [shown = ""] = key.split(/=|:\s/, 1);
  const bare = shown.replace(/^--?/, "").replace(/^(eventstore|kurrentdb)(_|:)+/i, "");
  const segments = bare.split(/:|__/);
  return {
    key,
    shown,
    segments,
    plain: segments.map((segment) => segment.toLowerCase().replace(/[_-]/g, "")),
  };
}

/** A segment as a configuration section spells it: `AUTO_SCAVENGE` is `AutoScavenge`. */
export function pascalCase(segment: string): string {
  if (!segment.includes("_") && segment !== segment.toUpperCase()) return segment;
  return segment
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}

/** The option name that was probably meant: one of the release's, else one of another release's. */
export function nearestName(plain: string, catalogue: Catalogue): string | undefined {
  if (plain.length > LONGEST_NAME) return undefined;
  return nearestOf(plain, [...catalogue.options.keys()]) ?? nearestOf(plain, ALL_OPTION_NAMES);
}

function nearestOf(plain: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.min(3, Math.floor(plain.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - plain.length) >= least) continue;
    const distance = editDistance(plain, name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** How many letters must be added, dropped or changed to make one text of the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    let left = i + 1;
    const next = [left];
    for (let j = 0; j < b.length; j++) {
      const [diagonal = 0, above = 0] = [row[j], row[j + 1]];
      left = Math.min(diagonal + (a[i] === b[j] ? 0 : 1), above + 1, left + 1);
      next.push(left);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

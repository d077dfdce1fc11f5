import { createHash } from "node:crypto";
import fc from "fast-check";
import { inputs } from "./inputs";
import type { Input } from "./input";
import type { ProviderSchemas } from "./provider-schemas";
import { judge } from "./judge";

/** How many inputs are drawn from one seed, so that each can be drawn again without all before it. */
export const BATCH = 200;

/** What came of many inputs. */
export interface Tally {
  readonly outcomes: Readonly<Record<string, number>>;
  /** How often each problem was told. */
  readonly codes: Readonly<Record<string, number>>;
  readonly faults: readonly Fault[];
  /** Of all that was given: two runs from one seed have the same. */
  readonly digest: string;
}

/** Something that must never be, and where. */
export interface Fault {
  /** `<batch>.<number within it>`, with which the input can be drawn again. */
  readonly at: string;
  readonly fault: string;
}

/** The inputs of a batch, the same ones for the same seed. */
export function drawn(seed: number, batch: number, count = BATCH): readonly Input[] {
  return sample(inputs, seed, batch, count);
}

/** Values of one kind alone, the same ones for the same seed. */
export function sample<T>(of: fc.Arbitrary<T>, seed: number, batch: number, count: number): readonly T[] {
  const mixed = createHash("sha256").update(`${seed} ${batch}`).digest().readInt32BE();
  return fc.sample(of, { seed: mixed, numRuns: count });
}

/** Judges the inputs of a batch. */
export function judged(seed: number, batch: number, count = BATCH, schemas?: ProviderSchemas): Tally {
  const outcomes: Record<string, number> = {};
  const codes: Record<string, number> = {};
  const faults: Fault[] = [];
  const digest = createHash("sha256");
  drawn(seed, batch, count).forEach((input, i) => {
    const verdict = judge(input, schemas);
    const outcome = `${input.kind}: ${verdict.outcome}`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    for (const code of verdict.codes) codes[code] = (codes[code] ?? 0) + 1;
    for (const fault of verdict.faults) faults.push({ at: `${batch}.${i}`, fault });
    digest.update(verdict.given).update("\0");
  });
  return { outcomes, codes, faults, digest: digest.digest("hex") };
}

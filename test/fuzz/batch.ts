import { createHash } from "node:crypto";
import fc from "fast-check";
import { inputs } from "./inputs";
import { judgeProgram } from "./program/judge-program";
import { programs, type Program } from "./program/program";
import type { Input } from "./input";
import type { ProviderSchemas } from "./provider-schemas";
import { judge, type Verdict } from "./judge";

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

/** Props for one cluster, or a whole program. */
export type Drawn = Input | Program;

const all: fc.Arbitrary<Drawn> = fc.oneof(
  { weight: 3, arbitrary: inputs },
  { weight: 1, arbitrary: programs },
);

/** The inputs of a batch, the same ones for the same seed. */
export function drawn(seed: number, batch: number, count = BATCH): readonly Drawn[] {
  return sample(all, seed, batch, count);
}

/** Values of one kind alone, the same ones for the same seed. */
export function sample<T>(of: fc.Arbitrary<T>, seed: number, batch: number, count: number): readonly T[] {
  const mixed = createHash("sha256").update(`${seed} ${batch}`).digest().readInt32BE();
  return fc.sample(of, { seed: mixed, numRuns: count });
}

/** Gives an input to the public face, and tells what came of it. */
export function judgeDrawn(drawn: Drawn, schemas?: ProviderSchemas): Verdict {
  return drawn.kind === "program" ? judgeProgram(drawn, schemas) : judge(drawn, schemas);
}

/** Judges the inputs of a batch. */
export function judged(seed: number, batch: number, count = BATCH, schemas?: ProviderSchemas): Tally {
  const outcomes: Record<string, number> = {};
  const codes: Record<string, number> = {};
  const faults: Fault[] = [];
  const digest = createHash("sha256");
  drawn(seed, batch, count).forEach((input, i) => {
    const verdict = judgeDrawn(input, schemas);
    const outcome = `${input.kind}: ${verdict.outcome}`;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    for (const code of verdict.codes) codes[code] = (codes[code] ?? 0) + 1;
    for (const fault of verdict.faults) faults.push({ at: `${batch}.${i}`, fault });
    digest.update(verdict.given).update("\0");
  });
  return { outcomes, codes, faults, digest: digest.digest("hex") };
}

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Way } from "./measured";

/** What many processes measured, library and by hand. */
export type Samples<M> = Readonly<Record<Way, readonly M[]>>;

/** Runs one of the measuring programs in a process of its own. */
export function measure(program: string, args: readonly string[]): unknown {
  const out = execFileSync(process.execPath, ["--expose-gc", join(__dirname, `${program}.js`), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");
}

/** How long one of the programs takes from its start to its exit, in milliseconds. */
export function wholeProcess(program: string, args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, [join(__dirname, `${program}.js`), ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return performance.now() - start;
}

/** Runs both ways in turn, each first in every other round, so that a drift of the machine hits both alike. */
export function alternate<M>(rounds: number, run: (way: Way) => M): Samples<M> {
  const samples: Record<Way, M[]> = { library: [], byHand: [] };
  for (let round = 0; round < rounds; round++) {
    const order: readonly Way[] = round % 2 === 0 ? ["library", "byHand"] : ["byHand", "library"];
    for (const way of order) samples[way].push(run(way));
  }
  return samples;
}

/** The median of every figure. */
export function medians<M extends object>(samples: readonly M[]): M {
  const keys = Object.keys(samples[0] ?? {}) as (keyof M)[];
  return Object.fromEntries(
    keys.map((key) => [key, median(samples.map((s) => s[key] as number))]),
  ) as unknown as M;
}

/** The middle, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

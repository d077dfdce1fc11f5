/** Properties run less often where the tests themselves run thousands of times, as they do with mutants. */
const SHARE = Number(process.env.PROPERTY_RUNS_SHARE ?? 1);

/** Whether what one test found may serve the next: the code under it is another with each mutant. */
export const isCodeTheSame = SHARE === 1;

/** With which seed and how often a property is run, so that each run sees the same. */
export function runs(count: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: 20_251_121, numRuns: Math.ceil(count * SHARE) };
}

/** How many of `count` are there in so many runs, to hold a property to what it should have seen. */
export function seenIn(count: number): number {
  return Math.floor(count * SHARE);
}

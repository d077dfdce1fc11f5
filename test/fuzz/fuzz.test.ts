import { runs } from "../runs";
import { judged } from "./batch";

test("whatever is asked for, the answer is a cluster that its servers understand, or problems; and always the same", () => {
  const { seed, numRuns } = runs(500);
  const { faults, outcomes } = judged(seed, 0, numRuns);
  expect(faults).toEqual([]);
  // Clusters that can be are not refused, and enough of all others come through to be judged.
  expect(outcomes["valid: problems"]).toBeUndefined();
  const clusters = Object.entries(outcomes).filter(([outcome]) => outcome.endsWith(": cluster"));
  expect(clusters.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(numRuns / 4);
  for (const kind of ["known at apply", "secret", "program"])
    expect(outcomes[`${kind}: cluster`] ?? 0).toBeGreaterThan(0);
}, 120_000);

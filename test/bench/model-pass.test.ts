import { passOver, specOf } from "../../bench/model-pass";
import { SIZE, workloads } from "../../bench/workload";

test("a pass over the pure model goes through every stage for all nodes", () => {
  const specs = workloads(3).map(specOf);
  expect(passOver(specs).rendered).toBe(3 * SIZE);
});

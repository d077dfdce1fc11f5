import { tell } from "./measured";
import { passOver, specOf, type ModelPass } from "./model-pass";
import { workloads } from "./workload";

/* A process that runs the pure model alone. */
const CLUSTERS = 1_000;
const WARM_UP = 2;
const PASSES = 9;

const specs = workloads(CLUSTERS).map(specOf);
for (let i = 0; i < WARM_UP; i++) passOver(specs);
const passes = Array.from({ length: PASSES }, () => passOver(specs).seconds);

function rate(secondsOf: (times: ModelPass["seconds"]) => number): number {
  const seconds = passes.map(secondsOf).sort((a, b) => a - b);
  return CLUSTERS / (seconds[Math.floor(seconds.length / 2)] ?? Number.NaN);
}

tell({
  plan: rate(([planned]) => planned),
  settings: rate(([, set]) => set),
  render: rate(([, , rendered]) => rendered),
  all: rate(([planned, set, rendered]) => planned + set + rendered),
});

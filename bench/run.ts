import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ImportMeasure, ModelMeasure, ProcessMeasure, SynthMeasure, Way } from "./measured";
import { alternate, measure, medians, wholeProcess } from "./sampling";
import { countResources, differences } from "./same-resources";
import { tableOf, type ProcessResult, type Results, type SynthResult } from "./table";

/*
 * `npm run bench`: the library against the same resources declared by hand. A slow result is a result; only
 * two stacks that differ are an error, because then the comparison means nothing.
 */
const IMPORT_ROUNDS = 21;
const SYNTH_ROUNDS: readonly (readonly [clusters: number, rounds: number])[] = [
  [1, 15],
  [10, 15],
  [100, 11],
  [1_000, 5],
];
const PROCESS_ROUNDS: readonly (readonly [clusters: number, rounds: number])[] = [
  [1, 15],
  [3, 15],
  [10, 15],
];
const MODEL_ROUNDS = 3;

function main(): void {
  const began = performance.now();
  const [loadBefore = 0] = loadavg();
  const imported = alternate(IMPORT_ROUNDS, (way) => measure("measure-import", [way]) as ImportMeasure);
  const processes = PROCESS_ROUNDS.map(([clusters, rounds]) => benchProcess(clusters, rounds));
  const synth = SYNTH_ROUNDS.map(([clusters, rounds]) => benchSynth(clusters, rounds));
  const model = Array.from({ length: MODEL_ROUNDS }, () => measure("measure-model", []) as ModelMeasure);
  const results: Results = {
    node: process.version,
    cores: cpus().length,
    loadBefore,
    seconds: Math.round((performance.now() - began) / 1000),
    import: {
      rounds: IMPORT_ROUNDS,
      library: medians(imported.library),
      byHand: medians(imported.byHand),
      samples: imported,
    },
    processes,
    synth,
    model: medians(model),
  };
  const folder = resolve("build", "bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  console.log(tableOf(results));
  console.log("All samples: build/bench/results.json");
  const different = synth.filter((s) => s.differences.length > 0);
  for (const { clusters, differences: list } of different) {
    console.error(`\nThe two stacks of ${clusters} clusters differ:\n  ${list.join("\n  ")}`);
  }
  if (different.length > 0) process.exitCode = 1;
}

function benchProcess(clusters: number, rounds: number): ProcessResult {
  const samples = alternate(rounds, (way): ProcessMeasure => {
    const outdir = mkdtempSync(join(tmpdir(), "bench-"));
    try {
      return { process: wholeProcess("whole-process", [way, String(clusters), outdir]) };
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
  return { clusters, rounds, library: medians(samples.library), byHand: medians(samples.byHand), samples };
}

function benchSynth(clusters: number, rounds: number): SynthResult {
  let stacks: Partial<Record<Way, unknown>> = {};
  let compared: Pick<SynthResult, "resources" | "differences"> | undefined;
  const samples = alternate(rounds, (way) => {
    const outdir = mkdtempSync(join(tmpdir(), "bench-"));
    try {
      const sample = measure("measure-synth", [way, String(clusters), outdir]) as SynthMeasure;
      if (compared === undefined) {
        stacks[way] = JSON.parse(readFileSync(join(outdir, "stacks", "bench", "cdk.tf.json"), "utf8"));
        if ("library" in stacks && "byHand" in stacks) {
          compared = {
            resources: countResources(stacks.library),
            differences: differences(stacks.library, stacks.byHand),
          };
          stacks = {};
        }
      }
      return sample;
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
  if (compared === undefined) throw new Error("the two stacks were not compared");
  return {
    clusters,
    rounds,
    ...compared,
    library: medians(samples.library),
    byHand: medians(samples.byHand),
    samples,
  };
}

main();

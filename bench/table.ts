import type { ImportMeasure, ModelMeasure, ProcessMeasure, SynthMeasure } from "./measured";
import type { Samples } from "./sampling";

/** Both ways side by side, medians of all rounds. */
interface Compared<M> {
  readonly rounds: number;
  readonly library: M;
  readonly byHand: M;
  readonly samples: Samples<M>;
}

/** Whole programs of one size. */
export interface ProcessResult extends Compared<ProcessMeasure> {
  readonly clusters: number;
}

/** One size of stack. */
export interface SynthResult extends Compared<SynthMeasure> {
  readonly clusters: number;
  readonly resources: number;
  /** Where the two stacks do not declare the same. */
  readonly differences: readonly string[];
}

/** Everything that one run found out. */
export interface Results {
  readonly node: string;
  readonly cores: number;
  /** How many processes kept the machine busy in the minute before. */
  readonly loadBefore: number;
  readonly seconds: number;
  readonly import: Compared<ImportMeasure>;
  readonly processes: readonly ProcessResult[];
  readonly synth: readonly SynthResult[];
  readonly model: ModelMeasure;
}

const TIME_GOAL = 1.1;
const PROCESS_GOAL = 1.08;
const TIME_GOAL_FROM = 100;
const MEMORY_GOAL = 1.2;
const IMPORT_GOAL = 1.15;
const GROWTH_GOAL = 1.2;

/** From this load a core on, other work disturbs the times. */
const BUSY = 0.4;

/** The results as text, at most 80 columns wide. */
export function tableOf(results: Results): string {
  const lines = [
    `node ${results.node}, ${results.cores} cores, ${results.seconds} s; medians of fresh processes, in turn`,
    ...(results.loadBefore < BUSY * results.cores ? [] : [busy(results.loadBefore)]),
    "",
    row("", "library", "by hand", "ratio", "goal"),
    rule,
    `Import (${results.import.rounds} runs each)`,
    compared(results.import, "time", "ms", (m) => m.import, IMPORT_GOAL),
    compared(results.import, "peak memory", "MiB", (m) => m.peakMemory),
  ];
  lines.push(rule, "Whole processes: import, construct, synth, exit");
  for (const one of results.processes) {
    const label = `${count(one.clusters, "cluster")} x${one.rounds}`;
    lines.push(compared(one, label, "ms", (m) => m.process, PROCESS_GOAL));
  }
  for (const one of results.synth) {
    const timeGoal = one.clusters >= TIME_GOAL_FROM ? TIME_GOAL : undefined;
    const same = one.differences.length === 0 ? "the same resources" : "DIFFERENT RESOURCES";
    lines.push(
      rule,
      `${count(one.clusters, "cluster")}, ${count(one.resources, "resource")}, ${same} (${one.rounds} runs each)`,
      compared(one, "construct", "ms", (m) => m.construct),
      compared(one, "synth", "ms", (m) => m.synth),
      compared(one, "together", "ms", (m) => m.together, timeGoal),
      compared(one, "processor time", "ms", (m) => m.cpu),
      compared(one, "peak memory", "MiB", (m) => m.peakMemory, MEMORY_GOAL),
      compared(one, "heap after", "MiB", (m) => m.heapAfter, MEMORY_GOAL),
    );
  }
  lines.push(rule, ...growth(results.synth), rule, "The model alone, three-node clusters a second");
  for (const stage of ["plan", "settings", "render", "all"] as const) {
    lines.push(row(`  ${stage}`, whole(results.model[stage]), "", "", ""));
  }
  return lines.join("\n");
}

function busy(load: number): string {
  return `The machine was busy (load ${load.toFixed(1)}): times are disturbed, processor time less so.`;
}

/** What a cluster costs in a large stack against a small one. */
function growth(synth: readonly SynthResult[]): readonly string[] {
  const small = synth.find((s) => s.clusters === 10);
  const large = synth.find((s) => s.clusters === 1_000);
  if (small === undefined || large === undefined) return [];
  const lines = ["Time a cluster, at 1,000 against at 10 clusters"];
  lines.push(row("", "at 1,000", "at 10", "ratio", "goal"));
  for (const way of ["library", "byHand"] as const) {
    const [at1000, at10] = [large[way].together / 1_000, small[way].together / 10];
    const label = way === "library" ? "  library (ms)" : "  by hand (ms)";
    const goal = way === "library" ? GROWTH_GOAL : undefined;
    lines.push(
      row(label, figure(at1000), figure(at10), (at1000 / at10).toFixed(2), verdict(at1000 / at10, goal)),
    );
  }
  return lines;
}

function compared<M>(
  one: Compared<M>,
  label: string,
  unit: string,
  figureOf: (measure: M) => number,
  goal?: number,
): string {
  const [library, byHand] = [figureOf(one.library), figureOf(one.byHand)];
  const ratio = library / byHand;
  return row(`  ${label} (${unit})`, figure(library), figure(byHand), ratio.toFixed(2), verdict(ratio, goal));
}

function verdict(ratio: number, goal: number | undefined): string {
  if (goal === undefined) return "";
  return `<= ${goal.toFixed(2)} ${ratio <= goal ? "met" : "MISSED"}`;
}

function row(...cells: readonly [string, string, string, string, string]): string {
  const [label, ...figures] = cells;
  const [library, byHand, ratio, goal] = figures;
  return `${label.padEnd(24)}${library.padStart(12)}${byHand.padStart(12)}${ratio.padStart(9)}   ${goal}`.trimEnd();
}

const rule = "-".repeat(80);

function figure(value: number): string {
  return value >= 1_000 ? whole(value) : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

function count(n: number, what: string): string {
  return `${whole(n)} ${what}${n === 1 ? "" : "s"}`;
}

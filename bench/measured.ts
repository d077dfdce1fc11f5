/*
 * What the measuring processes tell the one that started them, as one line of JSON. Times are in
 * milliseconds, memory in MiB.
 */

/** Which of the two stacks. */
export type Way = "library" | "byHand";

/** One process that imported. */
export interface ImportMeasure {
  readonly import: number;
  readonly peakMemory: number;
}

/** One process from its start to its exit. */
export interface ProcessMeasure {
  readonly process: number;
}

/** One process that constructed and synthesized. */
export interface SynthMeasure {
  readonly construct: number;
  readonly synth: number;
  readonly together: number;
  /** Time on the processor, which other processes disturb less. */
  readonly cpu: number;
  readonly peakMemory: number;
  /** The heap after collection, the stack still alive. */
  readonly heapAfter: number;
}

/** One process that ran the model alone; three-node clusters a second. */
export interface ModelMeasure {
  readonly plan: number;
  readonly settings: number;
  readonly render: number;
  readonly all: number;
}

/** The most memory that this process had so far. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Hands the result to the process that started this one. */
export function tell(measure: ImportMeasure | SynthMeasure | ModelMeasure): void {
  process.stdout.write(`${JSON.stringify(measure)}\n`);
}

import type { Synthesized } from "../scenarios/synthesize";

/** One stack, brought to an engine and away again. */
export interface Deployment {
  /** Creates everything, and waits for what the stack waits for. */
  apply(): Promise<void>;
  /** What a plan would still change: nothing, an account of it, or `undefined` where there are no plans. */
  plan(): Promise<"nothing" | { readonly changes: string } | undefined>;
  /** Replaces every container by a new one. */
  replaceContainers(): Promise<void>;
  /** Removes what was created, also after an apply that failed. */
  destroy(): Promise<void>;
}

/** Brings stacks to an engine. */
export interface Applier {
  /** In words, for the report. */
  readonly name: string;
  deployment(stack: Synthesized): Deployment;
}

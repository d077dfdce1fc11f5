import type { Synthesized } from "../scenarios/synthesize";

/** One stack, brought to an engine and away again. */
export interface Deployment {
  /** Readies the stack for commands of others. */
  init(): Promise<void>;
  /**
   * Creates everything, and waits for what the stack waits for.
   * @param flags what Terraform is told besides
   * @param kill kills Terraform when it is aborted
   */
  apply(flags?: readonly string[], kill?: AbortSignal): Promise<void>;
  /** What a plan would still change: nothing, an account of it, or `undefined` where there are no plans. */
  plan(): Promise<"nothing" | { readonly changes: string } | undefined>;
  /** Replaces every container by a new one. */
  replaceContainers(): Promise<void>;
  /** What the stack gives away, by name. */
  outputs(): Promise<Readonly<Record<string, string>>>;
  /** Brings the same stack as it was synthesized anew, and replaces what that needs. */
  update(next: Synthesized): Promise<void>;
  /** Has the provider make a node's certificate anew, where it made it. */
  renew(cluster: string, node: string): Promise<void>;
  /** Removes what was created, also after an apply that failed. */
  destroy(): Promise<void>;
}

/** Brings stacks to an engine. */
export interface Applier {
  /** In words, for the report. */
  readonly name: string;
  deployment(stack: Synthesized): Deployment;
}

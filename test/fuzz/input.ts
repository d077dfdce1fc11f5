import type fc from "fast-check";

/** What is passed to `new EventStoreCluster`, made anew each time it is asked for. */
export interface Input {
  /** How it was drawn. */
  readonly kind: "valid" | "nearly valid" | "wild" | "known at apply" | "secret";
  make(): { readonly id: unknown; readonly props: unknown };
  /** The props with each of the things done to them alone, whose problems must all be told of them together. */
  readonly apart?: readonly (() => unknown)[];
  /** What else the public face is asked about a cluster. */
  readonly asked: unknown;
}

export type Inputs = fc.Arbitrary<Input>;

/** Passes what the types forbid. */
export function any(value: unknown): never {
  return value as never;
}

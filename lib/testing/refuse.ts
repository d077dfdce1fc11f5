import { EventStoreCluster, InvalidClusterError } from "../index";
import { argumentProblem, type WrongArgument } from "../problem/argument";
import type { Callee } from "../problem/invalid-cluster-error";

/** A helper that was called. */
export type Helper = Callee & { readonly name: string };

/**
 * Refuses what a helper was called with, by the error that users know: of the library's own class.
 * @param called the function: the stack trace starts at its caller
 */
export function refuse(value: unknown, wrong: WrongArgument, called: Helper): never {
  throw new InvalidClusterError(called.name, [argumentProblem(value, wrong)], called);
}

/** Refuses what is no cluster that this program declares. */
export function checkCluster(value: unknown, called: Helper): asserts value is EventStoreCluster {
  if (value instanceof EventStoreCluster) return;
  const fix = "pass the one of the stack";
  refuse(value, { path: "cluster", what: "an EventStoreCluster", fix }, called);
}

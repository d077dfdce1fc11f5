import { TerraformStack } from "cdktf";
import { EventStoreCluster, InvalidClusterError } from "../index";
import { argumentProblem, type WrongArgument } from "../problem/argument";
import { Findings } from "../problem/findings";
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

/** What is made of the arguments of what a user called; where something is found wrong of them, all of it refuses them. */
export function readArguments<T>(
  name: string,
  called: Callee | undefined,
  read: (findings: Findings) => T | undefined,
): T {
  const findings = new Findings();
  const made = read(findings);
  if (made === undefined || findings.problems.length > 0)
    throw new InvalidClusterError(name, findings.problems, called);
  return made;
}

/** Refuses what is no cluster that this program declares. */
export function checkCluster(value: unknown, called: Helper): asserts value is EventStoreCluster {
  if (value instanceof EventStoreCluster) return;
  const fix = "pass the one of the stack";
  refuse(value, { path: "cluster", what: "an EventStoreCluster", fix }, called);
}

/** Refuses what is no stack. */
export function checkStack(value: unknown, called: Helper): asserts value is TerraformStack {
  if (TerraformStack.isStack(value)) return;
  const fix = "pass the stack that has the cluster";
  refuse(value, { path: "stack", what: "a TerraformStack", fix }, called);
}

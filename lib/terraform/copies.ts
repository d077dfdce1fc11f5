import type { TerraformStack } from "cdktf";
import type { Findings } from "../problem/findings";
import { stackOf } from "./stack-of";

/** Under which every copy of this library finds what another one left at a stack. */
const MARK = Symbol.for("cdktf-eventstoredb.copy");

/** This copy. */
const OWN = {};

interface Marked {
  [MARK]?: object;
}

/** Has other copies of the library know that this one looks after a stack: what is one for each stack is one for each copy. */
export function takeStack(stack: TerraformStack & Marked): void {
  stack[MARK] ??= OWN;
}

/** Whether another copy looks after a stack. */
export function isOfOtherCopy(stack: TerraformStack & Marked): boolean {
  return (stack[MARK] ?? OWN) !== OWN;
}

/** What is wrong where another copy of the library looks after the stack already. */
export function checkCopy(scope: unknown, findings: Findings): void {
  const stack = stackOf(scope);
  if (stack === undefined || !isOfOtherCopy(stack)) return;
  findings.problem({
    code: "scope.copy",
    path: "scope",
    got: `is in the stack ${stack.node.path}, in which another copy of cdktf-eventstoredb made a cluster`,
    expected:
      "the copies of one package know nothing of each other, and each would judge and write the stack by itself",
    fix: "have one copy: npm ls cdktf-eventstoredb shows them, npm dedupe removes those that need not be",
  });
}

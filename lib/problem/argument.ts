import type { Wrong } from "./checked";
import { InvalidClusterError, type Callee } from "./invalid-cluster-error";
import type { Problem } from "./problem";
import { quote } from "./quote";

/** What was called with a wrong value, and what it takes. */
export interface WrongArgument extends Omit<Wrong, "code"> {
  readonly path: string;
}

/** What is said of a value that a function of the public face was called with. */
export function argumentProblem(value: unknown, { path, what, fix }: WrongArgument): Problem {
  return { code: "argument", path, got: `is ${quote(value)}`, expected: `must be ${what}`, fix };
}

/**
 * Refuses what a function of the public face was called with.
 * @param called the function: the stack trace starts at its caller
 */
export function refuseArgument(
  value: unknown,
  wrong: WrongArgument,
  called: Callee & { readonly name: string },
): never {
  throw new InvalidClusterError(called.name, [argumentProblem(value, wrong)], called);
}

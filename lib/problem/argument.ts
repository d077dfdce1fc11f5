import type { Wrong } from "./checked";
import { InvalidClusterError, type Callee } from "./invalid-cluster-error";
import { quote } from "./quote";

/**
 * Refuses what a function of the public face was called with.
 * @param called the function: the stack trace starts at its caller
 */
export function refuseArgument(
  value: unknown,
  { path, what, fix }: Omit<Wrong, "code"> & { readonly path: string },
  called: Callee & { readonly name: string },
): never {
  const problem = { code: "argument", path, got: `is ${quote(value)}`, expected: `must be ${what}`, fix };
  throw new InvalidClusterError(called.name, [problem], called);
}

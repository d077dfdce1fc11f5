import { InvalidClusterError } from "../index";
import type { Wrong } from "../problem/checked";
import type { Callee } from "../problem/invalid-cluster-error";
import { quote } from "../problem/quote";

/**
 * Refuses what a helper was called with, by the error that users know: of the library's own class.
 * @param called the function: the stack trace starts at its caller
 */
export function refuse(
  value: unknown,
  { path, what, fix }: Omit<Wrong, "code"> & { readonly path: string },
  called: Callee & { readonly name: string },
): never {
  const problem = { code: "argument", path, got: `is ${quote(value)}`, expected: `must be ${what}`, fix };
  throw new InvalidClusterError(called.name, [problem], called);
}

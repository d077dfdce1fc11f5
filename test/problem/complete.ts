import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";

/** The problems, each of which must say what is wrong, where, what is allowed, and what to do. */
export function complete(problems: readonly Problem[]): readonly Problem[] {
  for (const problem of problems) {
    const { code, path, got, expected, fix } = problem;
    const text = describeProblem(problem);
    if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/.test(code))
      throw new Error(`no code: ${code}, of ${text}`);
    for (const part of [path, got, expected, fix]) {
      if (part.trim() === "" || part !== part.trim()) throw new Error(`a part is missing: ${text}`);
    }
    if (/\b(undefined|NaN)\b|\[object|Stryker/.test(expected + fix))
      throw new Error(`mends with nothing: ${text}`);
  }
  return problems;
}

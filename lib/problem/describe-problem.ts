import { refuseArgument } from "./argument";
import { lineOf, type Problem } from "./problem";

/**
 * A problem as one line of text: what is wrong, the value got, what is allowed, how to mend it.
 * @throws InvalidClusterError for what is no problem
 */
export function describeProblem(problem: Problem): string {
  const given: unknown = problem;
  if (typeof given !== "object" || given === null || !("path" in given && "fix" in given)) {
    const fix = "pass one of cluster.warnings, or of the problems of an InvalidClusterError";
    refuseArgument(given, { path: "problem", what: "a Problem", fix }, describeProblem);
  }
  return lineOf(problem);
}

import { describeProblem, InvalidClusterError, type Problem } from "../../lib";
import { tellsSecret } from "./secrets";

/** What `call` gives, or the problems that it throws; any other exception is a fault. */
export function expectingProblems<T>(faults: string[], call: () => T): T | readonly Problem[] {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) {
      faults.push(`throws ${described(error)}`);
      return [];
    }
    if (error.problems.length === 0) faults.push("throws an error without a problem");
    for (const problem of error.problems) faults.push(...wrongWith(problem));
    if (error.message.length > 1000 * (error.problems.length + 1)) {
      faults.push(`throws a message of ${error.message.length} characters`);
    }
    if (/\n\s+at /.test(error.message)) faults.push("has a stack trace in its message");
    return error.problems;
  }
}

/** What of a problem does not help. */
export function wrongWith(problem: Problem): readonly string[] {
  const text = describeProblem(problem);
  const faults: string[] = [];
  for (const [part, value] of Object.entries(problem)) {
    if (typeof value !== "string" || value === "") faults.push(`a problem without ${part}`);
  }
  if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/.test(problem.code)) faults.push("a code that is none");
  if (/\b(undefined|NaN)\b/.test(problem.expected + problem.fix))
    faults.push("a problem that mends with nothing");
  return [...faults.map((fault) => `${fault}: ${text.slice(0, 1500)}`), ...wrongWithLine(text)];
}

/** What of a problem's text does not help, wherever it is told. */
export function wrongWithLine(text: string): readonly string[] {
  const faults: string[] = [];
  if (/[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(text))
    faults.push("a problem on more than one line, or unprintable");
  if (text.length > 1000) faults.push(`a problem of ${text.length} characters`);
  if (/\[object|TfToken\[TOKEN\.\d+\]|-8\.10956221259\d*e\+?298/.test(text))
    faults.push("a problem that shows how things are inside");
  if (tellsSecret(text)) faults.push("a problem that tells a secret");
  return faults.map((fault) => `${fault}: ${text.slice(0, 1500)}`);
}

/** An exception for whoever looks for its cause. */
export function described(error: unknown): string {
  return error instanceof Error ? `${error.message} ${error.stack ?? ""}` : String(error);
}

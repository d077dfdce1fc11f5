import { withoutTokens } from "./framework-tokens";
import type { Problem } from "./problem";

/** How bad a problem is: `"error"` refuses the stack, `"warning"` may hurt and refuses nothing. */
export type ProblemLevel = "error" | "warning";

/** A problem, how bad it is, and where it was found. */
export interface FoundProblem extends Problem {
  readonly level: ProblemLevel;
  /** The path of the construct that it is about: `"orders/esdb"`, or one below a cluster. */
  readonly construct: string;
}

/** The file beside a stack's JSON. */
export const PROBLEMS_FILE = "problems.json";

/** What `problems.json` beside a stack's JSON holds. */
export interface ProblemsFile {
  /** Raised when what there is changes its meaning; what is only added raises nothing. */
  readonly version: 1;
  /** Errors, then warnings, each in the order in which they were found. */
  readonly problems: readonly FoundProblem[];
  /**
   * What this synth wrote beside the stack for people and other programs: reports and clusters' attributes. Those that an earlier
   * synth wrote and this one did not are removed; none is left where the stack is refused.
   */
  readonly files: readonly string[];
}

/** What was found as it is given to others: errors first, no token in it, and the known fields in one order. */
export function asFound(problems: readonly FoundProblem[]): readonly FoundProblem[] {
  const levels: readonly ProblemLevel[] = ["error", "warning"];
  return levels.flatMap((level) => problems.filter((one) => one.level === level).map(plain));
}

/** What was found, as the text of `problems.json`. */
export function problemsText(found: readonly FoundProblem[], files: readonly string[]): string {
  const file: ProblemsFile = { version: 1, problems: found, files };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function plain({ level, construct, code, path, got, expected, fix }: FoundProblem): FoundProblem {
  return {
    level,
    construct: withoutTokens(construct),
    code,
    path: withoutTokens(path),
    got: withoutTokens(got),
    expected: withoutTokens(expected),
    fix: withoutTokens(fix),
  };
}

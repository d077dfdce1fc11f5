import { withoutTokens } from "./framework-tokens";

/**
 * One thing that is wrong with what a user declared, in the words of the API that the user called.
 */
export interface Problem {
  /** Stable identifier for tests and tools, for example `"network.cidr.overlap"`. */
  readonly code: string;
  /** The prop that is wrong, as the user wrote it: `"externalNetwork.cidr"`. */
  readonly path: string;
  /** The value that was given and what is wrong with it. Never holds a secret. */
  readonly got: string;
  /** What is allowed there, or what is true of the release. */
  readonly expected: string;
  /** What to change so that it works. */
  readonly fix: string;
}

/**
 * A problem as one line of text.
 * @internal
 */
export function lineOf(problem: Problem): string {
  // A name that a user gave may be a token, wherever it is told.
  return withoutTokens(`${problem.path} ${problem.got}: ${problem.expected}; ${problem.fix}`);
}

/** How the command ends, for pipelines. */
export enum ExitCode {
  /** All is as the stack says, or nothing was to be done. */
  DONE = 0,
  /** A step failed, and what comes after it was left. Once the cause is mended, the same command goes on. */
  FAILED = 1,
  /** The command, the folder or the program that it needs is not there, or it was not told what it must. */
  USAGE = 2,
  /** This edit cannot be made node by node. No node was touched. */
  REFUSED = 3,
  /** The plan was shown, and not approved. Nothing was done. */
  DECLINED = 4,
  /** It was interrupted. The same command goes on. */
  INTERRUPTED = 130,
}

/** Ends the command: what is said, and how. */
export class Ending extends Error {
  constructor(
    readonly code: ExitCode,
    readonly lines: readonly string[],
  ) {
    super(lines.join("\n"));
  }
}

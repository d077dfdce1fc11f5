import type { Problem } from "./problem";

/** Collects everything found wrong or doubtful, so that a user hears all of it at once. */
export class Findings {
  private readonly problemList: Problem[] = [];
  private readonly warningList: Problem[] = [];

  /** What cannot work. */
  get problems(): readonly Problem[] {
    return this.problemList;
  }

  /** What works, but may hurt. */
  get warnings(): readonly Problem[] {
    return this.warningList;
  }

  problem(problem: Problem): void {
    this.problemList.push(problem);
  }

  warning(problem: Problem): void {
    this.warningList.push(problem);
  }

  /** Takes over what was found apart. */
  include(found: Findings): void {
    this.problemList.push(...found.problemList);
    this.warningList.push(...found.warningList);
  }
}

import type { Problem } from "./problem";
import { quote } from "./quote";

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

  /**
   * What is found of one prop.
   * @param name that of an argument whose keys stand alone, without a path
   */
  at(path: string, name = path): PropFindings {
    return new PropFindings(path, this, name);
  }
}

/** The findings of one prop, which know its path; the code is the path where no other is said. */
export class PropFindings {
  constructor(
    readonly path: string,
    private readonly findings: Findings,
    private readonly name: string,
  ) {}

  problem({ code = this.path, ...said }: SaidOfProp): void {
    this.findings.problem({ code, path: this.path, ...said });
  }

  /** What is found of it as a whole. */
  get whole(): PropFindings {
    return this.findings.at(this.name);
  }

  /** What is found of a key of it. */
  ofKey(key: string): PropFindings {
    const isPropOfAll = this.path === "" && /^\w+$/.test(key);
    return this.findings.at(isPropOfAll ? key : `${this.path}[${quote(key)}]`);
  }
}

/** What is said of a prop that is known. */
export type SaidOfProp = Omit<Problem, "code" | "path"> & Partial<Pick<Problem, "code">>;

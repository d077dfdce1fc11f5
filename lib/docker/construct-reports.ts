import type { IConstruct } from "constructs";
import { Report } from "../guarantees/report";
import { StackProblems, type ProblemOf } from "./stack-problems";

/** What is said of constructs at synth, each by a report of its own. */
export class ConstructReports {
  private readonly all: (readonly [IConstruct, Report])[] = [];

  /** A new report on a construct. */
  readonly of = (construct: IConstruct): Report => {
    const report = new Report(construct.node.path);
    this.all.push([construct, report]);
    return report;
  };

  /**
   * Gives what is wrong, and warns of what is merely worse.
   * @param cluster in whose stack it is told
   */
  tell(cluster: IConstruct): readonly ProblemOf[] {
    for (const [construct, { findings }] of this.all)
      for (const warning of findings.warnings) StackProblems.of(cluster).warn(construct, warning);
    return this.all.flatMap(([construct, { findings }]) =>
      findings.problems.map((problem) => ({ construct, problem })),
    );
  }
}

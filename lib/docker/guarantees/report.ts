import { Findings } from "../../problem/findings";

/** What is said of one resource. */
export class Report {
  readonly findings = new Findings();

  /** @param path where the resource's construct stands */
  constructor(private readonly path: string) {}

  /** A guarantee that is undone, or an apply that fails or never settles. */
  problem(attribute: string, got: string, expected: string, fix: string): void {
    this.findings.problem(codeOf(attribute), this.at(attribute), got, expected, fix);
  }

  /** What works, but is worse than what the library made. */
  warning(attribute: string, got: string, expected: string, fix: string): void {
    this.findings.warning(codeOf(attribute), this.at(attribute), got, expected, fix);
  }

  /** Whether something was said of an attribute. */
  has(attribute: string): boolean {
    const path = this.at(attribute);
    return this.findings.hasProblemAt(path) || this.findings.warnings.some((w) => w.path === path);
  }

  private at(attribute: string): string {
    return attribute === "" ? this.path : `${this.path}.${attribute}`;
  }
}

function codeOf(attribute: string): string {
  const [name = ""] = attribute.split(/[.[]/, 1);
  return name === "" ? "guarantee" : `guarantee.${name}`;
}

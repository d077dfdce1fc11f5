import { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";

/** What is said of one attribute; of the resource itself where `attribute` is empty. */
export interface Remark extends Pick<Problem, "got" | "expected" | "fix"> {
  readonly attribute: string;
}

/** What is said of one resource. */
export class Report {
  readonly findings = new Findings();
  private readonly spokenOf = new Set<string>();

  /** @param path where the resource's construct stands */
  constructor(private readonly path: string) {}

  /** A guarantee that is undone, or an apply that fails or never settles. */
  problem({ attribute, ...said }: Remark): void {
    this.spokenOf.add(rootOf(attribute));
    this.findings.problem({ code: codeOf(attribute), path: this.at(attribute), ...said });
  }

  /** What works, but is worse than what the library made. */
  warning({ attribute, ...said }: Remark): void {
    this.spokenOf.add(rootOf(attribute));
    this.findings.warning({ code: codeOf(attribute), path: this.at(attribute), ...said });
  }

  /** Whether something was said of an attribute. */
  has(attribute: string): boolean {
    return this.spokenOf.has(attribute);
  }

  private at(attribute: string): string {
    return attribute === "" ? this.path : `${this.path}.${attribute}`;
  }
}

function codeOf(attribute: string): string {
  const name = rootOf(attribute);
  return name === ""
    ? "guarantee"
    : `guarantee.${name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase())}`;
}

function rootOf(attribute: string): string {
  const [name = ""] = attribute.split(/[.[]/, 1);
  return name;
}

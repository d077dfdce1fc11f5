import { refuseArgument } from "../problem/argument";
import { readEach } from "../problem/checked";
import { Findings } from "../problem/findings";
import { InvalidClusterError } from "../problem/invalid-cluster-error";
import type { Reachability } from "../reach/cell";

/** Options of `renderMarkdown` and `renderMermaid`. */
export interface ReportOptions {
  /**
   * Who reaches what: `cluster.reachability`, which knows the declared resources, what the program overrides included.
   * @default - worked out from the topology alone
   */
  readonly reachability?: Reachability;
}

/**
 * What was asked for; anything else is refused.
 * @param called the function that was called with it
 */
export function readReportOptions(
  options: ReportOptions,
  called: (...args: never) => unknown,
): Reachability | undefined {
  const wrong = { fix: "pass { reachability: cluster.reachability }, or leave it out" };
  const given: Partial<ReportOptions> | null | undefined = options;
  const known =
    typeof given === "object" &&
    given !== null &&
    !Array.isArray(given) &&
    Object.keys(given).every((key) => key === "reachability");
  if (!known) refuseArgument(given, { path: "options", what: "{ reachability }", ...wrong }, called);
  const findings = new Findings();
  const { reachability } = readEach(given, ["reachability"], "value.unreadable", findings.at("options"));
  if (findings.problems.length > 0) throw new InvalidClusterError(called.name, findings.problems, called);
  if (reachability === undefined || Array.isArray(reachability?.cells)) return reachability;
  refuseArgument(reachability, { path: "options.reachability", what: "a Reachability", ...wrong }, called);
}

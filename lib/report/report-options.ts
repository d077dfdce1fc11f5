import { refuseArgument } from "../problem/argument";
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
  const { reachability } = given;
  if (reachability === undefined || Array.isArray(reachability?.cells)) return reachability;
  refuseArgument(reachability, { path: "options.reachability", what: "a Reachability", ...wrong }, called);
}

import type { Findings } from "../../problem/findings";
import { nearestOf } from "../../problem/nearest";
import { quote } from "../../problem/quote";
import { Audience, namesOfAudiences } from "../model/audience";

/** What a list of audiences is for. */
export interface AudienceList {
  readonly path: string;
  /** Who may be in it. */
  readonly known: readonly Audience[];
  /** The same in words: `"clients are Audience.HOST or …"`. */
  readonly expected: string;
  /** How the mend names the list: `"audiences"`. */
  readonly name: string;
}

/** The audiences of a list, each once and in one order; those that are none are problems, and what is no list is `undefined`. */
export function readAudiences(
  asked: unknown,
  { path, known, expected, name }: AudienceList,
  findings: Findings,
): readonly Audience[] | undefined {
  if (!Array.isArray(asked)) {
    findings.problem({
      code: "audiences",
      path,
      got: `is ${quote(asked)}`,
      expected: "must be a list of audiences",
      fix: `use ${name}: [Audience.HOST]`,
    });
    return undefined;
  }
  // A list may have been made into anything else: its own methods are not to be trusted.
  const list: readonly unknown[] = [...(asked as readonly unknown[])];
  const wrong = new Set(list.filter((one) => !known.some((audience) => audience === one)));
  const [first] = wrong;
  if (wrong.size > 0) {
    findings.problem({
      code: "audiences",
      path,
      got: `has ${quote(first)}${wrong.size === 1 ? "" : `, and ${wrong.size - 1} more that are none`}`,
      expected,
      fix: `use ${name}: [${meant(list, known)}]`,
    });
  }
  return known.filter((audience) => list.includes(audience));
}

/** The audiences that a list names, or was to name. */
function meant(list: readonly unknown[], among: readonly Audience[]): string {
  const nearest = list.map((one) => (typeof one === "string" ? nearestOf(one, among) : undefined));
  const known = among.filter((audience) => nearest.includes(audience));
  return namesOfAudiences(known.length > 0 ? known : [Audience.HOST]);
}

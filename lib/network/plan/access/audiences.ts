import type { Findings } from "../../../problem/findings";
import { nearestOf } from "../../../problem/nearest";
import { quote } from "../../../problem/quote";
import { Audience, CLIENT_AUDIENCES } from "../../model/audience";

/** The promised audiences. Whether they are served, whoever follows their ways knows. */
export function readAudiences(
  asked: unknown,
  otherwise: readonly Audience[],
  findings: Findings,
): readonly Audience[] {
  const path = "clients.audiences";
  if (asked !== undefined && !Array.isArray(asked)) {
    findings.problem({
      code: "audiences",
      path,
      got: `is ${quote(asked)}`,
      expected: "must be a list of audiences",
      fix: "use audiences: [Audience.HOST]",
    });
    return [];
  }
  const list: readonly unknown[] = asked ?? otherwise;
  const known: Audience[] = [];
  for (const one of list) {
    const audience = CLIENT_AUDIENCES.find((a) => a === one);
    if (audience === undefined) {
      const expected = "clients are Audience.NETWORK, Audience.HOST or Audience.REMOTE";
      findings.problem({
        code: "audiences",
        path,
        got: `has ${quote(one)}`,
        expected,
        fix: `use audiences: [${meant(list)}]`,
      });
      continue;
    }
    known.push(audience);
  }
  return CLIENT_AUDIENCES.filter((a) => known.includes(a));
}

/** The audiences that a list names, or was to name. */
function meant(list: readonly unknown[]): string {
  const nearest = list.map((one) => (typeof one === "string" ? nearestOf(one, CLIENT_AUDIENCES) : undefined));
  const known = CLIENT_AUDIENCES.filter((audience) => nearest.includes(audience));
  const named = known.length > 0 ? known : [Audience.HOST];
  return named.map((audience) => `Audience.${audience.toUpperCase()}`).join(", ");
}

import type { Findings } from "../../../problem/findings";
import { quote } from "../../../problem/quote";
import { type Audience, CLIENT_AUDIENCES } from "../../model/audience";

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
        fix: "name one of these",
      });
      continue;
    }
    known.push(audience);
  }
  return CLIENT_AUDIENCES.filter((a) => known.includes(a));
}

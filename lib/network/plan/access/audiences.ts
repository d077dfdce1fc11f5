import type { Findings } from "../../../problem/findings";
import { quote } from "../../../problem/quote";
import { type Audience, CLIENT_AUDIENCES } from "../../model/audience";

/** Why an access does not serve an audience, and what would. */
export interface Unserved {
  readonly why: string;
  readonly fix: string;
}

/** The promised audiences, each checked against what the access can serve. */
export function readAudiences(
  asked: unknown,
  otherwise: readonly Audience[],
  unserved: (audience: Audience) => Unserved | undefined,
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
  const known: Audience[] = [];
  for (const audience of (asked ?? otherwise) as readonly unknown[]) {
    if (!CLIENT_AUDIENCES.includes(audience as Audience)) {
      const expected = "clients are Audience.NETWORK, Audience.HOST or Audience.REMOTE";
      findings.problem({
        code: "audiences",
        path,
        got: `has ${quote(audience)}`,
        expected,
        fix: "name one of these",
      });
      continue;
    }
    const gap = unserved(audience as Audience);
    if (gap !== undefined) {
      findings.problem({
        code: "audiences.unserved",
        path,
        got: `promises Audience.${String(audience).toUpperCase()}`,
        expected: gap.why,
        fix: gap.fix,
      });
      continue;
    }
    known.push(audience as Audience);
  }
  return CLIENT_AUDIENCES.filter((a) => known.includes(a));
}

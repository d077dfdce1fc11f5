import type { Findings } from "../../../problem/findings";
import { quote } from "../../../problem/quote";
import { type Audience, CLIENT_AUDIENCES } from "../../model/audience";

/** Why an access does not serve an audience, and what would. */
export interface Unserved {
  readonly why: string;
  readonly fix: string;
}

/** Whom an access serves. */
export interface AudiencePlan {
  /** Whether that is everybody who was asked for. */
  readonly sure: boolean;
  readonly audiences: readonly Audience[];
}

/** The promised audiences, each checked against what the access can serve. */
export function readAudiences(
  asked: unknown,
  otherwise: readonly Audience[],
  unserved: (audience: Audience) => Unserved | undefined,
  findings: Findings,
): AudiencePlan {
  const path = "clients.audiences";
  if (asked !== undefined && !Array.isArray(asked)) {
    findings.problem({
      code: "audiences",
      path,
      got: `is ${quote(asked)}`,
      expected: "must be a list of audiences",
      fix: "use audiences: [Audience.HOST]",
    });
    return { sure: false, audiences: [] };
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
    const gap = unserved(audience);
    if (gap !== undefined) {
      findings.problem({
        code: "audiences.unserved",
        path,
        got: `promises Audience.${audience.toUpperCase()}`,
        expected: gap.why,
        fix: gap.fix,
      });
      continue;
    }
    known.push(audience);
  }
  return {
    sure: known.length === list.length,
    audiences: CLIENT_AUDIENCES.filter((a) => known.includes(a)),
  };
}

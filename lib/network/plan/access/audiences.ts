import { nearestOf } from "../../../problem/nearest";
import { quote } from "../../../problem/quote";
import { Audience, CLIENT_AUDIENCES, namesOfAudiences } from "../../model/audience";
import { EXTERNAL_KEY } from "../../model/names";
import { readAudiences, type AudienceList } from "../audience-reading";
import type { PlanContext } from "../plan-context";
import type { ClientPlan } from "./node-client";

const PROMISED: AudienceList = {
  path: "clients.audiences",
  known: CLIENT_AUDIENCES,
  expected: "clients are Audience.NETWORK, Audience.HOST or Audience.REMOTE",
  name: "audiences",
};

/** Whom an access promises to serve. Whether they are served, whoever follows their ways knows. */
export function readPromise(
  { audiences: asked, networks }: Readonly<Record<string, unknown>>,
  otherwise: readonly Audience[],
  context: PlanContext,
): Pick<ClientPlan, "audiences" | "servedOn"> {
  const audiences =
    asked === undefined ? inOrder(otherwise) : (readAudiences(asked, PROMISED, context.findings) ?? []);
  if (Array.isArray(asked) && asked.length === 0) warnOfNobody(otherwise, context);
  return {
    audiences,
    servedOn: networks === undefined ? undefined : readNetworks(networks, audiences, context),
  };
}

/** The nodes serve whoever reaches them all the same, and no way to them is checked. */
function warnOfNobody(otherwise: readonly Audience[], { findings }: PlanContext): void {
  const names = namesOfAudiences(otherwise.length === 0 ? [Audience.HOST] : inOrder(otherwise));
  findings.warning({
    code: "audiences.none",
    path: PROMISED.path,
    got: "is empty",
    expected:
      "nobody is promised to reach the nodes: no connection string is given, and no way of clients is checked",
    fix: `use audiences: [${names}], or whoever dials them`,
  });
}

function inOrder(audiences: readonly Audience[]): readonly Audience[] {
  return CLIENT_AUDIENCES.filter((audience) => audiences.includes(audience));
}

/** The networks that the promise to containers is limited to, by what names them. */
function readNetworks(
  asked: unknown,
  audiences: readonly Audience[],
  { clientNetworks, findings }: PlanContext,
): readonly string[] | undefined {
  const path = "clients.networks";
  const known = clientNetworks ?? [];
  const list: readonly unknown[] = Array.isArray(asked) ? asked : [];
  const stranger = list.find((one) => !known.some((key) => key === one));
  if (list.length === 0) {
    findings.problem({
      code: "clients.networks",
      path,
      got: `is ${quote(asked)}`,
      expected: "must be a list of networks on which containers are served",
      fix: "leave it out for all of them",
    });
  } else if (audiences.length > 0 && !audiences.includes(Audience.NETWORK)) {
    findings.problem({
      code: "clients.networks",
      path,
      got: "is given",
      expected: "it says on which networks containers are served, and Audience.NETWORK is not promised",
      fix: "leave it out",
    });
  } else if (stranger !== undefined && clientNetworks !== undefined) {
    const meant = list.map((one) => (typeof one === "string" ? nearestOf(one, known) : undefined));
    const named = [...new Set(meant.map((one) => one ?? EXTERNAL_KEY))];
    findings.problem({
      code: "clients.networks",
      path,
      got: `has ${quote(stranger)}`,
      expected: `the networks of clients are ${known.map(quote).join(", ")}, by their keys in additionalNetworks`,
      fix: `use networks: [${named.map(quote).join(", ")}]`,
    });
  } else return clientNetworks?.filter((key) => list.includes(key));
  return undefined;
}

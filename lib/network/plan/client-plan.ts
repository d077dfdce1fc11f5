import { quote } from "../../problem/quote";
import type { ClientContext, ClientPlan } from "./access/client-context";
import { planEverywhere } from "./access/everywhere";
import { planPerNode } from "./access/per-node";
import { planThroughHost } from "./access/through-host";
import { planWithinNetwork } from "./access/within-network";
import { ClientAccess } from "../asked/client-access";

/** Plans what clients are told, by the way they were said to come. */
export function planClients(access: unknown, context: ClientContext): ClientPlan {
  const asked = access === undefined ? ClientAccess.withinNetwork() : access;
  const request = asked instanceof ClientAccess ? asked.request : undefined;
  switch (request?.kind) {
    case "withinNetwork":
      return planWithinNetwork(request, context);
    case "throughHost":
      return planThroughHost(request, context);
    case "everywhere":
      return planEverywhere(request, context);
    case "perNode":
      return planPerNode(request, context);
    default:
      context.findings.problem({
        code: "clients",
        path: "clients",
        got: `is ${quote(asked)}`,
        expected: "must be a ClientAccess",
        fix: "use ClientAccess.withinNetwork(), throughHost({ … }), everywhere({ … }) or perNode([ … ])",
      });
      return { audiences: [], nodes: new Map() };
  }
}

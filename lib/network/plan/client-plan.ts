import { checkInstance, reportWrong } from "../../problem/checked";
import { refusedClients, type ClientPlan } from "./access/node-client";
import { planEverywhere } from "./access/everywhere";
import { planPerNode } from "./access/per-node";
import { planThroughHost } from "./access/through-host";
import { planWithinNetwork } from "./access/within-network";
import { ClientAccess } from "../asked/client-access";
import type { PlanContext } from "./plan-context";
import type { PlacedNode } from "./planned-node";

/** Plans what clients are told, by the way they were said to come. */
export function planClients(access: unknown, nodes: readonly PlacedNode[], context: PlanContext): ClientPlan {
  const wrong = {
    what: "a ClientAccess",
    fix: "use ClientAccess.withinNetwork(), throughHost({ … }), everywhere({ … }), perNode([ … ]) or throughProxy([ … ])",
  };
  const given = access === undefined ? ClientAccess.withinNetwork() : access;
  const request = checkInstance(given, ClientAccess, wrong, context.findings.at("clients"))?.request;
  switch (request?.kind) {
    case "withinNetwork":
      return planWithinNetwork(request, nodes, context);
    case "throughHost":
      return planThroughHost(request, nodes, context);
    case "everywhere":
      return planEverywhere(request, nodes, context);
    case "perNode":
    case "throughProxy":
      return planPerNode(request, nodes, context);
    default:
      // One of ours whose inside somebody changed is none any more.
      if (given instanceof ClientAccess) reportWrong(given, wrong, context.findings.at("clients"));
      return refusedClients(nodes, context);
  }
}

import { checkInstance, reportWrong } from "../../problem/checked";
import { refusedClients, type ClientPlan } from "./access/node-client";
import { planEverywhere } from "./access/everywhere";
import { planPerNode } from "./access/per-node";
import { planThroughHost } from "./access/through-host";
import { planThroughHosts } from "./access/through-hosts";
import { planWithinNetwork } from "./access/within-network";
import { ClientAccess, type ClientAccessRequest } from "../asked/client-access";
import type { PlanContext } from "./plan-context";
import type { PlacedNode } from "./planned-node";

/** Plans what clients are told, by the way they were said to come. */
export function planClients(access: unknown, nodes: readonly PlacedNode[], context: PlanContext): ClientPlan {
  const wrong = {
    what: "a ClientAccess",
    fix: "use ClientAccess.withinNetwork(), throughHost({ … }), throughHosts(), everywhere({ … }), perNode([ … ]) or throughProxy([ … ])",
  };
  const otherwise =
    context.hosts.addressed === undefined ? ClientAccess.withinNetwork() : ClientAccess.throughHosts();
  const given = access === undefined ? otherwise : access;
  const request = checkInstance(given, ClientAccess, wrong, context.findings.at("clients"))?.request;
  if (request !== null && request !== undefined && isOfOneHost(request.kind, context))
    return refusedClients(nodes, context);
  switch (request?.kind) {
    case "withinNetwork":
      return planWithinNetwork(request, nodes, context);
    case "throughHost":
      return planThroughHost(request, nodes, context);
    case "throughHosts":
      return planThroughHosts(request, nodes, context);
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

const OF_ONE_HOST: { readonly [K in ClientAccessRequest["kind"]]?: string } = {
  withinNetwork:
    "containers dial names that a network of one host gives, and other hosts have networks of their own",
  throughHost: "one host stands for all nodes, and each node is on the host that it runs on",
  everywhere: "its names lead to the machine of whoever dials them",
};

/** Whether the access can serve one Docker host only, and there are several, which is a problem. */
function isOfOneHost(kind: ClientAccessRequest["kind"], { hosts, findings }: PlanContext): boolean {
  // Not by a key, because what is in an access may have been changed to anything.
  const expected = Object.entries(OF_ONE_HOST).find(([one]) => one === kind)?.[1];
  if (hosts.all.length < 2 || expected === undefined) return false;
  findings.problem({
    code: "clients.hosts",
    path: "clients",
    got: `is ClientAccess.${kind} with ${hosts.all.length} hosts`,
    expected,
    fix: "leave it out for ClientAccess.throughHosts()",
  });
  return true;
}

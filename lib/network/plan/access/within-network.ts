import { readAudiences } from "./audiences";
import { advertise, type ClientPlan } from "./node-client";
import { readOptions } from "../../../problem/checked";
import { Audience } from "../../model/audience";
import type { ClientAccessRequest } from "../../asked/client-access";
import { Interface } from "../../model/endpoint";
import { externalAlias } from "../../model/names";
import type { PlanContext } from "../plan-context";
import { placeOn, type PlacedNode } from "../planned-node";

/** Clients are containers on the external network and dial the nodes' aliases there (v5: addresses). */
export function planWithinNetwork(
  request: Extract<ClientAccessRequest, { kind: "withinNetwork" }>,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { capabilities, findings, ports } = context;
  const nodes = placed.map((node) => {
    const own = placeOn(node, Interface.EXTERNAL);
    const host = capabilities.addressesOnly ? own.address : externalAlias(context.cluster, node.key);
    return {
      ...node,
      client: {
        ...advertise(context, host, ports),
        sure: own.sure || !capabilities.addressesOnly,
        props: {
          host: "clients",
          http: "ports.http",
          externalTcp: "ports.externalTcp",
          bindIp: "clients.bindIp",
        },
        listens: ports,
        aliases: [],
      },
    };
  });
  const fix = "use ClientAccess.withinNetwork({ audiences: [Audience.NETWORK] })";
  const options = readOptions(request.options, ["audiences"], fix, findings.at("clients"));
  const audiences = readAudiences(options?.audiences, [Audience.NETWORK], findings);
  return { audiences, nodes };
}

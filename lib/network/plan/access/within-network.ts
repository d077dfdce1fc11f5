import { readPromise } from "./audiences";
import { advertise, type ClientPlan } from "./node-client";
import { readOptions } from "../../../problem/checked";
import { Audience } from "../../model/audience";
import type { ClientAccessRequest } from "../../asked/client-access";
import { Interface } from "../../model/endpoint";
import { externalAlias } from "../../model/names";
import type { PlanContext } from "../plan-context";
import { placeOn, type Place, type PlacedNode } from "../planned-node";

/** Clients are containers on the external network and dial the nodes' aliases there (v5: addresses). */
export function planWithinNetwork(
  request: Extract<ClientAccessRequest, { kind: "withinNetwork" }>,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { capabilities, findings, ports } = context;
  const fix = "use ClientAccess.withinNetwork({ audiences: [Audience.NETWORK] })";
  const options = readOptions(request.options, ["audiences", "networks"], fix, findings.at("clients"));
  const promise = readPromise(options ?? {}, [Audience.NETWORK], context);
  const nodes = placed.map((node) => {
    const own = servedPlace(node, promise.servedOn);
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
        aliases: [],
      },
    };
  });
  return { ...promise, nodes };
}

/** The node's place where its address is told: on the external network, or on the first other that alone is served. */
function servedPlace(node: PlacedNode, servedOn: readonly string[] | undefined): Place {
  const first = servedOn?.[0];
  const additional = node.places.find(({ network: { network } }) => network.key === first);
  return first === undefined || additional === undefined ? placeOn(node, Interface.EXTERNAL) : additional;
}

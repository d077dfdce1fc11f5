import { readAudiences } from "./audiences";
import { advertise, type ClientContext, type ClientPlan, type NodeClientPlan } from "./client-context";
import { Audience } from "../../model/audience";
import type { ClientAccessRequest } from "../../asked/client-access";
import { Interface } from "../../model/endpoint";
import { externalAlias } from "../../model/names";

/** Clients are containers on the external network and dial the nodes' aliases there (v5: addresses). */
export function planWithinNetwork(
  request: Extract<ClientAccessRequest, { kind: "withinNetwork" }>,
  context: ClientContext,
): ClientPlan {
  const { capabilities, findings, ports } = context;
  const nodes = new Map<string, NodeClientPlan>();
  for (const node of context.nodes) {
    const host = capabilities.addressesOnly
      ? context.addresses.get(node.key)?.[Interface.EXTERNAL]
      : externalAlias(context.cluster, node.key);
    if (host === undefined) continue;
    nodes.set(node.key, {
      ...advertise(context, host, ports),
      path: "clients",
      listens: ports,
      aliases: [],
      direct: true,
    });
  }
  const audiences = readAudiences(
    request.audiences,
    [Audience.NETWORK],
    (audience) =>
      audience === Audience.NETWORK
        ? undefined
        : {
            why: "ClientAccess.withinNetwork() publishes nothing on the host",
            fix: "use ClientAccess.throughHost({ host, ports })",
          },
    findings,
  );
  return { audiences, nodes };
}

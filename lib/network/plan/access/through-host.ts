import { readAudiences, type Unserved } from "./audiences";
import { advertise, clientPlan, refusedClient, refusedClients, type ClientPlan } from "./node-client";
import { Audience } from "../../model/audience";
import type { ClientAccessRequest } from "../../asked/client-access";
import type { Capabilities } from "../capabilities";
import { defaultBindIp, isLoopbackHost, readBindIp, readHost } from "../host-reading";
import { isIpv4, isLoopback } from "../../model/ipv4";
import type { PlanContext } from "../plan-context";
import type { PlacedNode } from "../planned-node";
import { readPortPlan } from "../port-reading";

/** Every node is published on its own host port, and clients are told the host and that port. */
export function planThroughHost(
  request: Extract<ClientAccessRequest, { kind: "throughHost" }>,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { capabilities, findings } = context;
  const host = readHost(request.host, "clients.host", capabilities, findings);
  const loopback = host !== undefined && isLoopbackHost(host);
  const otherwise = defaultBindIp(host ?? "localhost");
  const bindIp = readBindIp(request.bindIp, otherwise, "clients.bindIp", findings);
  const ported = readPortPlan(request.ports, placed, context.externalTcp, "clients.ports", findings);
  if (host === undefined || bindIp === undefined) return refusedClients(placed, context);
  const nodes = ported.map(({ node, ports }) => ({
    ...node,
    client:
      ports === undefined
        ? refusedClient(node, context)
        : {
            ...advertise(context, host, ports),
            sure: true,
            path: "clients.host",
            listens: context.ports,
            aliases: [],
            publishedOn: bindIp,
            direct: false,
          },
  }));
  const all = [Audience.HOST, Audience.NETWORK, Audience.REMOTE];
  const audiences = readAudiences(
    request.audiences,
    loopback ? [Audience.HOST] : all,
    (audience) => unservedThroughHost(audience, host, bindIp, capabilities),
    findings,
  );
  return clientPlan(audiences, nodes, context);
}

/** Why a port published on `bindIp` and advertised as `host` does not serve an audience. */
export function unservedThroughHost(
  audience: Audience,
  host: string,
  bindIp: string,
  capabilities: Capabilities,
): Unserved | undefined {
  const others = capabilities.addressesOnly
    ? "an address of the host that others can route to"
    : "an address or DNS name of the host that others can route to";
  if (isLoopbackHost(host)) {
    if (audience !== Audience.HOST) {
      const everywhere =
        audience === Audience.NETWORK && !capabilities.addressesOnly
          ? ", or ClientAccess.everywhere({ domain, ports })"
          : "";
      return {
        why: `clients are told "${host}", which is their own machine to every client but those on the Docker host`,
        fix: `use ${others}${everywhere}`,
      };
    }
    if (bindIp === defaultBindIp(host) || bindIp === "0.0.0.0") return undefined;
    return {
      why: `clients are told "${host}", but the ports are published on ${bindIp} only`,
      fix: "leave bindIp out",
    };
  }
  if (!isLoopback(bindIp)) return undefined;
  // A name may stand for the loopback address on the host itself, an address cannot.
  if (audience === Audience.HOST && !isIpv4(host)) return undefined;
  return {
    why: `clients are told "${host}", but the ports are published on the loopback address ${bindIp} only`,
    fix: "leave bindIp out for 0.0.0.0, or name an address of the host",
  };
}

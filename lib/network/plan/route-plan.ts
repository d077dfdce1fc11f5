import type { ClientPlan, NodeClientPlan } from "./access/client-context";
import type { NodeAddresses } from "./address-plan";
import { Audience } from "../model/audience";
import type { Capabilities } from "./capabilities";
import { EndpointKind, Interface } from "../model/endpoint";
import { isIpv4 } from "../model/ipv4";
import { DOCKER_HOST } from "./network-plan";
import { nodeHttpKind, type NodePeerPlan } from "./peer-plan";
import type { Endpoint, HostPort, Network, Route } from "../model/topology";

/** What the routes to one node follow from. */
export interface RouteContext {
  readonly capabilities: Capabilities;
  readonly addresses: NodeAddresses;
  readonly endpoints: readonly Endpoint[];
  readonly networks: readonly Network[];
  readonly clients: ClientPlan;
  readonly client: NodeClientPlan;
  readonly peer?: NodePeerPlan;
}

/** Every way that leads to one node: other nodes' first, then each promised audience's. */
export function planRoutes(context: RouteContext): readonly Route[] {
  const routes: Route[] = [];
  const { peer, capabilities, client } = context;
  if (peer !== undefined) {
    routes.push(toPeer(EndpointKind.INTERNAL_TCP, peer.replication, context));
    routes.push(toPeer(nodeHttpKind(capabilities), peer.http, context));
  }
  for (const audience of context.clients.audiences) {
    routes.push(toClient(audience, EndpointKind.HTTP, client.http, context));
    if (client.externalTcp !== undefined) {
      routes.push(toClient(audience, EndpointKind.EXTERNAL_TCP, client.externalTcp, context));
    }
  }
  return routes;
}

function toPeer(endpoint: EndpointKind, dialled: HostPort, context: RouteContext): Route {
  const onExternal = dialled.host === context.addresses[Interface.EXTERNAL];
  return {
    audience: Audience.PEERS,
    endpoint,
    dialled,
    host: DOCKER_HOST,
    through: isIpv4(dialled.host) ? "address" : "alias",
    ...ending(endpoint, onExternal ? Interface.EXTERNAL : Interface.INTERNAL, context),
  };
}

function toClient(
  audience: Audience,
  endpoint: EndpointKind,
  dialled: HostPort,
  context: RouteContext,
): Route {
  const direct = audience === Audience.NETWORK && context.client.direct;
  return {
    audience,
    endpoint,
    dialled,
    host: DOCKER_HOST,
    through: !direct ? "publishedPort" : isIpv4(dialled.host) ? "address" : "alias",
    ...ending(endpoint, Interface.EXTERNAL, context),
  };
}

function ending(
  endpoint: EndpointKind,
  side: Interface,
  context: RouteContext,
): Pick<Route, "network" | "reached"> {
  return {
    network: context.networks.find((n) => n.interface === side)?.name ?? "",
    reached: {
      host: context.addresses[side] ?? "",
      port: context.endpoints.find((e) => e.kind === endpoint)?.port ?? 0,
    },
  };
}

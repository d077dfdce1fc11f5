import { Audience } from "../model/audience";
import { Interface } from "../model/endpoint";
import { isIpv4 } from "../model/ipv4";
import type { Route } from "../model/topology";
import type { Offer, Place, PlannedNode } from "./planned-node";

/** Every way that leads to one node: other nodes' first, then each promised audience's. */
export function planRoutes(node: PlannedNode, audiences: readonly Audience[]): readonly Route[] {
  const { peer, toClients } = node;
  const toPeers = peer === undefined ? [] : [peer.replication, peer.http];
  return [
    ...toPeers.map((offer) => toPeer(offer, node)),
    ...audiences.flatMap((audience) => toClients.map((offer) => toClient(audience, offer, node))),
  ];
}

function toPeer(offer: Offer, node: PlannedNode): Route {
  const { host } = offer.advertised;
  const place = node.places.find(({ address }) => address === host) ?? placeOn(node, Interface.INTERNAL);
  return route(Audience.PEERS, offer, isIpv4(host) ? "address" : "alias", place, node);
}

function toClient(audience: Audience, offer: Offer, node: PlannedNode): Route {
  const direct = audience === Audience.NETWORK && node.client.direct;
  const through = !direct ? "publishedPort" : isIpv4(offer.advertised.host) ? "address" : "alias";
  return route(audience, offer, through, placeOn(node, Interface.EXTERNAL), node);
}

function route(
  audience: Audience,
  { socket, advertised }: Offer,
  through: Route["through"],
  { network, address }: Place,
  { host }: PlannedNode,
): Route {
  return {
    audience,
    endpoint: socket.kind,
    dialled: advertised,
    host,
    through,
    network: network.network.name,
    reached: { host: address, port: socket.port },
  };
}

function placeOn({ key, places }: PlannedNode, side: Interface): Place {
  const place = places.find(({ network }) => network.network.interface === side);
  // A network that is missing is a problem, and routes are planned where there is none.
  if (place === undefined) throw new Error(`${key} is on no ${side} network`);
  return place;
}

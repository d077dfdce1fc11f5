import { Audience } from "../model/audience";
import type { Route } from "../model/topology";
import type { Offer, PlannedNode } from "./planned-node";

/** Every way that leads to one node: other nodes' first, then each promised audience's. */
export function planRoutes(
  { peer, toClients }: PlannedNode,
  audiences: readonly Audience[],
): readonly Route[] {
  const toPeers = peer === undefined ? [] : [peer.replication, peer.http];
  return [
    ...toPeers.map((offer) => route(Audience.PEERS, offer)),
    ...audiences.flatMap((audience) => toClients.map((offer) => route(audience, offer))),
  ];
}

function route(audience: Audience, { socket, advertised }: Offer): Route {
  return { audience, endpoint: socket.kind, dialled: advertised };
}

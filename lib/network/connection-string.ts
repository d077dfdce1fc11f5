import { Audience } from "./audience";
import type { HostPort, Topology } from "./topology";

/** Why a string for an audience cannot be given: which access serves it. */
export function unpromised(topology: Topology, audience: Audience): string | undefined {
  if (topology.audiences.includes(audience)) return undefined;
  const promised = topology.audiences.map((a) => `Audience.${a.toUpperCase()}`).join(", ") || "nobody";
  return `clients promises ${promised}; ${whatServes(audience, topology.clientProtocol === "grpc")}`;
}

function whatServes(audience: Audience, names: boolean): string {
  const everywhere = names ? ", everywhere({ … })" : "";
  switch (audience) {
    case Audience.NETWORK:
      return `ClientAccess.withinNetwork()${everywhere} or throughHost with a host that others can route to serves it`;
    case Audience.HOST:
      return `ClientAccess.throughHost({ … })${everywhere} serves it`;
    case Audience.REMOTE:
      return "ClientAccess.throughHost with a host that others can route to serves it";
    default:
      return "nodes find each other by gossip seeds, and clients are Audience.NETWORK, HOST or REMOTE";
  }
}

/**
 * What a client of that release dials: `esdb://…` for gRPC clients, on v5 the `GossipSeeds=…` or
 * `ConnectTo=tcp://…` of the TCP client. Members only; replicas are found by gossip.
 */
export function connectionString(topology: Topology): string {
  const members = topology.nodes.filter((n) => n.kind === "member");
  const http = members.map((n) => text(n.advertised.http));
  const tcp = members.flatMap((n) =>
    n.advertised.externalTcp === undefined ? [] : [text(n.advertised.externalTcp)],
  );
  if (topology.clientProtocol === "tcp") {
    return members.length === 1 ? `ConnectTo=tcp://${tcp[0]}` : `GossipSeeds=${http.join(",")}`;
  }
  return `esdb://${http.join(",")}?tls=${topology.secure}`;
}

function text(at: HostPort): string {
  return `${at.host}:${at.port}`;
}

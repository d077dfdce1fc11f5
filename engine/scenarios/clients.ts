import { Audience, ClientAccess, PeerAccess, PortPlan } from "cdktf-eventstoredb";
import type { Plot } from "./surroundings";

/** Clients by the ports of the Docker host, for HTTP and for external TCP where it is on. */
export function throughHost(plot: Plot, host: string): ClientAccess {
  return ClientAccess.throughHost({ host, ports: PortPlan.sequential(plot.hostPorts()) });
}

/** Clients by names that lead to the nodes from everywhere, from other machines too. */
export function fromEverywhere(plot: Plot, domain: string): ClientAccess {
  return ClientAccess.everywhere({
    domain,
    ports: PortPlan.sequential({ http: plot.hostPorts().http }),
    bindIp: plot.hostAddress,
    audiences: [Audience.NETWORK, Audience.REMOTE],
  });
}

/** Three members, each told apart: to nodes by a name of its own, to clients by the host and ports of its own. */
export function nodeByNode(
  plot: Plot,
  domain: string,
): { readonly peers: PeerAccess; readonly clients: ClientAccess } {
  const first = plot.hostPorts();
  const members = [0, 1, 2];
  return {
    peers: PeerAccess.perNode(
      members.map((n) => ({ host: `peer-${n}.${domain}`, tcpPort: 1112, httpPort: 2113 })),
    ),
    clients: ClientAccess.perNode(
      members.map((n) => ({
        host: plot.hostAddress,
        httpPort: first.http + 10 * n,
        tcpPort: first.externalTcp + 10 * n,
      })),
      { audiences: [Audience.HOST, Audience.NETWORK, Audience.REMOTE] },
    ),
  };
}

import { Audience, ClientAccess, PeerAccess } from "cdktf-eventstoredb";
import type { Construct } from "constructs";
import type { Plot } from "./surroundings";

/** One or more clusters that live in one stack. */
export interface Scenario {
  readonly id: string;
  /** What is special about it. */
  readonly what: string;
  readonly declare: (scope: Construct, plot: Plot) => void | Promise<void>;
}

/** The two networks of one cluster, made by it. */
export const networks = (plot: Plot) => ({
  internalNetwork: { cidr: plot.range() },
  externalNetwork: { cidr: plot.range() },
});

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

import { Audience } from "../../lib/network/model/audience";
import { Interface, type EndpointKind } from "../../lib/network/model/endpoint";
import type {
  Attachment,
  ClusterNode,
  HostPort,
  PublishedPort,
  Topology,
} from "../../lib/network/model/topology";

/** A socket on which a dial ends. */
export interface Ending {
  readonly node: string;
  readonly endpoint: EndpointKind;
}

/**
 * Every socket that answers when somebody of an audience, a container on that network, dials a host and port. It is worked out from names,
 * addresses, published ports and bound sockets alone, as Docker would, never from the planned routes.
 */
export function dial(
  topology: Topology,
  audience: Audience,
  at: HostPort,
  network = topology.networks.find((n) => n.interface === Interface.EXTERNAL)?.name,
): readonly Ending[] {
  const isThere = ({ network: name }: Attachment) =>
    audience === Audience.PEERS || (audience === Audience.NETWORK && name === network);
  const direct = topology.nodes.flatMap((node) =>
    node.attachments.filter(isThere).flatMap((place) => {
      const meant = byName(node, place, at.host) || place.address === at.host;
      return meant ? [{ node, address: place.address }] : [];
    }),
  );
  // A name that Docker knows never leaves for the host, and a loopback address never leaves the dialler.
  if (direct.length > 0) {
    return direct.flatMap(({ node, address }) => listening(node, address, at.port));
  }
  if (audience === Audience.PEERS) return [];
  return topology.nodes.flatMap((node) =>
    node.published
      .filter((p) => p.hostPort === at.port && answers(p, audience, at.host))
      .flatMap((p) => {
        const [outside] = node.attachments
          .filter((a) => topology.networks.some((n) => n.name === a.network && !n.isolated))
          .sort((a, b) => (a.network < b.network ? -1 : 1));
        return listening(node, outside?.address ?? "", p.containerPort);
      }),
  );
}

/** Docker answers a node's aliases on their own network, and its container's name on each. */
function byName(node: ClusterNode, { aliases }: Attachment, host: string): boolean {
  const name = host.toLowerCase();
  return node.name.toLowerCase() === name || aliases.some((a) => a.toLowerCase() === name);
}

function answers({ hostIp }: PublishedPort, audience: Audience, host: string): boolean {
  const address = host === "localhost" ? "127.0.0.1" : host;
  const literal = /^[\d.]+$/.test(address);
  if (address.startsWith("127.") && literal) {
    return audience === Audience.HOST && (hostIp === "0.0.0.0" || hostIp === address);
  }
  if (hostIp === "0.0.0.0") return true;
  // A name may stand for whatever address the port is published on, if the dialler can reach that.
  if (!literal) return audience === Audience.HOST || !hostIp.startsWith("127.");
  return hostIp === address;
}

function listening(node: ClusterNode, address: string, port: number): readonly Ending[] {
  return node.endpoints
    .filter((e) => e.port === port && (e.bind === "0.0.0.0" || e.bind === address))
    .map((e) => ({ node: node.key, endpoint: e.kind }));
}

import { isForNodes, type EndpointKind, type Interface } from "../model/endpoint";
import type { Endpoint, HostPort, NodeKind, PublishedPort } from "../model/topology";
import type { NetworkPlan } from "./planned-network";

/*
 * A node on its way through planning. Each stage adds what it decides, so that nothing is looked up that could be
 * missing. A value that was refused has a stand-in that is not `sure`: planning goes on, to find all problems at
 * once, and what only follows from a refused value is not judged.
 */

/** Who a node is, and where it runs: what never changes when other nodes come or go. */
export interface NodeIdentity {
  readonly key: string;
  readonly kind: NodeKind;
  readonly index: number;
  readonly name: string;
  /** The Docker host it runs on. */
  readonly host: string;
}

/** An address of a node. */
export interface NodeAddress {
  readonly address: string;
  /** Whether it is the node's; else one that nothing else has and nobody can dial. */
  readonly sure: boolean;
}

/** A node's place on a network. */
export interface Place extends NodeAddress {
  readonly network: NetworkPlan;
}

/** A node with its place on every network that it is on. */
export interface PlacedNode extends NodeIdentity {
  readonly places: readonly Place[];
}

/** How clients reach one node. */
export interface NodeClient {
  /** Whether it was taken as it was asked for. */
  readonly sure: boolean;
  readonly http: HostPort;
  /** Absent where external TCP is off. */
  readonly externalTcp?: HostPort;
  /** The props that say so. */
  readonly props: ClientProps;
  /** The ports on which the node itself listens, where they are not those of `ports`. */
  readonly listens?: { readonly http: number; readonly externalTcp: number };
  /** Names to add to the node's aliases on the external network. */
  readonly aliases: readonly string[];
  /** The host's address on which the advertised ports are published, where they are. */
  readonly publishedOn?: string;
  /** Whether something that the cluster does not make leads clients from there to the node. */
  readonly proxied?: true;
}

/** The props from which a node's addresses for clients come. */
export interface ClientProps {
  readonly host: string;
  readonly http: string;
  readonly externalTcp: string;
  /** The prop that says on which address of the Docker host ports are published. */
  readonly bindIp: string;
  /** The prop that says on which ports the node itself listens, where `ports` does not. */
  readonly listens?: string;
}

/** A node with its way for clients. */
export interface ClientNode extends PlacedNode {
  readonly client: NodeClient;
}

/** A socket, and where others are to dial it. */
export interface Offer {
  readonly socket: Endpoint;
  readonly advertised: HostPort;
  /** The props that say where. */
  readonly props: { readonly host: string; readonly port: string };
}

/** The sockets by which nodes meet. */
export interface PeerSockets {
  readonly replication: Endpoint;
  /** Of gossip and elections. */
  readonly http: Endpoint;
}

/** A node with its sockets. */
export interface ListeningNode extends ClientNode {
  readonly endpoints: readonly Endpoint[];
  /** Whether each of them can listen; else two meet on one port. */
  readonly socketsSure: boolean;
  /** What clients dial. */
  readonly toClients: readonly Offer[];
  /** What nodes dial; absent in a cluster of one. */
  readonly betweenNodes?: PeerSockets;
}

/** How other nodes reach one node. */
export interface NodePeer {
  /** Whether it was taken as it was asked for. */
  readonly sure: boolean;
  readonly replication: Offer;
  readonly http: Offer;
  /** The node's alias on the internal network, where it is not the planned one. */
  readonly alias?: string;
  /** The host's address on which the advertised ports are published, where they are. */
  readonly publishedOn?: string;
}

/** A node with its way for other nodes; absent in a cluster of one. */
export interface PeeredNode extends ListeningNode {
  readonly peer?: NodePeer;
}

/** A node with all that was planned of it. */
export interface PlannedNode extends PeeredNode {
  readonly published: readonly PublishedPort[];
  /** Whether each is the only one on its port of the host. */
  readonly publishedSure: boolean;
}

/** The node's place on the internal or the external network, where it is on that. */
export function placeOn({ key, places }: PlacedNode, side: Interface): Place {
  const place = places.find(
    ({ network: { network } }) => network.interface === side && network.key === undefined,
  );
  if (place === undefined) throw new Error(`${key} is on no ${side} network`);
  return place;
}

/** The prop other than `ports` that says on which port a node listens, where one does. */
function ownPortProp({ client }: ClientNode, kind: EndpointKind): string | undefined {
  return isForNodes(kind) ? undefined : client.props.listens;
}

/** The prop that says on which port a node listens. */
export function portPropOf(node: ClientNode, kind: EndpointKind): string {
  return ownPortProp(node, kind) ?? `ports.${kind}`;
}

/** Whether a node listens on the port that was asked for; else on a default. */
export function isPortSure(node: ClientNode, kind: EndpointKind, refused: readonly EndpointKind[]): boolean {
  return ownPortProp(node, kind) !== undefined || !refused.includes(kind);
}

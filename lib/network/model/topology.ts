import { quote } from "../../problem/quote";
import type { Audience } from "./audience";
import { EndpointKind, Interface } from "./endpoint";
import { isKnownAtApply } from "./host-name";

/** A host and a port, as they are dialled or advertised. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A host and a port as they are written: `host:port`. */
export function hostAndPort({ host, port }: HostPort): string {
  return `${host}:${port}`;
}

/** The same for people to read, where the host may be one that only Terraform knows. */
export function shownAddress({ host, port }: HostPort): string {
  return hostAndPort({ host: shownHost(host), port });
}

/** A host for people to read. */
export function shownHost(host: string): string {
  return isKnownAtApply(host) ? "(known at apply)" : host;
}

/** A Docker host. */
export interface Host {
  readonly name: string;
  /** Where nodes on other hosts reach it; absent where all nodes share one engine and meet on its networks. */
  readonly internalAddress?: string;
  /** Where clients reach it. */
  readonly externalAddress?: string;
  /** What clients are told in the place of that address. */
  readonly externalName?: string;
  /**
   * The port on the internal address by which the first host's gate gets at the nodes of this one; absent on the first, and
   * where hosts are not named.
   */
  readonly keeperPort?: number;
  /** Who reaches its addresses from other machines, by the user's word; absent of what nothing is said of. */
  readonly reachableFrom?: {
    readonly internalAddress?: readonly Audience[];
    readonly externalAddress?: readonly Audience[];
  };
}

/** A Docker network of the cluster. */
export interface Network {
  /** Which side of the nodes it serves. */
  readonly interface: Interface;
  /** Its key in `additionalNetworks`; absent on the internal and the external network. */
  readonly key?: string;
  /** Present where clients are served by network, and those on this one are not promised it. */
  readonly unpromised?: true;
  /** The Docker host it lives on. */
  readonly host: string;
  /** Its Docker name. */
  readonly name: string;
  /** Whether the user brings it. */
  readonly existing: boolean;
  /** Present where every plan holds an existing network against this. */
  readonly checkedAtPlan?: true;
  readonly cidr: string;
  /** The bridge's own address; unknown on an existing network. */
  readonly gateway?: string;
  /** Where containers without a fixed address are put, apart from the nodes; unknown on an existing network. */
  readonly dynamicRange?: string;
  /** Whether the network has no way out. */
  readonly isolated: boolean;
}

/** A node's place on a network. */
export interface Attachment {
  readonly interface: Interface;
  /** The network's key in `additionalNetworks`; absent on the internal and the external network. */
  readonly key?: string;
  /** The network's Docker name. */
  readonly network: string;
  readonly address: string;
  /** The names under which the network's DNS answers with this node. */
  readonly aliases: readonly string[];
}

/** A listening socket. */
export interface Endpoint {
  readonly kind: EndpointKind;
  /** The address bound; `0.0.0.0` for all interfaces. */
  readonly bind: string;
  readonly port: number;
  readonly tls: boolean;
}

/** An endpoint published on the Docker host. */
export interface PublishedPort {
  readonly endpoint: EndpointKind;
  /** The host's address; `0.0.0.0` for every one. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** What an audience dials to get to an endpoint. */
export interface Route {
  readonly audience: Audience;
  readonly endpoint: EndpointKind;
  readonly dialled: HostPort;
}

/** What a node advertises of itself. */
export interface Advertised {
  /** Replication, to nodes; absent in a cluster of one. */
  readonly replication?: HostPort;
  /** Gossip and elections, to nodes; in a cluster of one the same as `http`. */
  readonly nodeHttp: HostPort;
  /** HTTP, to clients. */
  readonly http: HostPort;
  /** The legacy TCP client protocol, to clients; absent where external TCP is off. */
  readonly externalTcp?: HostPort;
}

/** A kind of node. */
export type NodeKind = "member" | "readOnlyReplica";

/** One node of the cluster. */
export interface ClusterNode {
  /** `node-0` for the first member, `replica-0` for the first read-only replica. */
  readonly key: string;
  readonly kind: NodeKind;
  /** Counted from 0, members and replicas apart. */
  readonly index: number;
  /** The container's name and host name. */
  readonly name: string;
  /** The Docker host it runs on. */
  readonly host: string;
  readonly attachments: readonly Attachment[];
  readonly endpoints: readonly Endpoint[];
  readonly published: readonly PublishedPort[];
  readonly advertised: Advertised;
  /** The other members, exactly as they advertise themselves to nodes. */
  readonly seeds: readonly HostPort[];
  readonly routes: readonly Route[];
}

/** What clients speak: gRPC over HTTP, or the legacy TCP protocol. */
export type ClientProtocol = "grpc" | "tcp";

/** What v5's client is told of the certificates that it is to see. */
export interface ClientTls {
  /** The name that it expects in the certificate of whichever node it dials. */
  readonly targetHost: string;
}

/** The whole cluster as one frozen, serialisable value. */
export interface Topology {
  /** The cluster's name, from which all Docker names come. */
  readonly name: string;
  readonly release: string;
  readonly size: number;
  /** Whether TLS is on. */
  readonly secure: boolean;
  /** What the release's own clients speak: TCP on v5, gRPC from 20.6. */
  readonly clientProtocol: ClientProtocol;
  /** On v5 with TLS; later clients expect the name that they dial. */
  readonly clientTls?: ClientTls;
  readonly hosts: readonly Host[];
  readonly networks: readonly Network[];
  readonly nodes: readonly ClusterNode[];
  /**
   * Whether something that the cluster does not make leads clients from what they dial to the nodes, by the user's word;
   * absent where nothing does.
   */
  readonly proxied?: true;
  /** Present where an engine leads published ports without a process of its own. */
  readonly userlandProxy?: false;
  /** The Docker name of the network over which that comes; absent for the external one. */
  readonly proxiedOver?: string;
  /** The client audiences that are promised to be served. */
  readonly audiences: readonly Audience[];
}

/** The endpoint of that kind, if the node has it. */
export function endpointOf(node: ClusterNode, kind: EndpointKind): Endpoint | undefined {
  return node.endpoints.find((e) => e.kind === kind);
}

/** The node's place on the internal or the external network, if it has one. */
export function attachmentOf(node: ClusterNode, side: Interface): Attachment | undefined {
  return node.attachments.find((a) => a.interface === side && a.key === undefined);
}

/** The node's HTTP endpoint: every node has one. */
export function httpOf(node: ClusterNode): Endpoint {
  const http = node.endpoints.find((e) => e.kind === EndpointKind.HTTP);
  if (http === undefined) throw new Error(`${node.key} has no HTTP endpoint`);
  return http;
}

/** The node's place on the external network: every node has one. */
export function externalPlaceOf(node: ClusterNode): Attachment {
  const place = attachmentOf(node, Interface.EXTERNAL);
  if (place === undefined) throw new Error(`${node.key} is on no external network`);
  return place;
}

/** The external network: every cluster has one. */
export function externalNetworkOf({ name, networks }: Topology): Network {
  const external = networks.find((n) => n.interface === Interface.EXTERNAL && n.key === undefined);
  if (external === undefined) throw new Error(`${name} has no external network`);
  return external;
}

/** The networks over which clients come to nodes: the external one, then the additional ones. */
export function clientNetworksOf({ networks }: Pick<Topology, "networks">): readonly Network[] {
  return networks.filter((n) => n.interface === Interface.EXTERNAL);
}

/** The prop by which a network is declared: `externalNetwork`, `additionalNetworks["proxy"]`. */
export function propOfNetwork({ interface: side, key }: Pick<Network, "interface" | "key">): string {
  return key === undefined ? `${side}Network` : `additionalNetworks[${quote(key)}]`;
}

/** What names a network among those of its cluster. */
export function wordOfNetwork({ interface: side, key }: Pick<Network, "interface" | "key">): string {
  return key ?? side;
}

/** The Docker host of a name: every node, network and engine of the cluster is on one. */
export function hostNamed({ name: cluster, hosts }: Topology, name: string): Host {
  const host = hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`${cluster} has no Docker host ${name}`);
  return host;
}

/** Whether nodes are on Docker hosts that were named, by whose addresses they are reached. */
export function isThroughHosts({ hosts }: Topology): boolean {
  return hosts.some(({ internalAddress }) => internalAddress !== undefined);
}

/** Where the first host's gate gets at the nodes of a host; nowhere on the first one itself, and where hosts are not named. */
export function keeperAt({ internalAddress, keeperPort }: Host): HostPort | undefined {
  return internalAddress === undefined || keeperPort === undefined
    ? undefined
    : { host: internalAddress, port: keeperPort };
}

/** What of a cluster is on one Docker host. */
export function partOn(topology: Topology, host: string): Topology {
  return {
    ...topology,
    hosts: topology.hosts.filter(({ name }) => name === host),
    networks: topology.networks.filter((network) => network.host === host),
    nodes: topology.nodes.filter((node) => node.host === host),
  };
}

/** A listening socket of a node, by what it serves. */
export enum EndpointKind {
  /** Replication and forwarded writes, between nodes. */
  INTERNAL_TCP = "internalTcp",
  /** Gossip and elections between nodes; a socket of its own on v5 only. */
  INTERNAL_HTTP = "internalHttp",
  /** Clients' HTTP and gRPC; from 20.6 also gossip and elections between nodes. */
  HTTP = "http",
  /** The legacy TCP client protocol. */
  EXTERNAL_TCP = "externalTcp",
}

/** Whether only nodes dial it. */
export function isForNodes(kind: EndpointKind): boolean {
  return kind === EndpointKind.INTERNAL_TCP || kind === EndpointKind.INTERNAL_HTTP;
}

/** Which side of a node a network or a socket belongs to. */
export enum Interface {
  /** Node to node. */
  INTERNAL = "internal",
  /** Clients. */
  EXTERNAL = "external",
}

/**
 * The ports on which a node listens inside its container. Numbers only: they switch no endpoint on or off,
 * and a number for an endpoint that the release or the topology does not have is ignored.
 */
export interface EndpointPorts {
  /**
   * Replication between nodes, over TCP.
   * Server option `IntTcpPort` (v5 with TLS: `IntSecureTcpPort`), from 23.10 `ReplicationPort`. 1 to 65535.
   * @default 1112
   */
  readonly internalTcp?: number;
  /**
   * Gossip and elections between nodes, on v5 only. Server option `IntHttpPort`. 1 to 65535.
   * @default 2112
   */
  readonly internalHttp?: number;
  /**
   * HTTP and gRPC; the primary protocol. A secure node answers plain HTTP with an empty reply.
   * Server option `ExtHttpPort` (v5), `HttpPort` (20.6), from 23.10 `NodePort`. 1 to 65535.
   * @default 2113
   */
  readonly http?: number;
  /**
   * The legacy TCP client protocol, where external TCP is on.
   * Server option `ExtTcpPort` (v5 with TLS: `ExtSecureTcpPort`), on 23.10 `NodeTcpPort`, from 24.6
   * `TcpPlugin:NodeTcpPort`. 1 to 65535.
   * @default 1113
   */
  readonly externalTcp?: number;
}

/** The ports of the server's own documentation. */
export const DEFAULT_PORTS: Required<EndpointPorts> = Object.freeze({
  internalTcp: 1112,
  internalHttp: 2112,
  http: 2113,
  externalTcp: 1113,
});

/** What a listening socket binds. */
export enum Binding {
  /** The node's own address on the side's network. */
  NODE_ADDRESS = "nodeAddress",
  /** Every interface of the container (0.0.0.0). */
  ALL_INTERFACES = "allInterfaces",
}

/** What each listening side binds, for the sides that the release binds apart. */
export interface Bindings {
  /**
   * Replication between nodes. The server's own default is loopback, on which nodes cannot talk to each other.
   * Server option `IntIp`, from 23.10 `ReplicationIp`.
   * @default Binding.NODE_ADDRESS
   */
  readonly internalTcp?: Binding;
  /**
   * HTTP between nodes, on v5 only. `ALL_INTERFACES` opens it to the external network too.
   * Server option `IntHttpPrefixes`.
   * @default Binding.NODE_ADDRESS
   */
  readonly internalHttp?: Binding;
  /**
   * HTTP for clients. From 20.6 nodes use the same socket, so that a node on two networks must listen on
   * all interfaces. On v5 an address answers only requests that dial that very address.
   * Server option `ExtHttpPrefixes` (v5), `ExtIp` (20.6), from 23.10 `NodeIp`.
   * @default Binding.ALL_INTERFACES
   */
  readonly http?: Binding;
  /**
   * The legacy TCP client protocol. Bound apart on v5 only (`ExtIp`); from 20.6 it is bound as HTTP is.
   * @default - Binding.NODE_ADDRESS on v5, with `additionalNetworks` Binding.ALL_INTERFACES; otherwise as `http`
   */
  readonly externalTcp?: Binding;
}

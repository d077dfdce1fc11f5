import type { PortPlan } from "./port-plan";

/** What the other nodes are told about one node. */
export interface NodePeerAddress {
  /**
   * The host that other nodes dial: a host name, which becomes an alias on the internal network, or the
   * node's own address there.
   * Server option `IntHostAdvertiseAs` and `ExtHostAdvertiseAs`, from 23.10 `ReplicationHostAdvertiseAs` and
   * `NodeHostAdvertiseAs`, on v5 `IntIpAdvertiseAs`.
   */
  readonly host: string;
  /** The replication port that other nodes dial. Server option `IntTcpPortAdvertiseAs`. */
  readonly tcpPort: number;
  /** The HTTP port that other nodes dial. Server option `HttpPortAdvertiseAs`; on v5 clients' own matter. */
  readonly httpPort: number;
  /**
   * The internal HTTP port that other nodes dial, on v5 only. Server option `IntHttpPortAdvertiseAs`.
   * @default - `ports.internalHttp`
   */
  readonly internalHttpPort?: number;
}

/** Options of `PeerAccess.perNode`. */
export interface PerNodePeerOptions {
  /**
   * The addresses of the read-only replicas, in their order.
   * @default - none
   */
  readonly readOnlyReplicas?: readonly NodePeerAddress[];
}

/** Options of `PeerAccess.throughHosts`. */
export interface ThroughHostsPeerOptions {
  /**
   * The replication port of each node on its host; a bare number in the plan means it. Nodes that share a host need
   * different ones: `PortPlan.sequential(1112)`.
   * Server option `IntTcpPortAdvertiseAs`, from 23.10 `ReplicationTcpPortAdvertiseAs`.
   * @default - `ports.internalTcp` on every host
   */
  readonly internalTcp?: PortPlan;
  /**
   * The port of HTTP between nodes on its host, on v5 only; from 20.6 it is the one of `clients`.
   * Server option `IntHttpPortAdvertiseAs`.
   * @default - `ports.internalHttp` on every host
   */
  readonly internalHttp?: PortPlan;
}

/** What nodes are told about each other. Gossip seeds follow it. */
export class PeerAccess {
  /** Aliases on the internal network (v5: addresses), and the nodes' own ports. */
  static withinNetwork(): PeerAccess {
    return new PeerAccess("withinNetwork");
  }

  /**
   * What only nodes dial is published on the `internalAddress` of each node's host of `hosts`, and advertised by that; nodes
   * that share a host meet there too, because a node is advertised by one address. The default with `hosts`, and only with
   * them.
   */
  static throughHosts(options: ThroughHostsPeerOptions = {}): PeerAccess {
    return new PeerAccess("throughHosts", undefined, options);
  }

  /** Every member's address for other nodes, one by one; judged like any route. */
  static perNode(members: readonly NodePeerAddress[], options: PerNodePeerOptions = {}): PeerAccess {
    return new PeerAccess("perNode", members, options);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly kind: "withinNetwork" | "throughHosts" | "perNode",
    /**
     * As it came.
     * @internal
     */
    readonly members?: unknown,
    /**
     * As they came.
     * @internal
     */
    readonly options?: unknown,
  ) {}
}

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

/** What nodes are told about each other. Gossip seeds follow it. */
export class PeerAccess {
  /** Aliases on the internal network (v5: addresses), and the nodes' own ports. */
  static withinNetwork(): PeerAccess {
    return new PeerAccess("withinNetwork");
  }

  /** Every member's address for other nodes, one by one; judged like any route. */
  static perNode(members: readonly NodePeerAddress[], options: PerNodePeerOptions = {}): PeerAccess {
    return new PeerAccess("perNode", members, options);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly kind: "withinNetwork" | "perNode",
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

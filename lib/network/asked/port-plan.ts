/** The host ports of one node. */
export interface ClientPorts {
  /** HTTP and gRPC. 1 to 65535. */
  readonly http: number;
  /**
   * The legacy TCP client protocol; needed where external TCP is on.
   * @default - none
   */
  readonly externalTcp?: number;
}

/** Options of `PortPlan.sequential`. */
export interface SequentialPortsOptions {
  /**
   * How far the first read-only replica's port lies above the first member's, so that a new member
   * moves no replica.
   * @default 20
   */
  readonly replicaOffset?: number;
}

/** Options of `PortPlan.explicit`. */
export interface ExplicitPortsOptions {
  /**
   * The ports of the read-only replicas, in their order. A bare number means HTTP.
   * @default - none
   */
  readonly readOnlyReplicas?: readonly (number | ClientPorts)[];
}

/** Which port on the Docker host, or under `everywhere` of the node itself, belongs to which node. */
export class PortPlan {
  /**
   * Member n has the first port + n, replica n the first port + `replicaOffset` + n.
   * @param first the first member's ports; a bare number means HTTP
   */
  static sequential(first: number | ClientPorts, options: SequentialPortsOptions = {}): PortPlan {
    return new PortPlan("sequential", first, options);
  }

  /**
   * Every node has the same ports: for nodes that are each on a Docker host, or an address, of their own.
   * @param ports a bare number means HTTP
   */
  static same(ports: number | ClientPorts): PortPlan {
    return new PortPlan("same", ports, {});
  }

  /**
   * Every node's ports, one by one.
   * @param members the members' ports in their order; a bare number means HTTP
   */
  static explicit(members: readonly (number | ClientPorts)[], options: ExplicitPortsOptions = {}): PortPlan {
    return new PortPlan("explicit", members, options);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly kind: "sequential" | "same" | "explicit",
    /**
     * The first member's ports, those of every node, or those of all members, as they came.
     * @internal
     */
    readonly ports: unknown,
    /**
     * As they came.
     * @internal
     */
    readonly options: unknown,
  ) {}
}

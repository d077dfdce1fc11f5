import type { NetworkSpec } from "../network/asked/cluster-spec";

/** A network that the cluster creates. */
export type ClusterNetworkProps = Omit<NetworkSpec, "networkName" | "internal">;

/** An existing network. */
export type ExistingNetworkProps = Omit<NetworkSpec, "networkName" | "gateway" | "dynamicRange">;

/** One of the two networks of a cluster, where it exists already. */
export class ClusterNetwork implements NetworkSpec {
  /**
   * A Docker network that exists already. One that the same program declares is compared with `props` at synth.
   * @param networkName its Docker name; a token of a `docker_network` keeps the order of creation
   * @param props its literal range, and whether it was created `internal`
   */
  static fromNetworkName(networkName: string, props: ExistingNetworkProps): ClusterNetwork {
    return new ClusterNetwork(networkName, props ?? {});
  }

  readonly cidr: string;
  readonly memberOffset?: number;
  readonly replicaOffset?: number;
  readonly internal?: boolean;

  private constructor(
    readonly networkName: string,
    props: ExistingNetworkProps,
  ) {
    this.cidr = props.cidr;
    if (props.memberOffset !== undefined) this.memberOffset = props.memberOffset;
    if (props.replicaOffset !== undefined) this.replicaOffset = props.replicaOffset;
    if (props.internal !== undefined) this.internal = props.internal;
  }
}

import type { ClientAccess } from "./client-access";
import type { Bindings, EndpointPorts } from "../model/endpoint";
import type { HostSpec } from "./host-spec";
import type { PeerAccess } from "./peer-access";

/** A network of the cluster, as it is asked for. */
export interface NetworkSpec {
  /**
   * The network's IPv4 range, literal: `"10.240.0.0/24"`. Choose one outside the engine's default pools
   * (172.17.0.0 to 172.31.255.255, and 192.168.0.0/16).
   */
  readonly cidr: string;
  /**
   * The bridge's own address.
   * @default - the first address of the range
   */
  readonly gateway?: string;
  /**
   * Where the engine puts containers without a fixed address, so that none takes a node's. Of an existing network it is the
   * `ip_range` that it was created with (`IPRange` in `docker network inspect`).
   * @default - the upper half of the range; of an existing network not known, which is warned of
   */
  readonly dynamicRange?: string;
  /**
   * Offset of member 0's address from the start of the range; member n follows at n.
   * @default 11
   */
  readonly memberOffset?: number;
  /**
   * Offset of read-only replica 0's address from the start of the range; replica n follows at n.
   * @default 41
   */
  readonly replicaOffset?: number;
  /**
   * The Docker name of a network that exists already; `undefined` for one that the cluster creates.
   * @default - the cluster creates the network
   */
  readonly networkName?: string;
  /**
   * For an existing network: whether it was created with no way out (`internal: true`).
   * @default - of a network that the cluster creates, the internal one is, the external one is not
   */
  readonly internal?: boolean;
  /**
   * For an existing network that another program makes: whether every plan looks at it by the provider's data source
   * `docker_network`, one on each Docker host, and fails where it is none, where its range, its `dynamicRange`, its driver (a bridge) or
   * `internal` is another than is said here, or where a node's address is its gateway's. The network must be there then; nothing but
   * the data source is emitted for it. Needs Terraform 1.2.
   * @default false: what is said here is your word
   */
  readonly checkedAtPlan?: boolean;
}

/** Where one node is, where the plan's own place is not wanted. */
export interface NodeAddressSpec {
  /** The name of the Docker host of `hosts` that it runs on. */
  readonly host?: string;
  /** The address on the internal network. */
  readonly internalAddress?: string;
  /** The address on the external network. */
  readonly externalAddress?: string;
  /** The addresses on additional networks, by their keys. */
  readonly additionalAddresses?: Readonly<Record<string, string>>;
}

/** Stands for a network that was refused before it came to planning. */
export const REFUSED_NETWORK: NetworkSpec = Object.freeze({ cidr: "" });

/** What planning starts from: the part of a cluster's props that concerns the network, as plain data. */
export interface ClusterSpec {
  readonly name: string;
  readonly size?: number;
  readonly readOnlyReplicas?: number;
  readonly internalNetwork?: NetworkSpec;
  readonly externalNetwork?: NetworkSpec;
  /** Networks of further clients, by keys that name them. */
  readonly additionalNetworks?: Readonly<Record<string, NetworkSpec>>;
  /** The Docker hosts over which the nodes are spread; absent for one that is not named. */
  readonly hosts?: readonly HostSpec[];
  /** Whether a majority of the members may be on one of them. */
  readonly allowMajorityOnOneHost?: boolean;
  /** Whether engines have their proxy. */
  readonly userlandProxy?: boolean;
  readonly ports?: EndpointPorts;
  readonly clients?: ClientAccess;
  readonly peers?: PeerAccess;
  readonly bindings?: Bindings;
  /** Whether external TCP is asked for. */
  readonly externalTcp: boolean;
  /**
   * Whether external TCP has TLS.
   * @default - as `secure` says
   */
  readonly externalTcpTls?: boolean;
  /**
   * Whether replication has TLS.
   * @default - as `secure` says
   */
  readonly replicationTls?: boolean;
  /** Whether TLS is on. */
  readonly secure: boolean;
  /** Whether an insecure node may be published beyond the loopback address. */
  readonly allowPublished: boolean;
  /** Places by node key. */
  readonly addresses: Readonly<Record<string, NodeAddressSpec>>;
}

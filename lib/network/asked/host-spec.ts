import type { Audience } from "../model/audience";

/** A Docker host on which nodes of the cluster run, as it is asked for. */
export interface HostSpec {
  /**
   * What names it in `nodeOverrides`, in reports and in the addresses of its resources in Terraform: a small letter, then
   * small letters, digits and hyphens, not ending in a hyphen, of at most 40 characters; not `docker`.
   */
  readonly name: string;
  /**
   * The IPv4 address under which the other hosts reach it, literal. What only nodes dial is published on it alone, and
   * nodes are advertised to each other by it. An address of its own, no loopback address.
   */
  readonly internalAddress: string;
  /**
   * The IPv4 address under which clients reach it, literal; on another network than `internalAddress`.
   * @default - `internalAddress`: clients and nodes share one network, and nothing keeps them apart
   */
  readonly externalAddress?: string;
  /**
   * What clients are told in the place of `externalAddress`: a name that stands for it wherever clients dial it, or an IPv4
   * address that something before the host translates to it, port by port alike (1:1 NAT, as the public address of a cloud's
   * machine). Containers resolve a name by DNS only. On v5 an address only. A token passes, and is said to be unchecked.
   * @default - clients are told the address
   */
  readonly externalName?: string;
  /**
   * The port on `internalAddress` by which the apply lets the nodes of this host in and changes them one by one; dialled from
   * the first host of the list alone, which has none. Clusters that share a host need different ones. 1 to 65535.
   * @default 2110
   */
  readonly keeperPort?: number;
  /**
   * Who reaches its addresses from other machines. The library sees no routes and no firewalls between machines: what is said
   * here is taken, shown in reachability, in reports and by `openPorts`, and held against what `clients` and `peers` promise.
   * @default - as is said of each address
   */
  readonly reachableFrom?: HostReachableFrom;
}

/** Who reaches the addresses of a Docker host from other machines, by the user's word. */
export interface HostReachableFrom {
  /**
   * Who reaches `internalAddress`: `Audience.NETWORK` containers on the other hosts, `Audience.HOST` processes there,
   * `Audience.REMOTE` other machines. `Audience.PEERS`, the nodes there, always do, listed or not. With one address for both
   * sides it is said of this one.
   * @default - what is on the other hosts does, and of other machines it is unchecked; all of them do where the host has no
   * other address
   */
  readonly internalAddress?: readonly Audience[];
  /**
   * Who reaches `externalAddress`, each as of `internalAddress`; `Audience.PEERS` matters only where `PeerAccess.perNode` has
   * nodes dial it. Where `externalName` is an address that is translated to it, of that one; whatever is on the host itself
   * gets there only so too.
   * @default - all of them do; of an address that is translated all other machines do, and of the hosts it is unchecked
   */
  readonly externalAddress?: readonly Audience[];
}

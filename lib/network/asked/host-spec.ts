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
   * The name that clients are told in the place of `externalAddress`, which it stands for wherever clients dial it.
   * Containers resolve it by DNS only. Not on v5, which takes addresses only. A token passes, and is said to be unchecked.
   * @default - clients are told the address
   */
  readonly externalName?: string;
  /**
   * The port on `internalAddress` by which the apply lets the nodes of this host in and changes them one by one; dialled from
   * the first host of the list alone, which has none. Clusters that share a host need different ones. 1 to 65535.
   * @default 2110
   */
  readonly keeperPort?: number;
}

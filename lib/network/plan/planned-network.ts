import { type Cidr } from "../model/cidr";
import type { Interface } from "../model/endpoint";
import type { Network, NodeKind } from "../model/topology";

/** A network as it was asked for: one of a cluster's two, or one of those for further clients. */
export interface AskedNetwork {
  readonly side: Interface;
  /** Its key in `additionalNetworks`; absent on the cluster's own two. */
  readonly key?: string;
  /** The prop that declares it. */
  readonly path: string;
  /** What came, of whatever type. */
  readonly value: unknown;
  /** Its Docker name where the cluster makes it. */
  readonly name: string;
  /** Whether it has no way out where the cluster makes it. */
  readonly isolated: boolean;
  /** What for it must be there. */
  readonly why: string;
  /** A range of a block that is never assigned: what stands for its own where it is refused. */
  readonly standIns: Cidr;
}

/** One of the cluster's networks with what address planning needs of it. */
export interface NetworkPlan {
  /** Whether it is the one that was asked for; else it stands for one that was refused. */
  readonly sure: boolean;
  /** What it is on every Docker host alike. */
  readonly network: Omit<Network, "host">;
  readonly range: Cidr;
  readonly memberOffset: number;
  readonly replicaOffset: number;
  /** Of whose nodes the offset was refused, and is the default. */
  readonly refusedOffsets: readonly NodeKind[];
  readonly gateway?: string;
  readonly dynamicRange?: Cidr;
  /** The prop it was declared by. */
  readonly path: string;
  /** Where the addresses are that stand for refused ones. */
  readonly standIns: Cidr;
}

/** What stands for a name that was refused: no network has it, and it comes before all others. */
export function standInName(side: Interface, key: string | undefined): string {
  return key === undefined ? `!${side}` : `!${side}.${key}`;
}

/** What stands for a network that was refused: as the library would make it, in a range that nobody has. */
export function standInNetwork({ side, key, path, standIns, isolated }: AskedNetwork): NetworkPlan {
  return {
    sure: false,
    path,
    range: standIns,
    standIns,
    memberOffset: 1,
    replicaOffset: 1,
    refusedOffsets: [],
    network: {
      interface: side,
      ...(key === undefined ? {} : { key }),
      name: standInName(side, key),
      existing: false,
      cidr: standIns.toString(),
      isolated,
    },
  };
}

import { Cidr } from "../model/cidr";
import { Interface } from "../model/endpoint";
import type { NodeKind } from "../model/topology";

/** For each side, a range of a block that is never assigned: what stands for one that was refused. */
export const STAND_IN_RANGE: Readonly<Record<Interface, Cidr>> = {
  [Interface.INTERNAL]: Cidr.of("0.1.0.0/16"),
  [Interface.EXTERNAL]: Cidr.of("0.2.0.0/16"),
};

/** An address of that range, another one for every node. */
export function standIn(kind: NodeKind, index: number, side: Interface): string {
  return `0.${side === Interface.INTERNAL ? 1 : 2}.${kind === "member" ? 0 : 1}.${index + 1}`;
}

import { Cidr } from "../model/cidr";
import { toAddress } from "../model/ipv4";
import type { NodeIdentity } from "./planned-node";

/** A range of a block that is never assigned, another one for every number: what stands for one that was refused. */
export function standInRange(n: number): Cidr {
  return Cidr.of(`0.${n}.0.0/16`);
}

/** An address of that range, another one for every node. */
export function standIn({ kind, index }: Pick<NodeIdentity, "kind" | "index">, range: Cidr): string {
  return toAddress(range.first + (kind === "member" ? 0 : 256) + index + 1);
}

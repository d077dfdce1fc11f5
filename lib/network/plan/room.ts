import type { NodeKind } from "../model/topology";
import type { NetworkPlan } from "./planned-network";
import type { NodeIdentity } from "./planned-node";

/** A network as far as room on it goes. */
export type Ground = Pick<NetworkPlan, "range" | "memberOffset" | "replicaOffset" | "dynamicRange">;

/** Where the first node of each kind stands; the others follow it. */
type Offsets = Pick<NetworkPlan, "memberOffset" | "replicaOffset">;

/** By convention the first one is the gateway's, also where nobody says so. */
const FIRST = 2;

/** The offset of a node's address by its number alone. */
export function offsetOf(node: Pick<NodeIdentity, "kind" | "index">, ground: Offsets): number {
  return (node.kind === "member" ? ground.memberOffset : ground.replicaOffset) + node.index;
}

/** The address at an offset, where no other container is put. */
export function addressAt(offset: number, { range, dynamicRange }: Ground): string | undefined {
  const address = range.at(offset);
  return address === undefined || dynamicRange?.contains(address) === true ? undefined : address;
}

/** The lowest address that nobody has. */
export function freeAddress(ground: Ground, taken: ReadonlySet<unknown>): string | undefined {
  const offset = firstFit(1, FIRST, ground, taken);
  return offset === undefined ? undefined : addressAt(offset, ground);
}

/** Whether every node has room where the network puts it. */
export function hasRoom(
  nodes: readonly NodeIdentity[],
  ground: Ground,
  taken: ReadonlySet<unknown>,
): boolean {
  const addresses = nodes.map((node) => addressAt(offsetOf(node, ground), ground));
  return addresses.every((one, i) => one !== undefined && !taken.has(one) && addresses.indexOf(one) === i);
}

/** Offsets with which every node has room, as few of them changed as can be; `undefined` where there are none. */
export function roomyOffsets(
  nodes: readonly NodeIdentity[],
  ground: Ground,
  taken: ReadonlySet<unknown>,
): Partial<Offsets> | undefined {
  const count = (kind: NodeKind) => nodes.filter((node) => node.kind === kind).length;
  const [members, replicas] = [count("member"), count("readOnlyReplica")];
  const { memberOffset, replicaOffset } = ground;
  const block = (offset: number, length: number) =>
    Array.from({ length }, (_, n) => addressAt(offset + n, ground));
  const beside = (offset: number, length: number) => new Set([...taken, ...block(offset, length)]);
  const lowestMember = (others: ReadonlySet<unknown>) => firstFit(members, FIRST, ground, others);
  const besideMembers = firstFit(replicas, FIRST, ground, beside(memberOffset, members));
  const besideReplicas = lowestMember(beside(replicaOffset, replicas));
  const lowest = lowestMember(taken);
  const after = lowest === undefined ? undefined : firstFit(replicas, FIRST, ground, beside(lowest, members));
  const candidates: readonly (Partial<Offsets> | undefined)[] = [
    besideMembers === undefined ? undefined : { replicaOffset: besideMembers },
    besideReplicas === undefined ? undefined : { memberOffset: besideReplicas },
    lowest === undefined || after === undefined ? undefined : { memberOffset: lowest, replicaOffset: after },
  ];
  return candidates.find(
    (candidate) => candidate !== undefined && hasRoom(nodes, { ...ground, ...candidate }, taken),
  );
}

/** The lowest offset from which `count` addresses in a row are free. */
function firstFit(
  count: number,
  from: number,
  ground: Ground,
  taken: ReadonlySet<unknown>,
): number | undefined {
  const { range, dynamicRange } = ground;
  let start = from;
  for (let at = start; at < start + count; at++) {
    const address = range.at(at);
    if (address === undefined) return undefined;
    if (dynamicRange?.contains(address) === true) {
      start = dynamicRange.first + dynamicRange.size - range.first;
      at = start - 1;
    } else if (taken.has(address)) start = at + 1;
  }
  return start;
}

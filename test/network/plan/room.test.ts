import fc from "fast-check";
import { Cidr } from "../../../lib/network/model/cidr";
import { addressAt, freeAddress, hasRoom, offsetOf, roomyOffsets } from "../../../lib/network/plan/room";
import type { NodeIdentity } from "../../../lib/network/plan/planned-node";
import { runs } from "../../runs";

/** A network of 16 addresses, 10.0.0.0 to 10.0.0.15, of which nodes can have 14. */
const range = Cidr.of("10.0.0.0/28");
const SIZE = 16;
const FIRST = 2;

function nodesOf(members: readonly number[], replicas: readonly number[]): readonly NodeIdentity[] {
  const of = (kind: NodeIdentity["kind"]) => (index: number) => ({
    key: `${kind}-${index}`,
    kind,
    index,
    name: "",
    host: "docker",
  });
  return [...members.map(of("member")), ...replicas.map(of("readOnlyReplica"))];
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const offset = fc.integer({ min: 1, max: SIZE });

const ground = fc
  .record({
    memberOffset: offset,
    replicaOffset: offset,
    dynamic: fc.constantFrom(undefined, "10.0.0.8/29", "10.0.0.0/29", "10.0.0.4/30", "10.0.0.14/31"),
    taken: fc.subarray(upTo(SIZE), { maxLength: 5 }),
  })
  .map(({ memberOffset, replicaOffset, dynamic, taken }) => ({
    network: {
      range,
      memberOffset,
      replicaOffset,
      ...(dynamic === undefined ? {} : { dynamicRange: Cidr.of(dynamic) }),
    },
    taken: new Set(taken.map((n) => `10.0.0.${n}`)),
  }));

type Ground = typeof ground extends fc.Arbitrary<infer T> ? T : never;

/** Whether a node can be put at that number of the range, counted by hand. */
function isFree(at: number, { network: { dynamicRange }, taken }: Ground): boolean {
  const address = `10.0.0.${at}`;
  return at > 0 && at < SIZE - 1 && !taken.has(address) && dynamicRange?.contains(address) !== true;
}

/** Whether all nodes have a number of their own there, with those offsets. */
function fits(nodes: readonly NodeIdentity[], on: Ground, offsets: object = {}): boolean {
  const numbers = nodes.map((node) => offsetOf(node, { ...on.network, ...offsets }));
  return numbers.every((at, i) => isFree(at, on) && numbers.indexOf(at) === i);
}

const lowest = (from: number, fit: (at: number) => boolean) => upTo(SIZE).find((at) => at >= from && fit(at));

test("an address is a number's own, where the engine puts nobody", () => {
  fc.assert(
    fc.property(ground, fc.integer({ min: 0, max: 40 }), (on, at) => {
      const free = isFree(at, { ...on, taken: new Set() });
      expect(addressAt(at, on.network)).toBe(free ? `10.0.0.${at}` : undefined);
    }),
    runs(1000),
  );
});

test("the free address is the lowest after the gateway's that nobody has", () => {
  fc.assert(
    fc.property(ground, (on) => {
      const at = lowest(FIRST, (n) => isFree(n, on));
      expect(freeAddress(on.network, on.taken)).toBe(at === undefined ? undefined : `10.0.0.${at}`);
    }),
    runs(2000),
  );
});

const nodes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 4 }));

test("nodes have room where each has an address that is free, and its alone", () => {
  fc.assert(
    fc.property(ground, nodes, (on, [members, replicas]) => {
      const all = nodesOf(upTo(members), upTo(replicas));
      expect(hasRoom(all, on.network, on.taken)).toBe(fits(all, on));
    }),
    runs(2000),
  );
});

test("offsets with room are the lowest, of the replicas before those of the members, and both if need be", () => {
  fc.assert(
    fc.property(ground, nodes, (on, [members, replicas]) => {
      const all = nodesOf(upTo(members), upTo(replicas));
      const replicaOffset = lowest(FIRST, (at) => fits(all, on, { replicaOffset: at }));
      const memberOffset = lowest(FIRST, (at) => fits(all, on, { memberOffset: at }));
      const first = lowest(FIRST, (at) => fits(nodesOf(upTo(members), []), on, { memberOffset: at }));
      const then = lowest(FIRST, (at) => fits(all, on, { memberOffset: first, replicaOffset: at }));
      const both =
        first === undefined || then === undefined ? undefined : { memberOffset: first, replicaOffset: then };
      expect(roomyOffsets(all, on.network, on.taken)).toEqual(
        replicaOffset !== undefined
          ? { replicaOffset }
          : memberOffset !== undefined
            ? { memberOffset }
            : both,
      );
    }),
    runs(4000),
  );
});

test("offsets have room where some nodes stand elsewhere, too", () => {
  fc.assert(
    fc.property(ground, fc.subarray(upTo(6)), fc.subarray(upTo(4)), (on, members, replicas) => {
      const some = nodesOf(members, replicas);
      const offsets = roomyOffsets(some, on.network, on.taken);
      if (offsets !== undefined) expect(fits(some, on, offsets)).toBe(true);
    }),
    runs(1000),
  );
});

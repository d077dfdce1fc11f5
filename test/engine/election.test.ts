import {
  compareCandidates,
  heldByMajority,
  majorityOf,
  mayPromise,
  type Candidate,
} from "../../engine/stand-in/election";

const plain: Candidate = { name: "b", priority: 0, epoch: 3, length: 100 };
const order = (...candidates: readonly Candidate[]) =>
  [...candidates].sort(compareCandidates).map(({ name }) => name);

test.each<[string, Partial<Candidate>]>([
  ["a later epoch beats a longer log", { epoch: 4, length: 10, priority: -1 }],
  ["a longer log beats a priority", { length: 101, priority: -1 }],
  ["a priority beats a name", { priority: 1 }],
])("%s", (_, better) => {
  expect(order(plain, { ...plain, ...better, name: "c" })).toEqual(["c", "b"]);
  expect(order({ ...plain, ...better, name: "c" }, plain)).toEqual(["c", "b"]);
});

test("among equals the first name leads", () => {
  expect(order(plain, { ...plain, name: "a" })).toEqual(["a", "b"]);
});

test("a voter promises an epoch once, to whoever lacks nothing that it has", () => {
  const voter = { epoch: 3, length: 100, promised: 3, served: false };
  expect(mayPromise(voter, plain, 4)).toBe(true);
  expect(mayPromise({ ...voter, promised: 4 }, plain, 4)).toBe(false);
  expect(mayPromise({ ...voter, served: true }, plain, 4)).toBe(false);
  expect(mayPromise(voter, { ...plain, length: 99 }, 4)).toBe(false);
  expect(mayPromise(voter, { ...plain, epoch: 2, length: 900 }, 4)).toBe(false);
  expect(mayPromise(voter, { ...plain, epoch: 4, length: 1 }, 5)).toBe(true);
});

test("empty members elect, too", () => {
  const empty = { epoch: 0, length: 0 };
  expect(mayPromise({ ...empty, promised: 0, served: false }, empty, 1)).toBe(true);
});

test("a majority has what all of it have", () => {
  expect([1, 2, 3, 4, 5].map(majorityOf)).toEqual([1, 2, 2, 3, 3]);
  expect(heldByMajority([9, 4, 7], 3)).toBe(7);
  expect(heldByMajority([9, 4, 7], 5)).toBe(4);
  expect(heldByMajority([9], 3)).toBe(0);
});

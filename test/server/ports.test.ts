import { createServer } from "node:net";
import { blocks, Ports, range } from "./ports";

const COUNT = 5;

/** What a test holds, for as long as it lasts. */
const held: { giveBack(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.giveBack();
});

async function take(from?: readonly number[]): Promise<Ports> {
  const ports = await Ports.take(COUNT, from);
  held.push(ports);
  return ports;
}

test("nobody is given a port twice before it is given back, nor one that the system gives", async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => take()));
  const all = taken.flatMap((ports) => ports.all);
  expect(new Set(all).size).toBe(20 * COUNT);
  const [low = 0, high = 0] = range();
  expect(all.filter((port) => port >= low && port <= high)).toEqual([]);
});

test("a block is left out while somebody else has it, or one port of it on one address", async () => {
  const from = [...blocks()].slice(0, 3);
  const first = await take(from);
  const second = await take(from);
  expect(second.all).not.toEqual(first.all);
  const [port = 0] = first.all;
  first.giveBack();
  const other = createServer();
  held.push({ giveBack: () => other.close() });
  await new Promise<void>((done) => other.listen(port, "127.0.0.1", done));
  const third = await take(from);
  expect([...first.all, ...second.all].filter((one) => third.all.includes(one))).toEqual([]);
  await expect(take(from)).rejects.toThrow("no port that the system gives to nobody is free");
  second.giveBack();
  expect((await take(from)).all).toEqual(second.all);
});

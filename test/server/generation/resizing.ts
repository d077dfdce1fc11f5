import { setTimeout as pause } from "node:timers/promises";
import { nodesIn, type Nodes } from "./nodes";

const withNodes = nodesIn(300_000);

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

async function stage(nodes: Nodes, size: number, text = "First: 1"): Promise<void> {
  for (const n of upTo(size))
    await nodes.stage(n, { "server.conf": `${text}\n`, ...nodes.membersFor(n, size) });
}

/** A cluster of that many, of which the last one leads, and all have data. */
async function born(nodes: Nodes, size: number): Promise<void> {
  await stage(nodes, size);
  for (const n of upTo(size)) {
    nodes.says(n, n === size - 1 ? "leader" : "follower");
    nodes.startMember(n);
  }
  expect(await nodes.gateOf(size)).toMatchObject({ code: 0 });
  for (const n of upTo(size)) nodes.data(n, 500);
}

const starts = (nodes: Nodes, n: number) => nodes.heard(n).filter((line) => line.startsWith("start"));
const marks = (nodes: Nodes, size: number) => upTo(size).map((n) => nodes.control(n, "mark"));

withNodes(
  "who is there is moved to the new size one by one, and only then who is new is let in",
  5,
  async (nodes) => {
    await born(nodes, 3);
    await stage(nodes, 5);
    for (const n of [3, 4]) {
      nodes.says(n, "follower");
      nodes.startMember(n);
    }
    const { code, said } = await nodes.gateOf(5);
    expect(
      said
        .match(/^(node-\d shall|node-\d has|letting in node-\d)|^ node-\d has/gm)
        ?.map((line) => line.trim()),
    ).toEqual([
      ...[0, 1, 2].flatMap((n) => [`node-${n} shall`, `node-${n} has`]),
      "letting in node-3",
      "letting in node-4",
    ]);
    expect(said).toContain("node-0 shall have its new settings, as one of 5: ");
    expect(code).toBe(0);
    for (const n of [0, 1, 2]) expect(nodes.heard(n)).toEqual(["start First: 1", "TERM", "start First: 1"]);
    expect(marks(nodes, 5)).toEqual(Array(5).fill("5 1 level"));
    expect(upTo(5).map((n) => nodes.control(n, "turn"))).toEqual(Array(5).fill(""));
    expect(await nodes.gateOf(5)).toEqual({ code: 0, said: "" });
  },
);

withNodes(
  "what a server refuses at the new size goes back to the old one with its mark",
  5,
  async (nodes) => {
    await born(nodes, 3);
    await stage(nodes, 5, "Refused: 1");
    nodes.startMember(3);
    nodes.startMember(4);
    const { code, said } = await nodes.gateOf(5);
    expect([code, said]).toEqual([
      1,
      expect.stringContaining("node-0 was not ready with it, and is back on what it had"),
    ]);
    expect(marks(nodes, 3)).toEqual(Array(3).fill("3 1 level"));
    expect([3, 4].map((n) => starts(nodes, n))).toEqual([[], []]);
    // With the size as it was, nothing is left to be done.
    await stage(nodes, 3);
    expect((await nodes.gateOf(3)).code).toBe(0);
  },
);

withNodes("who was moved starts again without a gate, between both sizes", 5, async (nodes) => {
  await born(nodes, 3);
  await stage(nodes, 5);
  const killed = nodes.gateOf(5);
  await nodes.until("it begins", () => starts(nodes, 0).length >= 2);
  nodes.killLast();
  await killed;
  expect(nodes.control(0, "mark")).toBe("5 1 level");
  process.kill(Number(nodes.control(0, "pid")), "SIGKILL");
  await nodes.until("it starts again", () => starts(nodes, 0).length >= 3);
});

withNodes(
  "who stays counts fewer only when all of them are ready and the others have ended",
  5,
  async (nodes) => {
    await born(nodes, 5);
    nodes.says(2, "leader");
    nodes.says(4, "follower");
    await stage(nodes, 3);
    const gate = nodes.gateOf(3);
    nodes.end(4);
    nodes.says(1, "CatchingUp");
    await pause(13_000);
    expect(upTo(3).map((n) => starts(nodes, n).length)).toEqual([1, 1, 1]);
    nodes.end(3);
    await pause(13_000);
    expect(upTo(3).map((n) => starts(nodes, n).length)).toEqual([1, 1, 1]);
    nodes.says(1, "follower");
    const { code, said } = await gate;
    expect(said).toMatch(/node-0 shall[^]*node-0 has it[^]*node-1 shall[^]*node-1 has it[^]*node-2 shall/);
    expect(code).toBe(0);
    expect(marks(nodes, 3)).toEqual(Array(3).fill("3 1 level"));
  },
);

withNodes("one of three is refused alone, and whose log counts is left open", 3, async (nodes) => {
  await born(nodes, 3);
  nodes.end(1);
  nodes.end(2);
  nodes.says(0, "DiscoverLeader");
  await stage(nodes, 1);
  const { code, said } = await nodes.gateOf(1);
  expect(code).toBe(1);
  expect(said).not.toContain("sh: ");
  expect(said.trim().split("\n").pop()).toBe(
    "of 3 members 2 went at once, and what only they had would be lost. No node was touched: apply with size: 3 again, so that they come back with their data, then one after the other size: 2, size: 1",
  );
  expect([nodes.heard(0), nodes.control(0, "mark")]).toEqual([["start First: 1"], "3 0 behind"]);
});

withNodes("nor does it start as the only one in another container", 3, async (nodes) => {
  await born(nodes, 3);
  for (const n of [0, 1, 2]) nodes.end(n);
  await stage(nodes, 1);
  await nodes.restart(0, "another");
  await nodes.until("it waits", () =>
    nodes.control(0, "waits").startsWith("waiting: by its data it is one of 3"),
  );
  expect((await nodes.gateOf(1)).said).toContain("of 3 members 2 went at once");
  expect(starts(nodes, 0)).toHaveLength(1);
});

/** The first node, which is to be the only one, is moved to that and leads. */
async function goesOnAlone(nodes: Nodes): Promise<void> {
  await stage(nodes, 1);
  const gate = nodes.gateOf(1);
  await nodes.until("it is moved", () => starts(nodes, 0).length >= 2);
  nodes.says(0, "leader");
  expect((await gate).code).toBe(0);
}

withNodes("one of two goes on alone", 2, async (nodes) => {
  await born(nodes, 2);
  nodes.end(1);
  nodes.says(0, "DiscoverLeader");
  await goesOnAlone(nodes);
  expect(nodes.control(0, "mark")).toBe("1 1 level");
});

withNodes(
  "who is just starting as the only one is not refused by what the other one counted",
  2,
  async (nodes) => {
    await born(nodes, 2);
    nodes.end(1);
    // It has its mark already, and what it says is of the start before.
    nodes.mark(0, "1 1 level");
    await goesOnAlone(nodes);
  },
);

withNodes("one becomes three with its data first", 3, async (nodes) => {
  await born(nodes, 1);
  await stage(nodes, 3);
  for (const n of [1, 2]) {
    nodes.says(n, "follower");
    nodes.startMember(n);
  }
  const gate = nodes.gateOf(3);
  await nodes.until("it is one of three", () => starts(nodes, 0).length >= 2);
  const { code, said } = await gate;
  expect(said).toMatch(
    /node-0 shall have its new settings, as one of 3[^]*letting in node-1[^]*letting in node-2/,
  );
  expect(code).toBe(0);
  expect(marks(nodes, 3)).toEqual(Array(3).fill("3 1 level"));
});

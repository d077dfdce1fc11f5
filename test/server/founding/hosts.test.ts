import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { nodesIn, type Nodes } from "../generation/nodes";
import { sealed } from "./sealed";

/*
 * Nodes on three hosts, node n on host n modulo three, and their gate on the first one: it has the control folders of the
 * others by keepers alone.
 */

const onHosts = nodesIn(300_000, 3);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const starts = (nodes: Nodes, n: number) => nodes.heard(n).filter((line) => line.startsWith("start")).length;

async function stage(nodes: Nodes, size: number, text = "First: 1"): Promise<void> {
  await Promise.all(
    upTo(size).map((n) => nodes.stage(n, { "server.conf": `${text}\n`, ...nodes.membersFor(n, size) })),
  );
}

/** A cluster of three, of which the last one leads, and all have data. */
async function born(nodes: Nodes): Promise<void> {
  await stage(nodes, 3);
  for (const n of upTo(3)) nodes.startMember(n);
  expect(await nodes.gateOf(3)).toMatchObject({ code: 0 });
  for (const n of upTo(3)) nodes.data(n, 500);
}

/** A keeper of a node with a long log that hangs up on who lets it in. */
class Refusing {
  private ask = "0";
  private last = 0;
  private readonly server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const [seal = "", , ...changes] = body.trimEnd().split("\n");
      if (changes.some((line) => line.includes(" go "))) {
        request.socket.destroy();
        return;
      }
      for (const line of changes)
        if (line.includes(" ask ")) this.ask = line.slice(line.lastIndexOf(" ") + 1);
      const text = [
        `session ${++this.last} yes`,
        "node-2 said 1 member data 900 a-0,a-1,a-2",
        "node-2 start 1",
        "node-2 waits waiting for a-ready to let this node in as one of 3 members",
        `node-2 heard 1 ${this.ask}`,
      ].join("\n");
      response.end(`${sealed(`answer ${seal}\n${text}`)}\n${text}\n`);
    });
  });

  constructor(port: number) {
    this.server.listen(port, "127.0.0.1");
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe("founding and rolling across hosts", () => {
  onHosts("members are born on all hosts, and rolled, the leader last", 3, async (nodes) => {
    await born(nodes);
    expect(upTo(3).map((n) => nodes.control(n, "mark"))).toEqual(Array(3).fill("3 1 level"));
    nodes.says(1, "leader");
    nodes.says(2, "follower");
    await stage(nodes, 3, "Second: 1");
    const { code, said } = await nodes.gateOf(3);
    expect(said.match(/^node-\d shall/gm)).toEqual(["node-0 shall", "node-2 shall", "node-1 shall"]);
    expect(code).toBe(0);
    expect(upTo(3).map((n) => starts(nodes, n))).toEqual([2, 2, 2]);
    expect(upTo(3).map((n) => nodes.control(n, "had"))).toEqual(["", "", ""]);
  });

  onHosts(
    "the longest logs are the majority, the longest as its last, and the others go when they are level",
    3,
    async (nodes) => {
      await stage(nodes, 3);
      nodes.data(1, 500);
      nodes.data(2, 900);
      for (const n of upTo(3)) nodes.says(n, "discoverleader");
      for (const n of upTo(3)) nodes.startMember(n);
      const gate = nodes.gateOf(3);
      await nodes.until("a majority is let in", () => starts(nodes, 1) + starts(nodes, 2) === 2);
      nodes.says(2, "leader");
      nodes.says(1, "catchingup");
      await pause(3000);
      expect(starts(nodes, 0)).toBe(0);
      for (const n of [0, 1]) nodes.says(n, "follower");
      const { code, said } = await gate;
      expect(said.match(/letting in node-\d/g)).toEqual([1, 2, 0].map((n) => `letting in node-${n}`));
      expect(code).toBe(0);
    },
  );

  onHosts(
    "of two that lost their volumes one is let in to the data, and the other when it is level",
    3,
    async (nodes) => {
      await born(nodes);
      for (const n of upTo(3)) nodes.says(n, "discoverleader");
      for (const n of [1, 2]) {
        rmSync(nodes.dataFile(n));
        nodes.killServer(n);
      }
      await nodes.until("both wait", () => [1, 2].every((n) => nodes.control(n, "said").includes("empty")));
      const gate = nodes.gateOf(3);
      const back = () => [1, 2].filter((n) => starts(nodes, n) === 2);
      await nodes.until("one is let in", () => back().length > 0);
      nodes.says(0, "leader");
      await pause(3000);
      expect(back()).toHaveLength(1);
      for (const n of [1, 2]) nodes.says(n, "follower");
      expect((await gate).code).toBe(0);
    },
  );

  onHosts("one becomes three on three hosts, with its data first", 3, async (nodes) => {
    await stage(nodes, 1);
    nodes.says(0, "leader");
    nodes.startMember(0);
    expect((await nodes.gateOf(1)).code).toBe(0);
    nodes.data(0, 500);
    await stage(nodes, 3);
    nodes.says(2, "follower");
    for (const n of [1, 2]) nodes.startMember(n);
    const { code, said } = await nodes.gateOf(3);
    expect(said.match(/^(node-\d shall|letting in node-\d)/gm)?.sort()).toEqual([
      "letting in node-1",
      "letting in node-2",
      "node-0 shall",
    ]);
    expect(said).toMatch(/^node-0 shall/);
    expect(code).toBe(0);
  });

  onHosts(
    "who stays counts fewer only when who went has ended, at the same address on another port",
    3,
    async (nodes) => {
      nodes.says(0, "leader");
      nodes.says(2, "follower");
      await born(nodes);
      await stage(nodes, 2);
      const gate = nodes.gateOf(2);
      await pause(14_000);
      expect([0, 1].map((n) => nodes.control(n, "had"))).toEqual(["", ""]);
      nodes.end(2);
      expect((await gate).code).toBe(0);
      expect([0, 1].map((n) => nodes.control(n, "mark"))).toEqual(["2 1 level", "2 1 level"]);
    },
  );

  onHosts("nobody is let in while a host cannot be seen, and the gate says what to do", 3, async (nodes) => {
    nodes.endKeeper(2);
    await stage(nodes, 3);
    for (const n of upTo(3)) nodes.startMember(n);
    const cut = await nodes.gateOf(3, 4);
    expect(cut.said.trim().split("\n").pop()).toMatch(
      /^not ready within 11 s: nothing is decided while a-keeper on host-2, which has the control folders of node-2, does not answer at 127\.0\.0\.1:\d+: look there with docker logs a-keeper, .*; node-2 is not seen$/,
    );
    await nodes.startKeeper(2, "another key");
    const other = await nodes.gateOf(3, 4);
    expect(other.said).toContain("node-2, answers, but is not of this apply at");
    expect([cut.code, other.code, ...upTo(3).map((n) => starts(nodes, n))]).toEqual([1, 1, 0, 0, 0]);
    nodes.endKeeper(2);
    await nodes.startKeeper(2);
    expect((await nodes.gateOf(3)).code).toBe(0);
  });

  onHosts(
    "a host that is cut off stops a roll, which goes on when it is back, also by another gate",
    3,
    async (nodes) => {
      await born(nodes);
      await stage(nodes, 3, "Second: 1");
      const gate = nodes.gateOf(3);
      await nodes.until("the first one is moved", () => starts(nodes, 0) === 2);
      nodes.endKeeper(1);
      await pause(8000);
      expect([1, 2].map((n) => starts(nodes, n))).toEqual([1, 1]);
      await nodes.startKeeper(1);
      await nodes.until("one elsewhere is moved", () => nodes.control(1, "had") !== "");
      nodes.killGate();
      await gate;
      expect((await nodes.gateOf(3)).code).toBe(0);
      expect(upTo(3).map((n) => nodes.control(n, "runs") === nodes.control(n, "shall"))).toEqual([
        true,
        true,
        true,
      ]);
      expect(upTo(3).map((n) => [starts(nodes, n), nodes.control(n, "had")])).toEqual(Array(3).fill([2, ""]));
    },
  );

  onHosts(
    "there is no majority before the one with the longest log has heard that it is let in",
    3,
    async (nodes) => {
      nodes.endKeeper(2);
      await stage(nodes, 3);
      nodes.data(0, 500);
      for (const n of [0, 1]) {
        nodes.says(n, "discoverleader");
        nodes.startMember(n);
      }
      const keeper = new Refusing(nodes.keeperAt(2).port);
      const gate = nodes.gateOf(3);
      try {
        await pause(8000);
        expect([0, 1].map((n) => starts(nodes, n))).toEqual([1, 0]);
      } finally {
        nodes.killGate();
        keeper.close();
      }
      expect((await gate).said.match(/letting in node-\d/g)?.slice(0, 2)).toEqual([
        "letting in node-0",
        "letting in node-2",
      ]);
    },
  );
});

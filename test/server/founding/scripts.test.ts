import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GATE_CHECK, gateScript } from "../../../lib/server/founding/gate";
import type { EntryKind } from "../../../lib/server/founding/membership";
import { entryScript } from "../../../lib/server/founding/node-entry";
import { LOOK_SECONDS, readinessProbe } from "../../../lib/server/readiness";
import { Shells, type Ended, type Started } from "../shells";

/*
 * The scripts as they stand, with sh, od and curl of this machine: nodes that are folders, servers that are a state to
 * be told. Only the places that exist in containers are moved below a folder of the test.
 */

const members = ["a-0", "a-1", "a-2"];

/** Three nodes, their servers' states, and the gate that lets them in. */
class Stand {
  readonly folder = mkdtempSync(join(tmpdir(), "founding-"));
  readonly states: string[] = ["", "", ""];
  /** A server that takes connections and says nothing. */
  private readonly mute = createServer(() => undefined);
  private readonly servers: Server[] = [];
  private readonly shells = new Shells();
  private ports: readonly number[] = [];

  async open(): Promise<this> {
    for (const n of [0, 1, 2]) {
      mkdirSync(join(this.folder, "control", `node-${n}`), { recursive: true });
      mkdirSync(join(this.folder, "data", String(n)), { recursive: true });
      const server = createServer((request, response) => {
        if (this.states[n] === "") request.socket.destroy();
        else response.end(`{\n "esVersion": "24.10.4", "state" : "${this.states[n] ?? ""}" }`);
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      this.servers.push(server);
    }
    await new Promise<void>((done) => this.mute.listen(0, "127.0.0.1", done));
    this.ports = [...this.servers, this.mute].map((server) => (server.address() as AddressInfo).port);
    return this;
  }

  close(): void {
    this.shells.close();
    for (const server of [...this.servers, this.mute]) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    for (let left = 600; !holds(); left--) {
      if (left === 0) throw new Error(`never: ${what}`);
      await pause(100);
    }
  }

  control(n: number, file: string): string {
    const path = join(this.folder, "control", `node-${n}`, file);
    return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
  }

  mark(n: number, mark: string): void {
    writeFileSync(join(this.folder, "control", `node-${n}`, "mark"), `${mark}\n`);
  }

  /** Gives a node a log of that length. */
  data(n: number, length: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(length));
    writeFileSync(join(this.folder, "data", String(n), "writer.chk"), bytes);
  }

  /** Starts a node; once its server would run, it says so and goes on. */
  node(n: number, kind: EntryKind = "member", size = 3): Started {
    const program = join(this.folder, `server-${n}`);
    writeFileSync(program, '#!/bin/sh\necho "serving $*"\nsleep 60\n');
    chmodSync(program, 0o755);
    const others = kind === "member" ? [0, 1, 2].filter((other) => other !== n) : [];
    const script = entryScript({
      membership: {
        kind,
        size,
        members: size === 1 ? ["a-0"] : members,
        others: others.map((other) => this.target(other)),
      },
      dataPath: join(this.folder, "data", String(n)),
      place: `a-${n}-data`,
      program,
      gate: "a-ready",
    }).replaceAll("/control", join(this.folder, "control", `node-${n}`));
    return this.run(script, "entry", "--one", "--two=2");
  }

  gate(timeout = 60, kinds: readonly EntryKind[] = ["member", "member", "member"]): Started {
    return this.run(this.gateScript(timeout, kinds).replace(/trap '[^']*' EXIT/, ""));
  }

  /** The gate's script; it waits to be seen when it is over. */
  gateScript(timeout: number, kinds: readonly EntryKind[] = ["member", "member", "member"]): string {
    const { uid = 0, gid = 0 } = { uid: process.getuid?.(), gid: process.getgid?.() };
    return this.moved(
      gateScript({
        cluster: "a",
        size: 3,
        members,
        nodes: kinds.map((kind, n) => ({ kind, key: `node-${n}`, target: this.target(n) })),
        timeout,
        awaited: true,
        movesMembers: false,
        user: { uid, gid },
      }),
    );
  }

  /** The health check of a node, without the pauses between its looks, and with patience: this machine may be busy. */
  probe(n: number): Promise<Ended> {
    const control = join(this.folder, "control", `node-${n}`);
    const script = (readinessProbe(this.target(n))[1] ?? "")
      .replaceAll("/control", control)
      .replaceAll(`-m ${LOOK_SECONDS} `, "-m 120 ");
    return this.run(`sleep() { :; }\n${script}`).ended;
  }

  target(n: number) {
    return { address: "127.0.0.1", port: this.ports[Math.min(n, 3)] ?? 0 };
  }

  moved(script: string): string {
    return script
      .replaceAll("/tmp/", "/scratch-")
      .replaceAll("/control", join(this.folder, "control"))
      .replaceAll("/scratch-", join(this.folder, "tmp-"));
  }

  /** What lies in a node's data folder, or in a folder of it. */
  dataFiles(n: number, folder = ""): readonly string[] {
    return readdirSync(join(this.folder, "data", String(n), folder)).sort();
  }

  run(script: string, ...args: readonly string[]): Started {
    return this.shells.run(script, args);
  }
}

/** Gives each call a stand of its own. */
const withStand =
  <T extends readonly unknown[]>(body: (stand: Stand, ...given: T) => Promise<void>) =>
  async (...given: T): Promise<void> => {
    const stand = await new Stand().open();
    try {
      await body(stand, ...given);
    } finally {
      stand.close();
    }
  };

// The scripts sleep most of the time: one test after another they would last longer than all others.
const onStand = (name: string, body: (stand: Stand) => Promise<void>): void => {
  test.concurrent(name, withStand(body), 180_000);
};

describe("nodes and their gate", () => {
  /** Whether somebody is let in within a time in which the gate decides several times. */
  const letsNobodyIn = async (nodes: readonly Started[]) => {
    await pause(2500);
    for (const node of nodes) expect(node.said).not.toContain("serving");
  };

  onStand("at birth all are let in at once, and the gate ends when they are ready", async (stand) => {
    const nodes = [0, 1, 2].map((n) => stand.node(n));
    const gate = stand.gate();
    for (const node of nodes) await node.until("serving --one --two=2");
    expect([0, 1, 2].map((n) => stand.control(n, "mark"))).toEqual(Array(3).fill("3 1 elects"));
    stand.states.splice(0, 3, "Follower", "Leader", "Follower");
    expect((await gate.ended).code).toBe(0);
    expect([0, 1, 2].map((n) => stand.control(n, "mark"))).toEqual(Array(3).fill("3 1 level"));
  });

  onStand(
    "a node with data comes before two without, and each of those after the other is level",
    async (stand) => {
      stand.data(0, 500);
      stand.mark(0, "1 4 level");
      const nodes = [0, 1, 2].map((n) => stand.node(n));
      const gate = stand.gate();
      await nodes[0]?.until("serving");
      // The second makes the majority.
      await nodes[1]?.until("serving");
      expect(stand.control(0, "mark")).toBe("3 5 level");
      expect(stand.control(1, "mark")).toBe("3 5 elects");
      stand.states[0] = "Leader";
      stand.states[1] = "CatchingUp";
      await letsNobodyIn([nodes[2] as Started]);
      stand.states[1] = "Follower";
      await nodes[2]?.until("serving");
      stand.states[2] = "Follower";
      expect((await gate.ended).code).toBe(0);
    },
  );

  onStand(
    "nobody is let in while a member that may have data is missing, and the gate names it",
    async (stand) => {
      const nodes = [0, 1].map((n) => stand.node(n));
      const gate = stand.gate(4);
      await letsNobodyIn(nodes);
      const { code, said } = await gate.ended;
      expect(code).toBe(1);
      expect(said.trim().split("\n").pop()).toMatch(
        /^not ready within 11 s: nobody is let in before node-2 starts, .*; node-0 waits, empty data, 0 bytes; .*; node-2 has not started$/,
      );
    },
  );

  onStand("a member that started empty and was level since has data", async (stand) => {
    const running = stand.node(0);
    const first = stand.gate(4);
    await running.until("waiting");
    writeFileSync(join(stand.folder, "control", "node-0", "go"), "1 a-0,a-1,a-2\n");
    await running.until("serving");
    stand.mark(0, "3 1 level");
    stand.mark(1, "3 1 level");
    stand.mark(2, "3 1 level");
    stand.states[0] = "DiscoverLeader";
    await first.ended;
    const nodes = [1, 2].map((n) => stand.node(n));
    stand.gate();
    await nodes[0]?.until("serving");
    expect(stand.control(1, "mark")).toBe("3 1 elects");
    expect(nodes[1]?.said).not.toContain("serving");
  });

  onStand("empty members that held data before found nothing", async (stand) => {
    for (const n of [0, 1, 2]) stand.mark(n, "3 2 level");
    const nodes = [0, 1, 2].map((n) => stand.node(n));
    const gate = stand.gate(4);
    await letsNobodyIn(nodes);
    expect((await gate.ended).said).toContain(
      "remove the nodes, their installers, a-ready and a-node-0-control a-node-1-control a-node-2-control, and apply",
    );
  });

  onStand("members with data of this size never wait", async (stand) => {
    stand.data(0, 9);
    stand.mark(0, "3 1 behind");
    await stand.node(0).until("serving");
    expect(stand.control(0, "said")).toBe("1 member data 9 a-0,a-1,a-2");
  });

  onStand("a mark of another size is none when that size comes back", async (stand) => {
    stand.data(0, 9);
    stand.mark(0, "5 3 level");
    const node = stand.node(0);
    await node.until("waiting for a-ready");
    await stand.until("it has said so", () => stand.control(0, "said") !== "");
    expect(stand.control(0, "mark")).toBe("0 3 level");
  });

  onStand(
    "a log of a history that was left is set aside before its node may vote, and nothing of it is erased",
    async (stand) => {
      stand.data(0, 300);
      stand.mark(0, "1 5 level");
      for (const n of [1, 2]) {
        stand.data(n, 900);
        stand.mark(n, "3 4 level");
        writeFileSync(join(stand.folder, "data", String(n), "chunk-000000.000000"), "events");
        mkdirSync(join(stand.folder, "data", String(n), "index"));
        writeFileSync(join(stand.folder, "data", String(n), "index", "indexmap"), "x");
      }
      // They come back with the volumes of their data, and new control folders.
      for (const n of [1, 2]) rmSync(join(stand.folder, "control", `node-${n}`, "mark"));
      const nodes = [0, 1, 2].map((n) => stand.node(n));
      const gate = stand.gate();
      await nodes[0]?.until("serving");
      await nodes[1]?.until("serving");
      expect(stand.dataFiles(1)).toEqual(["left-1"]);
      expect(stand.dataFiles(1, "left-1")).toEqual(["chunk-000000.000000", "index", "writer.chk"]);
      expect(stand.control(1, "mark")).toBe("3 6 elects");
      expect(stand.control(1, "said")).toContain("empty 0");
      expect(stand.control(2, "mark")).toBe("0 0 left");
      stand.states.splice(0, 2, "Leader", "Follower");
      await nodes[2]?.until("serving");
      expect(stand.dataFiles(2)).toEqual(["left-1"]);
      stand.states[2] = "Follower";
      expect((await gate.ended).code).toBe(0);
      expect(stand.dataFiles(0)).toEqual(["writer.chk"]);
    },
  );

  onStand("where nobody was level, no log is set aside", async (stand) => {
    stand.data(0, 300);
    stand.data(1, 900);
    const nodes = [0, 1, 2].map((n) => stand.node(n));
    stand.gate();
    await nodes[0]?.until("serving");
    await nodes[1]?.until("serving");
    expect([0, 1].map((n) => stand.dataFiles(n))).toEqual([["writer.chk"], ["writer.chk"]]);
  });

  onStand("a mark says nothing of another volume", async (stand) => {
    stand.data(0, 500);
    stand.mark(0, "3 1 level");
    writeFileSync(join(stand.folder, "control", "node-0", "place"), "another-volume\n");
    const node = stand.node(0);
    await letsNobodyIn([node]);
    expect(stand.control(0, "mark")).toBe("");
    expect(stand.control(0, "place")).toBe("a-0-data");
  });

  onStand("a length that no log has is no empty database", async (stand) => {
    writeFileSync(join(stand.folder, "data", "0", "writer.chk"), Buffer.alloc(8, 255));
    const node = stand.node(0);
    await node.until("its data cannot be read");
    expect(stand.control(0, "said")).toBe("1 member unreadable 0 a-0,a-1,a-2");
    expect(node.said).not.toContain("entry:");
  });

  test.concurrent.each(["replica", "memory"] as const)(
    "a %s never waits",
    withStand(async (stand, kind) => {
      await stand.node(0, kind).until("serving");
    }),
    180_000,
  );

  onStand("a single node is marked before its server starts", async (stand) => {
    stand.data(0, 9);
    stand.mark(0, "3 4 level");
    await stand.node(0, "single", 1).until("serving");
    expect(stand.control(0, "mark")).toBe("1 5 level");
  });

  onStand("two servers never have one data folder, and nobody changes it under one", async (stand) => {
    stand.data(0, 9);
    const folder = join(stand.folder, "data", "0");
    const first = stand.node(0, "single", 1);
    await first.until("serving");
    const second = stand.node(0, "single", 1);
    await second.until("waiting for whoever has the data in");
    expect((await stand.run(`flock -n ${folder} true`).ended).code).toBe(1);
    await letsNobodyIn([second]);
    process.kill(-(first.child.pid ?? 0), "SIGKILL");
    await second.until("serving");
  });

  onStand(
    "a node that waits says so, is unhealthy, and ends long before an engine kills it",
    async (stand) => {
      stand.data(0, 9);
      const node = stand.node(0);
      const why = "waiting for a-ready to let this node in as one of 3 members: it has data";
      await node.until(why);
      expect(await stand.probe(0)).toMatchObject({ code: 1, said: expect.stringContaining(why) as string });
      const began = Date.now();
      node.child.kill("SIGTERM");
      expect((await node.ended).code).toBe(0);
      expect(Date.now() - began).toBeLessThan(8000);
    },
  );

  onStand("the last one missing needs no gate", async (stand) => {
    stand.states.splice(0, 3, "", "Leader", "Follower");
    const node = stand.node(0);
    await node.until("serving");
    expect(node.said).toContain("its data folder is empty");
  });

  onStand(
    "nor does it need a control folder, which it tells its start as soon as it has one",
    async (stand) => {
      stand.states.splice(0, 3, "", "Leader", "Follower");
      stand.data(0, 9);
      const control = join(stand.folder, "control", "node-0");
      rmSync(control, { recursive: true });
      await stand.node(0).until("serving");
      mkdirSync(control);
      await stand.until("it has said so", () => stand.control(0, "said") !== "");
      expect(stand.control(0, "said")).toBe("1 member data 9 a-0,a-1,a-2");
    },
  );

  onStand("a go for an earlier start, or for other members, is none", async (stand) => {
    const node = stand.node(0);
    await node.until("waiting");
    for (const go of ["7 a-0,a-1,a-2", "1 a-0,a-1"]) {
      writeFileSync(join(stand.folder, "control", "node-0", "go"), `${go}\n`);
      await pause(700);
      expect(node.said).not.toContain("serving");
    }
  });

  onStand("data that came while a node waited are seen, and let in as what they are", async (stand) => {
    const node = stand.node(0);
    await node.until("waiting");
    stand.data(0, 77);
    writeFileSync(join(stand.folder, "control", "node-0", "go"), "1 a-0,a-1,a-2\n");
    await stand.until("it has said so anew", () => stand.control(0, "said").startsWith("2 "));
    expect(stand.control(0, "said")).toBe("2 member data 77 a-0,a-1,a-2");
    expect(node.said).not.toContain("serving");
  });

  onStand(
    "a copy that is restored while all wait is seen before the birth, and nobody outvotes it",
    async (stand) => {
      const nodes = [0, 1, 2].map((n) => stand.node(n));
      for (const node of nodes) await node.until("its data folder is empty");
      stand.data(0, 500);
      await nodes[0]?.until("it has data");
      const gate = stand.gate();
      await nodes[0]?.until("serving");
      await nodes[1]?.until("serving");
      await letsNobodyIn([nodes[2] as Started]);
      stand.states.splice(0, 2, "Leader", "Follower");
      await nodes[2]?.until("serving");
      stand.states[2] = "Follower";
      expect((await gate.ended).code).toBe(0);
    },
  );

  onStand("a mark that was made of other data is void, and the gate decides once more", async (stand) => {
    const node = stand.node(0);
    await node.until("waiting");
    // As a gate leaves it between the mark and the go.
    stand.mark(0, "3 5 behind");
    stand.data(0, 400);
    await node.until("it has data");
    expect(stand.control(0, "mark")).toBe("0 5 behind");
    stand.data(1, 500);
    stand.mark(1, "3 5 level");
    stand.states[1] = "DiscoverLeader";
    const others = [1, 2].map((n) => stand.node(n));
    const gate = stand.gate();
    await node.until("serving");
    stand.states.splice(0, 2, "Follower", "Leader");
    await others[1]?.until("serving");
    stand.states[2] = "Follower";
    expect((await gate.ended).code).toBe(0);
  });

  test.concurrent.each([
    ["Leader", 0],
    ["master", 0],
    ["Follower", 0],
    ["slave", 0],
    ["ReadOnlyReplica", 0],
    ["CatchingUp", 1],
    ["DiscoverLeader", 1],
    ["PreReadOnlyReplica", 1],
    ["ResigningLeader", 1],
    ["", 1],
  ])(
    "a node that says %s: exit code %d",
    withStand(async (stand, state: string, code: number) => {
      stand.states[0] = state;
      expect(await stand.probe(0)).toMatchObject({ code });
    }),
    180_000,
  );
  onStand("a proxy in the environment is not asked for a node", async (stand) => {
    stand.states[0] = "Leader";
    process.env.http_proxy = "http://127.0.0.1:9";
    try {
      expect(await stand.probe(0)).toMatchObject({ code: 0 });
    } finally {
      delete process.env.http_proxy;
    }
  });

  onStand("nodes that do not answer keep nobody waiting that is there", async (stand) => {
    const nodes = [0, 1, 2].map((n) => stand.node(n));
    for (const node of nodes) await node.until("waiting");
    // Three replicas that started and hang: a turn of the gate lasts six seconds.
    for (const n of [3, 4, 5]) {
      mkdirSync(join(stand.folder, "control", `node-${n}`));
      writeFileSync(join(stand.folder, "control", `node-${n}`, "said"), "1 replica empty 0 a-0,a-1,a-2\n");
    }
    stand.gate(60, [...Array<EntryKind>(3).fill("member"), ...Array<EntryKind>(3).fill("replica")]);
    for (const node of nodes) await node.until("serving");
  });

  onStand("a node that is ready is level from then on, in the size that it was let in for", async (stand) => {
    stand.states[0] = "Follower";
    const control = join(stand.folder, "control", "node-0");
    writeFileSync(join(control, "start"), "4\n");
    stand.mark(0, "3 2 behind");
    await stand.probe(0);
    expect([stand.control(0, "mark"), stand.control(0, "steady")]).toEqual(["3 2 level", "4"]);
    stand.mark(0, "5 2 behind");
    await stand.probe(0);
    expect(stand.control(0, "mark")).toBe("5 2 behind");
  });

  onStand("the gate's check says what it waits for", async (stand) => {
    stand.gate();
    await stand.until("it says what it waits for", () => existsSync(stand.moved("/tmp/gate-says")));
    const check = stand.run(stand.moved(GATE_CHECK));
    expect(await check.ended).toMatchObject({
      code: 1,
      said: expect.stringContaining("nobody is let in before node-0 node-1 node-2 starts") as string,
    });
  });

  onStand("a gate that gave up ends when its check has seen it, and not before", async (stand) => {
    const gate = stand.run(stand.gateScript(3));
    await gate.until("not ready within 8 s");
    const check = async () => (await stand.run(stand.moved(GATE_CHECK)).ended).code;
    const gone = gate.ended.then(({ code }) => code);
    // A busy machine takes its time to look.
    expect(await Promise.race([gone, pause(13_000)])).toBeUndefined();
    for (let looks = 0; looks < 3; looks++) {
      await pause(300);
      expect(await Promise.race([gone, check()])).toBe(0);
    }
    await check();
    expect(await gone).toBe(1);
  });

  onStand("another run of a gate is not over because the one before was", async (stand) => {
    const over = stand.moved("/tmp/gate-over");
    writeFileSync(over, "");
    stand.run(stand.gateScript(20));
    await stand.until("it begins", () => !existsSync(over));
    expect((await stand.run(stand.moved(GATE_CHECK)).ended).code).toBe(1);
  });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rolloutGateScript } from "../../../lib/server/founding/rollout-gate";
import { Shells, type Ended } from "../shells";

let runs = 0;

/** Nodes that answer what they are told to say, by key. */
class Nodes {
  readonly states = new Map<string, string>();
  private readonly servers = new Map<string, Server>();
  private readonly shells = new Shells();

  async start(states: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, state] of Object.entries(states)) {
      this.states.set(key, state);
      const server = createServer((_, response) => {
        const said = this.states.get(key);
        if (said === "none") response.destroy();
        else response.end(JSON.stringify({ state: said }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      this.servers.set(key, server);
    }
  }

  /** Runs the gate, and gives how it ended and what it said. */
  run(awaited: string, timeout: number): Promise<Ended> {
    const script = rolloutGateScript({
      timeout,
      nodes: [...this.servers].map(([key, server]) => ({
        key,
        target: { address: "127.0.0.1", port: (server.address() as AddressInfo).port },
      })),
    }).replaceAll("/tmp/looks-", `/tmp/looks-${process.pid}-${runs++}-`);
    return this.shells.run(script, [], { ...process.env, AWAITED: awaited }).ended;
  }

  async stop(): Promise<void> {
    this.shells.close();
    for (const server of this.servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

/** A test that has nodes of its own, and goes beside the others: the gate looks for seconds. */
function withNodes(name: string, body: (nodes: Nodes) => Promise<void>): void {
  test.concurrent(
    name,
    async () => {
      const nodes = new Nodes();
      try {
        await body(nodes);
      } finally {
        await nodes.stop();
      }
    },
    60_000,
  );
}

describe("the gate of a rollout", () => {
  const THREE = { "node-0": "Leader", "node-1": "Follower", "replica-0": "ReadOnlyReplica" };

  withNodes("ends once all that it awaits are ready, and says what it saw", async (nodes) => {
    await nodes.start(THREE);
    const { code, said } = await nodes.run("node-0,node-1,replica-0", 20);
    expect(said.trim().split("\n").at(-1)).toBe("saw node-0=leader node-1=follower replica-0=replica");
    expect(code).toBe(0);
  });

  withNodes("awaits nobody else", async (nodes) => {
    await nodes.start({ ...THREE, "node-2": "none" });
    const { code, said } = await nodes.run("node-0,node-1,replica-0", 20);
    expect([code, said.trim().split("\n").at(-1)]).toEqual([
      0,
      "saw node-0=leader node-1=follower replica-0=replica node-2=none",
    ]);
  });

  withNodes("fails where one does not become ready, and says which", async (nodes) => {
    await nodes.start({ ...THREE, "node-1": "CatchingUp", "node-2": "none" });
    const { code, said } = await nodes.run("node-0,node-1,node-2", 5);
    expect(code).toBe(1);
    expect(said).toContain("not ready within 5 s: node-1 is CatchingUp; node-2 does not answer");
  });

  for (const [what, state] of [
    ["nobody leads", "Follower"],
    ["two lead", "Leader"],
  ] as const)
    withNodes(`fails where ${what}`, async (nodes) => {
      await nodes.start({ "node-0": state, "node-1": state });
      const { code, said } = await nodes.run("node-0,node-1", 5);
      expect(code).toBe(1);
      expect(said).toMatch(/not ready within 5 s: [02] nodes lead/);
    });

  withNodes("takes no node for ready that was so for a moment", async (nodes) => {
    await nodes.start(THREE);
    const run = nodes.run("node-0,node-1", 6);
    setTimeout(() => nodes.states.set("node-1", "PreReplica"), 1200);
    expect((await run).code).toBe(1);
  });

  withNodes("only looks, where it is told so", async (nodes) => {
    await nodes.start(THREE);
    expect(await nodes.run("look,node-0,node-1", 1)).toMatchObject({ code: 0 });
  });
});

import { spawnSync } from "node:child_process";
import { connect } from "node:net";
import { gateScript, type Gate } from "../../../lib/server/founding/gate";
import { keeperHandler, keeperScript } from "../../../lib/server/founding/keeper";
import { nodesIn, type Nodes } from "../generation/nodes";
import { sealed } from "./sealed";

const onHosts = nodesIn(300_000, 3);

describe("what a keeper takes", () => {
  /** Sends a message; gives the status, the head and the folders that come back. */
  async function say(nodes: Nodes, text: string, seal = sealed(`ask\n${text}`)) {
    const response = await fetch(`http://127.0.0.1:${nodes.keeperAt(1).port}/`, {
      method: "POST",
      body: `${seal}\n${text}\n`,
    });
    const answer = (await response.text()).trimEnd();
    const [own = "", head = "", ...folders] = answer.split("\n");
    if (response.ok) expect(own).toBe(sealed(`answer ${seal}\n${[head, ...folders].join("\n")}`));
    const [session = "", last = "", taken = ""] = head.split(" ");
    return { status: response.status, session, last: Number(last), taken, folders };
  }

  const withKeeper = (name: string, body: (nodes: Nodes, session: string) => Promise<void>) => {
    onHosts(name, 3, async (nodes) => {
      nodes.tell(1, "start", "4");
      nodes.tell(1, "said", "4 member empty 0 a-0,a-1,a-2");
      const { session, last, taken } = await say(nodes, "- 1 x");
      expect([last, taken]).toEqual([0, "no"]);
      await body(nodes, session);
    });
  };

  withKeeper("it gives what its nodes have, and nothing of others", async (nodes, session) => {
    nodes.tell(0, "said", "1 member empty 0 a-0,a-1,a-2");
    nodes.tell(1, "others", "a 1 - -\nb 2 - -");
    const { folders } = await say(nodes, `${session} 1 x`);
    expect(folders).toEqual([
      "node-1 said 4 member empty 0 a-0,a-1,a-2",
      "node-1 start 4",
      "node-1 others a 1 - -",
      "node-1 others b 2 - -",
    ]);
  });

  withKeeper("a mark and a go are for the start that was seen", async (nodes, session) => {
    await say(nodes, `${session} 1 x\nput node-1 3 mark 3 1 behind\nput node-1 3 go 3 a-0,a-1,a-2`);
    expect([nodes.control(1, "mark"), nodes.control(1, "go")]).toEqual(["", ""]);
    const { folders } = await say(
      nodes,
      `${session} 2 x\nput node-1 4 mark 3 1 behind\nput node-1 4 go 4 a-0,a-1,a-2\nput node-1 9 wants a-b`,
    );
    expect(folders).toContain("node-1 mark 3 1 behind");
    expect([nodes.control(1, "go"), nodes.control(1, "wants")]).toEqual(["4 a-0,a-1,a-2", "a-b"]);
    // Between its start and what it says of it, it is in neither.
    nodes.tell(1, "start", "5");
    for (const [at, start] of [4, 5].entries())
      await say(nodes, `${session} ${at + 3} x\nput node-1 ${start} mark 0 1 left`);
    expect(nodes.control(1, "mark")).toBe("3 1 behind");
  });

  withKeeper(
    "nothing is taken twice, nor of another session, nor without the seal",
    async (nodes, session) => {
      const text = `${session} 7 x\nput node-1 4 wants first`;
      expect((await say(nodes, text)).taken).toBe("yes");
      nodes.tell(1, "wants", "second");
      for (const [message, seal] of [
        [text],
        [`${session} 6 y\nput node-1 4 wants first`],
        [`0123 8 y\nput node-1 4 wants first`],
        [`${session} 8 y\nput node-1 4 wants first`, sealed(`ask\n${text}`)],
        [
          `${session} 8 y\nput node-1 4 wants first`,
          sealed(`ask\n${session} 8 y\nput node-1 4 wants first`, "x"),
        ],
      ] as const) {
        const { status, taken, folders } = await say(nodes, message, seal);
        expect([
          [200, "no"],
          [403, ""],
        ]).toContainEqual([status, taken]);
        if (status === 403) expect(folders).toEqual([]);
        expect(nodes.control(1, "wants")).toBe("second");
      }
      nodes.endKeeper(1);
      await nodes.startKeeper(1);
      expect((await say(nodes, text)).taken).toBe("no");
      expect(nodes.control(1, "wants")).toBe("second");
    },
  );

  withKeeper("whoever has the key writes what a gate writes, and no more", async (nodes, session) => {
    const before = nodes.controls();
    await say(
      nodes,
      [
        `${session} 1 x`,
        "put node-0 0 wants x",
        "put ../control/node-0 0 wants x",
        "put node-1 4 ../node-0/wants x",
        "put node-1 4 said x",
        "put node-1 4 start x",
        "put * 4 wants x",
        "drop node-1 4 said",
        "drop node-0 0 said",
        "put node-1 4",
        "$(touch x) `touch x`",
      ].join("\n"),
    );
    expect(nodes.controls()).toEqual(before);
  });

  withKeeper("who asks otherwise is told nothing, and who says nothing holds nobody up", async (nodes) => {
    const { port } = nodes.keeperAt(1);
    const url = `http://127.0.0.1:${port}/`;
    const idle = Array.from({ length: 8 }, () => connect(port, "127.0.0.1"));
    const ended = idle.map(
      (socket) =>
        new Promise<void>((done) =>
          socket.on("close", () => {
            done();
          }),
        ),
    );
    for (const socket of idle)
      socket.on("error", () => undefined).write("POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n");
    const began = Date.now();
    expect(await (await fetch(url)).text()).toBe("");
    expect((await fetch(`${url}info`)).status).toBe(405);
    expect(
      (await fetch(url, { method: "POST", body: "x".repeat(100_000) }).catch(() => ({ status: 413 }))).status,
    ).toBe(413);
    expect((await say(nodes, "- 1 x")).status).toBe(200);
    // One after the other they would be waited for five seconds each.
    expect(Date.now() - began).toBeLessThan((idle.length * 5000) / 2);
    await Promise.all(ended);
  });
});

const isThere = spawnSync("shellcheck", ["--version"]).status === 0;
(isThere ? test : test.skip)("no script has what shellcheck complains of", () => {
  const keeper = { host: "b", container: "a-keeper", address: "10.0.0.2", port: 2115 };
  const target = { address: "10.0.0.1", port: 2113 };
  const gate: Gate = {
    cluster: "a",
    size: 3,
    members: ["a-0", "a-1"],
    nodes: [
      { kind: "member", key: "node-0", target },
      { kind: "member", key: "node-1", target, keeper },
    ],
    timeout: 60,
    awaited: true,
    movesMembers: true,
    user: { uid: 1, gid: 1 },
  };
  for (const input of [
    gateScript(gate),
    keeperScript({ nodes: ["node-1"], port: 2115, user: { uid: 1, gid: 1 } }),
    keeperHandler(["node-1"]),
  ]) {
    const { stdout } = spawnSync("shellcheck", ["-s", "sh", "-e", "SC2015,SC2034", "-f", "gcc", "-"], {
      input,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  }
});

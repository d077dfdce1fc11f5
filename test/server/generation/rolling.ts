import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { stagingScript } from "../../../lib/server/generation/staging";
import { nodesIn, type Nodes } from "./nodes";

const withNodes = nodesIn(300_000);

const conf = (text: string) => ({ "server.conf": `${text}\n` });

async function born(nodes: Nodes, text = "First: 1"): Promise<void> {
  for (let n = 0; n < nodes.count; n++) {
    await nodes.stage(n, conf(text));
    nodes.start(n);
  }
  expect(await nodes.gate()).toMatchObject({ code: 0 });
}

/** Which starts of which node there were, in the words of its conf file. */
const starts = (nodes: Nodes, n: number) => nodes.heard(n).filter((line) => line.startsWith("start"));

withNodes("a node that starts takes what was staged, and moves nothing later by itself", 1, async (nodes) => {
  const first = await nodes.stage(0, { ...conf("First: 1"), "env/SECRET": "it's $HOME\n" });
  nodes.start(0);
  await nodes.until("it runs", () => nodes.control(0, "runs") === first && starts(nodes, 0).length === 1);
  const second = await nodes.stage(0, conf("Second: 2"));
  expect(nodes.control(0, "wants")).toBe(first);
  expect(starts(nodes, 0)).toEqual(["start First: 1 it's $HOME"]);
  // What it is to have stays as long as anybody could go back to it.
  expect(nodes.generations(0)).toEqual([first, second].sort());
  expect((await nodes.gate()).code).toBe(0);
  expect(nodes.control(0, "runs")).toBe(second);
  expect(starts(nodes, 0)[1]).toBe("start Second: 2");
  const third = await nodes.stage(0, conf("Third: 3"));
  expect(nodes.generations(0)).toEqual([second, third].sort());
});

withNodes("what cannot be read by others is the server's alone", 1, async (nodes) => {
  const name = await nodes.stage(0, { ...conf("First: 1"), "env/SECRET": "s3cret\n" });
  const mode = (path: string) => (statSync(nodes.settings(0, path)).mode & 0o777).toString(8);
  expect([mode(name), mode(`${name}/env`), mode(`${name}/env/SECRET`)]).toEqual(["500", "500", "400"]);
  expect(mode(`${name}/server.conf`)).toBe("444");
  expect(name).toMatch(/^[0-9a-f]{12}-[0-9a-f]{12}$/);
});

withNodes("what it had before, with its keys, is removed once it is ready with another", 3, async (nodes) => {
  await born(nodes);
  const names: string[] = [];
  for (const n of [0, 1, 2]) names.push(await nodes.stage(n, conf("Second: 2")));
  const both = nodes.generations(0);
  expect(both).toHaveLength(2);
  expect((await nodes.gate()).code).toBe(0);
  for (const n of [0, 1, 2])
    await nodes.until("the old one is gone", () => nodes.generations(n).join() === names[n]);
  // What goes back keeps what it goes back to.
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Refused: 1"));
  expect((await nodes.gate()).code).toBe(1);
  expect(nodes.generations(0)).toContain(names[0]);
  expect(starts(nodes, 0).pop()).toBe("start Second: 2");
});

withNodes("what was removed by half is not taken for whole", 1, async (nodes) => {
  const name = await nodes.stage(0, conf("First: 1"));
  await nodes.stage(0, conf("Second: 2"));
  mkdirSync(nodes.settings(0, ".old"));
  mkdirSync(nodes.settings(0, ".new"));
  expect(await nodes.stage(0, conf("First: 1"))).toBe(name);
  expect(nodes.generations(0)).toEqual([name]);
  expect(readFileSync(nodes.settings(0, `${name}/server.conf`), "utf8")).toBe("First: 1\n");
});

const mounted = (nodes: Nodes, size: string): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", nodes.settings(0, "")]).status === 0;

withNodes("a disk that is full leaves the node what it had, and nothing by half", 1, async (nodes) => {
  // Only root can have a disk of that size.
  if (!mounted(nodes, "64k")) return;
  try {
    await born(nodes);
    const was = nodes.control(0, "shall");
    await expect(nodes.stage(0, { "server.conf": "x".repeat(100_000) })).rejects.toThrow("No space left");
    expect([nodes.control(0, "shall"), nodes.control(0, "wants")]).toEqual([was, was]);
    expect((await nodes.gate()).code).toBe(0);
    const second = await nodes.stage(0, conf("Second: 2"));
    expect(nodes.generations(0)).toEqual([was, second].sort());
    expect((await nodes.gate()).code).toBe(0);
  } finally {
    spawnSync("umount", ["-l", nodes.settings(0, "")]);
  }
});

test("an installer waits for no other disk of its host", () => {
  const script = stagingScript([{ place: "server.conf", secret: false, anew: false }], { uid: 0, gid: 0 });
  expect(script).toMatch(/^ *sync "\$into\/server.conf" "\$into\/"$/m);
  expect(script).not.toMatch(/\bsync *(-f.*)?$/m);
});

withNodes("nobody can guess what is staged by its name, which is the same for the same", 2, async (nodes) => {
  const secret = { ...conf("First: 1"), "env/SECRET": "s3cret\n" };
  const [one, other] = [await nodes.stage(0, secret), await nodes.stage(1, secret)];
  expect(one.split("-")[0]).not.toBe(other.split("-")[0]);
  expect(one.split("-")[1]).not.toBe(other.split("-")[1]);
  expect(await nodes.stage(0, secret)).toBe(one);
  expect(statSync(nodes.settings(0, ".salt")).mode & 0o077).toBe(0);
});

withNodes("a value keeps the line breaks at its end", 1, async (nodes) => {
  await nodes.stage(0, { ...conf("First: 1"), "env/SECRET": "two\n\n\n" });
  nodes.start(0);
  await nodes.until("it runs", () => nodes.heard(0).length > 0);
  expect(nodes.secret(0)).toBe("two\n\n");
});

withNodes("a watcher that was killed is started again, and knows what the server runs", 1, async (nodes) => {
  await born(nodes);
  nodes.killWatcher(0);
  await nodes.stage(0, conf("Second: 2"));
  expect((await nodes.gate()).code).toBe(0);
  nodes.killWatcher(0);
  await new Promise((done) => setTimeout(done, 3500));
  expect(starts(nodes, 0)).toEqual(["start First: 1", "start Second: 2"]);
});

withNodes("a node starts with what is there where what it was told is gone", 1, async (nodes) => {
  await born(nodes);
  const second = await nodes.stage(0, conf("Second: 2"));
  rmSync(nodes.settings(0, nodes.control(0, "runs")), { recursive: true });
  nodes.killServer(0);
  await nodes.until("it runs", () => starts(nodes, 0).pop() === "start Second: 2");
  expect([nodes.control(0, "wants"), nodes.control(0, "runs")]).toEqual([second, second]);
  // And where what it shall have is gone, it stays as it is.
  const third = await nodes.stage(0, conf("Third: 3"));
  rmSync(nodes.settings(0, third), { recursive: true });
  nodes.killServer(0);
  await nodes.until("it runs again", () => starts(nodes, 0).length >= 3);
  expect(starts(nodes, 0).pop()).toBe("start Second: 2");
  const { code, said } = await nodes.gate(20);
  expect([code, nodes.control(0, "runs")]).toEqual([1, second]);
  expect(said).toContain("node-0 was not ready with it, and is back on what it had");
});

withNodes("a container of another form starts with what was staged for it", 1, async (nodes) => {
  await born(nodes);
  const second = await nodes.stage(0, conf("Second: 2"));
  nodes.end(0);
  await nodes.restart(0, "another", false);
  await nodes.until("it runs", () => nodes.control(0, "runs") === second);
});

withNodes("a generation that is gone is waited for, and said", 1, async (nodes) => {
  const name = await nodes.stage(0, conf("First: 1"));
  rmSync(nodes.settings(0, name), { recursive: true });
  nodes.start(0);
  await nodes.until("it says so", () =>
    new RegExp(`${name}, which are gone from the volume.*docker rm -f a-0-installer, and`).test(
      nodes.control(0, "waits"),
    ),
  );
  await nodes.stage(0, conf("First: 1"));
  await nodes.until("it runs", () => nodes.control(0, "runs") === name);
});

withNodes(
  "a file that is looked up in the image's folder is linked there while there is one",
  1,
  async (nodes) => {
    const link = `${nodes.folder}/node-0/image/config/x.json`;
    await nodes.stage(0, { ...conf("First: 1"), "image/config/x.json": "{}\n" });
    nodes.start(0);
    await nodes.until("it runs", () => starts(nodes, 0).length === 1);
    expect(readFileSync(link, "utf8")).toBe("{}\n");
    await nodes.stage(0, conf("First: 1"));
    expect((await nodes.gate()).code).toBe(0);
    expect(existsSync(link)).toBe(false);
  },
);

withNodes("followers first and the leader last, one awaited before the next", 3, async (nodes) => {
  await born(nodes);
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Second: 2"));
  const { code, said } = await nodes.gate();
  expect(said).toMatch(
    /node-0 shall[^]*node-0 has it[^]*node-1 shall[^]*node-1 has it[^]*node-2 shall[^]*node-2 has it/,
  );
  expect(code).toBe(0);
  for (const n of [0, 1, 2]) expect(nodes.heard(n)).toEqual(["start First: 1", "TERM", "start Second: 2"]);
  // Nothing is left to be done.
  expect(await nodes.gate()).toEqual({ code: 0, said: "" });
});

withNodes("what a server refuses stays at the first node, which goes back by itself", 3, async (nodes) => {
  await born(nodes);
  const was = nodes.control(0, "runs");
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Refused: 1"));
  const { code, said } = await nodes.gate();
  expect(code).toBe(1);
  expect(said.trim().split("\n").pop()).toMatch(
    /node-0 was not ready with it, and is back on what it had; no other node .* docker logs a-node-0; then mend it, and apply again$/,
  );
  expect([nodes.control(0, "wants"), nodes.control(0, "runs")]).toEqual([was, was]);
  for (const n of [1, 2]) expect(nodes.heard(n)).toEqual(["start First: 1"]);
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Third: 3"));
  expect((await nodes.gate()).code).toBe(0);
});

withNodes("a gate that is killed in the middle leaves the way back to the next one", 3, async (nodes) => {
  await born(nodes);
  const was = nodes.control(0, "runs");
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Refused: 1"));
  const killed = nodes.gate();
  await nodes.until("it begins", () => starts(nodes, 0).length >= 2);
  nodes.killLast();
  expect((await killed).code).toBe(null);
  // Staged once more, and what it had is still there.
  await nodes.stage(0, conf("Refused: 1"));
  expect(nodes.generations(0)).toContain(was);
  expect((await nodes.gate()).said).toContain("node-0 was not ready with it, and is back on what it had");
  expect([nodes.control(0, "runs"), nodes.control(0, "had")]).toEqual([was, ""]);
  for (const n of [1, 2]) expect(nodes.heard(n)).toEqual(["start First: 1"]);
});

withNodes("what another apply brings meanwhile goes back to what a node was ready with", 1, async (nodes) => {
  await born(nodes);
  const was = nodes.control(0, "runs");
  await nodes.stage(0, conf("Refused: 1"));
  const killed = nodes.gate();
  await nodes.until("it begins", () => starts(nodes, 0).length >= 2);
  nodes.killLast();
  await killed;
  await nodes.stage(0, conf("Refused: 2"));
  expect((await nodes.gate()).code).toBe(1);
  expect(nodes.control(0, "runs")).toBe(was);
});

withNodes("where nobody waits for the gate, what failed is not tried again by itself", 1, async (nodes) => {
  await born(nodes);
  await nodes.stage(0, conf("Refused: 1"));
  expect((await nodes.gate(90, false)).code).toBe(0);
  expect(starts(nodes, 0).pop()).toBe("start First: 1");
});

withNodes("a node that never gets ready is taken back when its time is over", 3, async (nodes) => {
  await born(nodes);
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Second: 2"));
  nodes.says(0, "follower");
  const gate = nodes.gate(20);
  await nodes.until("it starts anew", () => starts(nodes, 0).length >= 2);
  nodes.says(0, "CatchingUp");
  await nodes.until("it goes back", () => starts(nodes, 0).length >= 3);
  nodes.says(0, "follower");
  const { code, said } = await gate;
  expect([code, starts(nodes, 0).pop()]).toEqual([1, "start First: 1"]);
  expect(said).toContain("not within 20 s: waiting for node-0");
});

withNodes("nobody is touched while another node is away", 3, async (nodes) => {
  await born(nodes);
  nodes.says(1, "CatchingUp");
  await nodes.stage(0, conf("Second: 2"));
  const { code, said } = await nodes.gate(10);
  expect([code, starts(nodes, 0)]).toEqual([1, ["start First: 1"]]);
  expect(said).toContain("waiting for node-1");
});

withNodes("what was wrong from the beginning is mended on all at once", 3, async (nodes) => {
  for (const n of [0, 1, 2]) {
    await nodes.stage(n, conf("Refused: 1"));
    nodes.start(n);
  }
  expect((await nodes.gate(4)).code).toBe(1);
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Second: 2"));
  const { code, said } = await nodes.gate();
  expect(said).toMatch(/node-0 shall[^]*node-1 shall[^]*node-2 shall/);
  expect(said).toContain("node-0 node-1 node-2 has it");
  expect(code).toBe(0);
});

withNodes("a node that is away is mended first, and alone", 3, async (nodes) => {
  await born(nodes);
  for (const n of [0, 1, 2]) await nodes.stage(n, conf("Second: 2"));
  nodes.says(1, "CatchingUp");
  const gate = nodes.gate();
  await nodes.until("it is told", () => starts(nodes, 1).length === 2);
  expect([starts(nodes, 0).length, starts(nodes, 2).length]).toEqual([1, 1]);
  nodes.says(1, "follower");
  expect((await gate).code).toBe(0);
});

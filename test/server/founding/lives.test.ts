import { DecidingShell } from "./deciding-shell";
import { live } from "./lives";

type Options = Parameters<typeof live>[2];

describe("lives of clusters, decided by the shell that nodes and gates run", () => {
  let shell: DecidingShell;
  beforeAll(() => {
    shell = new DecidingShell();
  });
  afterAll(() => {
    shell.end();
  });

  const count = Number(process.env.LIVES ?? 250);
  const seeds = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  /** Sees that so many lives lose nothing. */
  async function holds(options?: Options): Promise<void> {
    const { lost, acknowledged } = await live(shell, seeds(count), options);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(count * 10);
  }

  /** Sees that one of the lives loses something, of four times as many at the most from one on. */
  async function finds(most: number, options: Options, first = 1): Promise<void> {
    let found = 0;
    for (let from = first; from < first + most * 4 && found === 0; from += 20) {
      const lives = seeds(20).map((n) => n + from);
      found += (await live(shell, lives, options)).lost.length;
    }
    expect(found).toBeGreaterThan(0);
  }

  test("no leader lacks an acknowledged event", () => holds(), 600_000);

  test("nor while sizes differ", () => holds({ rolls: true }), 600_000);

  test("nor on several hosts", () => holds({ hosts: 3 }), 600_000);

  test("nor on several hosts while sizes differ", () => holds({ hosts: 3, rolls: true }), 600_000);

  test(
    "on several hosts the model finds a loss where one is let in before another that goes first has heard it",
    () => finds(20, { hosts: 3, without: "turn" }, 7960),
    600_000,
  );

  test.each([
    ["hold", 400, 1],
    ["gone", 20, 9630],
    ["refusal", 400, 1],
    ["own", 20, 8340],
  ] as const)(
    "without %s the model finds a loss while sizes differ",
    (without, most, first) => finds(most, { without, rolls: true }, first),
    600_000,
  );

  test.each([
    ["order", 10, 1],
    ["level", 60, 1],
    ["marks", 400, 1],
    ["aside", 400, 1],
    ["proof", 20, 26320],
  ] as const)(
    "without %s the model finds a loss",
    (without, most, first) => finds(most, { without }, first),
    600_000,
  );

  /** What is decided of members of three that all wait, each by what it holds, how long, and its mark. */
  async function decides(...members: readonly string[]): Promise<readonly string[]> {
    const rows = members.map((said, key) => ["member", key, "yes", "no", ...said.split(" "), "none", 0]);
    return (await shell.decide(members.length, rows)).orders;
  }

  test("a member that was removed comes back with a longer log before anybody was level: it is left", async () => {
    const rows = ["data 5 0 2 elects", "empty 0 0 2 elects", "data 7 0 0 behind"];
    expect(await decides(...rows)).toEqual(["leave 2"]);
    rows[2] = "data 7 0 0 left";
    expect(await decides(...rows)).toEqual(["let 1 3 elects", "let 0 3 elects"]);
  });

  test("a gate that dies before those that it let in can elect a leader leaves no history behind", async () => {
    const rows = ["data 17 0 1 level", "data 13 0 1 behind", "data 13 0 1 behind"];
    const [first] = await decides(...rows);
    expect(first).toBe("let 1 2 behind");
    // Another size comes, and the first one keeps what it was told.
    rows[1] = "data 13 0 2 behind";
    expect(await decides(...rows)).toEqual(["let 1 3 behind", "let 0 3 level"]);
  });

  test("who is in since a refusal has the time of those that are let in with it", async () => {
    const running = ["member", 0, "yes", "yes", "data", 9, 3, 0, "behind", "other", 0];
    const waiting = [1, 2].map((key) => ["member", key, "yes", "no", "data", 9, 0, 0, "behind", "none", 0]);
    expect((await shell.decide(3, [running, ...waiting])).orders).toEqual(["join 0 1 behind"]);
    running[7] = 1;
    expect((await shell.decide(3, [running, ...waiting])).orders).toEqual(["let 1 1 elects"]);
  });

  test("who waits while a majority elects keeps its data, which are left only where that majority is gone", async () => {
    const electing = ["data 9 3 2 behind", "data 9 3 2 elects"].map((said, key) => {
      return ["member", key, "yes", "yes", ...said.split(" "), "other", 0];
    });
    const third = ["member", 2, "yes", "no", "data", 9, 0, 1, "level", "none", 0];
    expect((await shell.decide(3, [...electing, third])).orders).toEqual([]);
    for (const row of electing) row[3] = "no";
    expect((await shell.decide(3, [...electing, third])).orders).toEqual(["leave 2"]);
  });

  test("who runs since a refusal has the time of those that are founded with it", async () => {
    const running = [0, 1].map((key) => [
      "member",
      key,
      "yes",
      "yes",
      "empty",
      0,
      5,
      0,
      "behind",
      "other",
      0,
    ]);
    const waiting = [2, 3, 4].map((key) => [
      "member",
      key,
      "yes",
      "no",
      "empty",
      0,
      0,
      0,
      "behind",
      "none",
      0,
    ]);
    expect((await shell.decide(5, [...running, ...waiting])).orders).toEqual([
      "join 0 1 elects",
      "join 1 1 elects",
      ...waiting.map(([, key]) => `let ${key} 1 elects`),
    ]);
  });

  test("a member that let itself in has all where one of those that elected lost its data", async () => {
    const emptied = ["member", 0, "yes", "no", "empty", 0, 3, 9, "level", "none", 0];
    const lagging = ["member", 1, "yes", "yes", "data", 19, 3, 9, "elects", "other", 0];
    const own = ["member", 2, "yes", "no", "data", 25, 0, 0, "behind", "none", 0];
    expect((await shell.decide(3, [emptied, lagging, own])).orders).toEqual(["let 2 9 elects"]);
  });

  test("what was left counts only where there is nothing else", async () => {
    const left = ["data 9 0 0 left", "empty 0 0 0 behind", "empty 0 0 0 behind"];
    expect(await decides(...left)).toEqual(["let 1 1 elects", "let 0 1 elects"]);
    left[1] = "data 4 0 1 behind";
    expect(await decides(...left)).toEqual(["let 2 2 elects", "let 1 2 elects"]);
  });
});

import { execFileSync } from "node:child_process";
import { ROLL } from "../../../lib/server/founding/roll";

interface Seen {
  readonly size: number;
  /** For how many seconds nothing was moved, and nobody could be a majority. */
  readonly calm: number;
  readonly lacked: number;
}

/** What is moved next, where nodes are in those states with those looks, and shall have what they were not told yet. */
function stepOf({ size, calm, lacked }: Seen, ...states: readonly string[]): string {
  const rows = states.map((state, n) => `member node-${n} new old old ${state} yes ${size} level`).join("\n");
  const script = [
    ROLL,
    `size=${size} calm=${calm} lacked=${lacked} moved='' generations='${rows}'`,
    "roll",
    'echo "$lacks $step"',
  ].join("\n");
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).trim();
}

const LONG = { size: 3, calm: 99, lacked: 99 };

test("nodes that answer as if they were ready are looked at again, and never moved together", () => {
  expect(stepOf(LONG, "leader 1", "follower 2", "follower 1")).toBe("no wait");
  expect(stepOf(LONG, "leader 3", "follower 1", "none 0")).toBe("no wait");
  expect(stepOf(LONG, "leader 3", "follower 3", "follower 3")).toBe("no move node-1");
});

test("what is away goes first, and alone, where the others are a majority", () => {
  const five = { ...LONG, size: 5 };
  const states = ["leader 3", "follower 3", "follower 3", "none 0", "none 0"];
  expect(stepOf(five, ...states)).toBe("no move node-3");
  expect(stepOf({ ...five, calm: 9 }, ...states)).toBe("no wait");
});

test("all go where there is no majority to lose, and not before servers could have started", () => {
  for (const states of [
    ["none 0", "none 0", "none 0"],
    ["other 0", "other 0", "other 0"],
    ["leader 3", "none 0", "none 0"],
    ["follower 3", "follower 3", "none 0"],
  ]) {
    expect(stepOf({ ...LONG, lacked: 29 }, ...states)).toBe("yes wait");
    const [, ...moved] = stepOf({ ...LONG, lacked: 30 }, ...states).split("move ");
    expect(moved.join().split(" ").sort()).toEqual(["node-0", "node-1", "node-2"]);
  }
});

test("who waits to come back to a majority is awaited before its size changes, and is moved where there is none", () => {
  const step = (...rows: readonly string[]) =>
    execFileSync(
      "/bin/sh",
      [
        "-c",
        `${ROLL}\nsize=5 calm=99 lacked=0 gone=99 moved='' generations='${rows.join("\n")}'\nroll\necho "$step; $awaits"`,
      ],
      { encoding: "utf8" },
    ).trim();
  const outside = "member node-1 new old - none 0 no 3 level";
  const others = [
    "member node-0 new old old follower 3 yes 3 level",
    "member node-2 new old old leader 3 yes 3 level",
  ];
  expect(step(outside, ...others)).toBe(
    "wait; waiting for members: 2 of 3 are ready, and all must be before the next one counts 5",
  );
  expect(step(outside.replace("no 3", "no 5"), ...others)).toBe("move node-0;");
});

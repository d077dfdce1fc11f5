import fc from "fast-check";
import { leaderOf, seenIn } from "../../lib/rollout/order";

const KEYS = ["node-0", "node-1", "replica-0"];

describe("what the gate saw", () => {
  const LINE = "saw node-0=follower node-1=leader replica-0=replica";

  test.each([
    `${LINE}\n`,
    `saw node-0=none node-1=none replica-0=none\r\n${LINE}\r\nnot ready within 30 s: node-0 is x\r\n`,
    // As provider 3.6 keeps it, the length of each line before it.
    `\u0001\u0000\u0000\u0000\u0000\u0000\u00004${LINE}\n\u0001\u0000\u0000\u0000\u0000\u0000\u0000Anot ready\n`,
  ])("is read from its last line: %j", (said) => {
    const seen = seenIn(said, KEYS);
    expect([...(seen ?? [])]).toEqual([
      ["node-0", "follower"],
      ["node-1", "leader"],
      ["replica-0", "replica"],
    ]);
    expect(seen && leaderOf(seen)).toBe("node-1");
  });

  test.each(["", "saw", LINE.slice(0, -18), "what else was said\n"])(
    "is nothing where a node is missing: %j",
    (said) => {
      expect(seenIn(said, KEYS)).toBeUndefined();
    },
  );

  test("never fails", () => {
    fc.assert(
      fc.property(fc.string(), (said) => seenIn(said, ["node-0"]) === undefined || said.includes("node-0=")),
    );
  });
});

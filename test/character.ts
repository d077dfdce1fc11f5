import fc from "fast-check";

/** How many halves of pairs there are, and where they begin. */
const [HALVES, FIRST] = [0x800, 0xd800];

/**
 * Any character, for `fc.string`, which draws the same texts from it as from its own unit `binary`. That one makes a
 * table of all the million characters in each suite.
 */
export const character = fc.nat(0x10ffff - HALVES).map(
  (n) => String.fromCodePoint(n < FIRST ? n : n + HALVES),
  (text) => {
    const n = typeof text === "string" ? (text.codePointAt(0) ?? FIRST) : FIRST;
    if ((n >= FIRST && n < FIRST + HALVES) || String.fromCodePoint(n) !== text)
      throw new Error("not one character");
    return n < FIRST ? n : n - HALVES;
  },
);

const { readFileSync } = require("node:fs");
const Sequencer = require("@jest/test-sequencer").default;

/** Whether a file starts nodes, whose tests go beside each other and wait for each other all the time. */
const waits = ({ path }) => /\bnodesIn\b/.test(readFileSync(path, "utf8"));

/** Whether a file's tests go beside each other, because scripts that sleep most of the time are what they run. */
const sleeps = ({ path }) => /\btest\.concurrent\b/.test(readFileSync(path, "utf8"));

/** Whether a file lasts long for its size, by which Jest goes where it has not seen it run: the last one is waited for. */
const lasts = ({ path }) => /\bfuzz\b|\blives\b/.test(path);

/**
 * Begins with what lasts long: first what needs little, which at the end would have the cores to itself, and leave them
 * idle.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const groups = [[], [], [], []];
    for (const test of super.sort(tests))
      groups[waits(test) ? 0 : sleeps(test) ? 1 : lasts(test) ? 2 : 3].push(test);
    return groups.flat();
  }
};

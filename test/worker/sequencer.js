const { readFileSync } = require("node:fs");
const Sequencer = require("@jest/test-sequencer").default;

/** Whether a file's tests go beside each other, because scripts that sleep most of the time are what they run. */
const sleeps = ({ path }) => /\btest\.concurrent\b|\bnodesIn\b/.test(readFileSync(path, "utf8"));

/** Begins with what lasts long and needs little: at the end it would have the cores to itself, and leave them idle. */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(sleeps), ...sorted.filter((test) => !sleeps(test))];
  }
};

const { availableParallelism } = require("node:os");

const ESBUILD = {
  loader: "ts",
  format: "cjs",
  platform: "node",
  target: "node22",
  sourcemap: "external",
  sourcesContent: false,
  // Jest's sandbox has only `require`.
  supported: { "dynamic-import": false },
};

// Every core has a worker: what one collects beside its tests it takes from another's. Most of what tests make is gone at
// once, and larger halves of the young space see less of it survive.
process.execArgv.push("--single-threaded-gc", "--max-semi-space-size=32");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "<rootDir>/test/worker/environment.js",
  runtime: "<rootDir>/test/worker/runtime.js",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: { "^.+\\.ts$": ["<rootDir>/test/esbuild-transform.js", ESBUILD] },
  moduleNameMapper: {
    "^cdktf-eventstoredb$": "<rootDir>/lib/index.ts",
    "^cdktf-eventstoredb/testing$": "<rootDir>/lib/testing/index.ts",
  },
  globals: { FRAMEWORK: "cdktf" },
  // Jest leaves one core to its watch mode, which of two is half. The tests of scripts mostly sleep: one worker more
  // keeps all cores busy.
  maxWorkers: availableParallelism() + 1,
  // All tests of a file that sleeps at once, so that it lasts as long as its longest.
  maxConcurrency: 40,
  testSequencer: "<rootDir>/test/worker/sequencer.js",
  // What tests made of CDKTF's tokens is kept as long as CDKTF is.
  workerIdleMemoryLimit: "800MB",
  // Jest's own would be among the temporary files, where nothing is to be left.
  cacheDirectory: "<rootDir>/node_modules/.cache/jest",
  globalSetup: "<rootDir>/test/temporary/give-folder.ts",
  globalTeardown: "<rootDir>/test/temporary/take-folder.ts",
  setupFiles: ["<rootDir>/test/no-creation-stacks.ts", "<rootDir>/test/no-warnings-printed.ts"],
  setupFilesAfterEnv: ["<rootDir>/test/worker/quick-expect.js"],
};

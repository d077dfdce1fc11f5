const room = process.env.ROOM ?? "network";

// Properties run on a twentieth of their inputs, the same ones each time: thousands of mutants meet all of them.
process.env.PROPERTY_RUNS_SHARE ??= "0.05";

/** How many of 100 mutants the tests of the room have to find. */
const MARK = ["network", "reach"].includes(room) ? 90 : 85;

/**
 * Mutation testing of one room; `npm run test:mutants` goes through the rooms.
 *
 * No kind of mutant is switched off. Messages are mutated too: a text that becomes empty is a problem that says
 * nothing, and the tests refuse such a problem wherever they meet one.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  packageManager: "npm",
  plugins: ["./test/mutants/runner.mjs"],
  testRunner: "bundle",
  buildCommand: "node test/mutants/bundle.mjs",
  coverageAnalysis: "perTest",
  mutate: [
    `lib/${room}/**/*.ts`,
    // Rows of facts, not code: a changed row is another fact, and only the server it was read from can refute it.
    "!lib/server/catalogue/options.data.ts",
  ],
  ignorePatterns: [
    "/dist",
    "/build",
    "/docs",
    "/examples",
    "/etc",
    "/reports",
    "/temp",
    "/cdktf.out",
    "/bench",
  ],
  concurrency: 2,
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: `reports/mutants-${room}.json`,
  reporters: ["clear-text", "progress-append-only", "html"],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `reports/mutants-${room}.html` },
  thresholds: { high: 95, low: MARK, break: MARK },
};

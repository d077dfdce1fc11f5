/**
 * Puts the tests of a room into one file of JavaScript, with the code that they test, so that a mutant costs the
 * running of tests and not the loading of forty files. Runs in Stryker's copy of the project.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** A room has to be held by tests of its own. How problems are told is held with every room. */
const ROOMS = ["problem", process.env.ROOM];

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node22",
  logLevel: "warning",
};

/** CDKTF takes longer to load than all of these tests to run: a room's own tests must do without it. */
async function isPure(file) {
  const { metafile } = await build({
    ...options,
    entryPoints: [file],
    packages: "external",
    write: false,
    metafile: true,
  });
  return !Object.keys(metafile.inputs).some((input) => input.startsWith("lib/docker/"));
}

const files = ROOMS.flatMap((room) => {
  const folder = join(root, "test", room);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { recursive: true }).map((file) => join("test", room, file));
  return found.filter((file) => file.endsWith(".test.ts")).sort();
});
const pure = [];
for (const file of files) if (await isPure(file)) pure.push(file);

// The first failure ends a mutant's run: single cases, which are quick, come before properties.
const isSlow = (file) => /fast-check|every-planned/.test(readFileSync(join(root, file), "utf8"));
const ordered = [...pure.filter((file) => !isSlow(file)), ...pure.filter(isSlow)];

const entry = [
  'import fc from "fast-check";',
  'import { runs } from "./test/runs";',
  "// Which input kills a mutant is of no interest, so it is not made smaller.",
  "fc.configureGlobal({ ...runs(100), endOnFailure: true });",
  ...ordered.map((file) => {
    const name = JSON.stringify(relative("test", file).replace(/\.test\.ts$/, ""));
    return `describe(${name}, () => { require(${JSON.stringify(`./${file}`)}); });`;
  }),
].join("\n");

await build({
  ...options,
  stdin: { contents: entry, resolveDir: root, loader: "ts" },
  tsconfig: "test/tsconfig.json",
  packages: "external",
  outfile: "build/mutants/tests.js",
});

/**
 * Bundles lib/ into dist/index.js.
 */
import { writeFileSync } from "node:fs";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: ["lib/index.ts"],
  outfile: "dist/index.js",
  bundle: true,
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "warning",
  write: false,
});
const [{ path, text }] = outputFiles;
writeFileSync(path, withPlainComments(withOwnNames(text)));

/**
 * In a bundle esbuild calls a class that speaks of itself `_Name` (`var Name = class _Name`), which users would see in
 * stack traces, inspected objects and snapshots. Its own `keepNames` wraps every function, and costs a tenth of the
 * time to load.
 */
function withOwnNames(code) {
  const names = [...code.matchAll(/^var (\w+) = class _\1\b/gm)].map(([, name]) => name);
  return names.reduce((text, name) => text.replaceAll(new RegExp(`\\b_${name}\\b`, "g"), name), code);
}

/**
 * One letter beyond Latin, were it in a comment, doubles what the engine keeps of the whole text. Comments alone: the
 * bundler writes texts in ASCII, and in a raw template an escape would stand for itself.
 */
function withPlainComments(code) {
  return code.replace(/^ *\*.*$/gm, (line) => line.replace(/[^\x00-\x7f]+/g, "..."));
}

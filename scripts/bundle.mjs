/**
 * Bundles lib/ into dist/index.js, and the package's command into dist/command.js.
 */
import { chmodSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

await bundle("lib/index.ts", "dist/index.js");
await bundle("lib/command/main.ts", "dist/command.js", "#!/usr/bin/env node\n");
chmodSync("dist/command.js", 0o755);

async function bundle(from, to, firstLine = "") {
  const { outputFiles } = await build({
    entryPoints: [from],
    outfile: to,
    bundle: true,
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
    write: false,
  });
  const [{ path, text }] = outputFiles;
  writeFileSync(path, firstLine + withPlainComments(withOwnNames(text)));
}

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

/**
 * Bundles lib/ into dist/: what programs import, once for each framework, and the package's command. The declarations
 * are there already, by tsc.
 */
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** What programs import: `dist/NAME.js`, and for CDK Terrain `dist/cdktn/NAME.js`, of which source. */
const LIBRARY = {
  index: "lib/index.ts",
  // With the classes of the library itself, whose objects know no copies.
  "testing/index": "lib/testing/index.ts",
};
/** What npx runs. It knows no framework. */
const COMMAND = { from: "lib/command/main.ts", to: "dist/command.js" };

for (const [name, from] of Object.entries(LIBRARY)) {
  const code = await bundled(from);
  write(`dist/${name}.js`, code);
  write(`dist/cdktn/${name}.js`, forCdkTerrain(code));
}
declareForCdkTerrain();
write(COMMAND.to, `#!/usr/bin/env node\n${await bundled(COMMAND.from)}`);
chmodSync(COMMAND.to, 0o755);

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function bundled(from) {
  const { outputFiles } = await build({
    entryPoints: [from],
    bundle: true,
    platform: "node",
    target: "node22",
    packages: "external",
    external: ["../index"],
    logLevel: "warning",
    write: false,
  });
  const [{ text }] = outputFiles;
  const written = withPlainComments(withOwnNames(text));
  // One character more, and V8 keeps the whole text at two bytes each.
  const other = /.*[^\x00-\x7f].*/.exec(written)?.[0];
  if (other !== undefined)
    throw new Error(`${from}: to be written in ASCII, with \\u where need be: ${other}`);
  return written;
}

/**
 * A text of lib/ for CDK Terrain: the packages that it imports, and those that its messages name. The names of this
 * package, of its files and of what it makes stay.
 */
function forCdkTerrain(text) {
  return text.replaceAll(/@cdktf\/|\bcdktf\b(?!-eventstoredb|\.out|\.json)/g, (name) =>
    name.replace("cdktf", "cdktn"),
  );
}

/** The declarations again, below `dist/cdktn`: classes with private parts are other types than those of the first ones. */
function declareForCdkTerrain() {
  const files = readdirSync("dist", { recursive: true }).filter(
    (file) => file.endsWith(".d.ts") && !/^(?:cdktn|command)\b/.test(file),
  );
  for (const file of files)
    write(join("dist/cdktn", file), forCdkTerrain(readFileSync(join("dist", file), "utf8")));
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

import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./project";
import type { Framework, Versions } from "./versions";

/** A program of CDKTF's in the words of a framework: other packages, and the entry of this one that is for them. */
export function inWordsOf(framework: Framework, program: string): string {
  if (framework === "cdktf") return program;
  return program.replace(/"(@?)cdktf(-eventstoredb)?(?=["/])/g, (_name, at: string, own?: string) =>
    own === undefined ? `"${at}${framework}` : `"cdktf${own}/${framework}`,
  );
}

/**
 * The peers as npm can install them. Bindings under the name of CDK Terrain are not in every registry, so that those of
 * CDKTF stand for them, which are made from the same generator: with the framework's name replaced, packed in `folder`.
 */
export function installable(peers: Versions, modules: string, folder: string): Versions {
  return Object.fromEntries(
    Object.entries(peers).map(([name, version]) => [
      name,
      name.startsWith("@cdktn/") ? `file:${packBindings(name, version, modules, folder)}` : version,
    ]),
  );
}

function packBindings(name: string, version: string, modules: string, folder: string): string {
  const copy = join(folder, name.replace("/", "-"));
  cpSync(join(modules, name.replace("cdktn", "cdktf")), copy, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(copy, "package.json"), "utf8")) as Readonly<
    Record<string, unknown>
  >;
  writeFileSync(
    join(copy, "package.json"),
    JSON.stringify({
      ...manifest,
      name,
      version,
      peerDependencies: { cdktn: "^0.24.0", constructs: "^10.6.0" },
    }),
  );
  for (const file of readdirSync(join(copy, "lib"), { recursive: true, encoding: "utf8" })) {
    if (!/\.(?:js|d\.ts)$/.test(file)) continue;
    const path = join(copy, "lib", file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/(["'])cdktf\1/g, "$1cdktn$1"));
  }
  return join(
    folder,
    run(copy, "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder).trim(),
  );
}

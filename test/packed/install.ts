import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./project";
import { COMPILERS, type Versions } from "./versions";

interface Locked {
  readonly version: string;
  readonly dependencies?: Versions;
}

/** The repository: npm runs its scripts there. */
export const ROOT = process.cwd();
export const MANIFEST = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Readonly<
  Record<"dependencies" | "peerDependencies", Versions>
>;
const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Makes the tarball that is published, and gives its path. */
export function pack(folder: string): string {
  const printed = run(ROOT, "npm", "pack", "--silent", "--pack-destination", folder);
  return join(folder, printed.trim());
}

/**
 * Installs the tarball as a user does who has these peers. What else it brings has the versions of the lock file, but
 * for those that are given.
 * @throws an error with npm's words, also where a version is out of a range
 */
export function install(folder: string, tarball: string, peers: Versions, dependencies: Versions): void {
  mkdirSync(folder, { recursive: true });
  const compilers = Object.entries(COMPILERS).map(([name, version]) => [name, `npm:typescript@${version}`]);
  const manifest = {
    private: true,
    dependencies: {
      "cdktf-eventstoredb": `file:${tarball}`,
      ...peers,
      ...(Object.fromEntries(compilers) as Versions),
      "@types/node": locked("@types/node").version,
    },
    overrides: { ...versionsBelow([...Object.keys(MANIFEST.dependencies), "@types/node"]), ...dependencies },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  run(
    folder,
    "npm",
    "install",
    "--prefix",
    folder,
    "--strict-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  );
}

/** The versions of packages and of all that they need. */
function versionsBelow(names: readonly string[]): Versions {
  const versions: Record<string, string> = {};
  const left = [...names];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (name in versions) continue;
    const { version, dependencies = {} } = locked(name);
    versions[name] = version;
    left.push(...Object.keys(dependencies));
  }
  return versions;
}

function locked(name: string): Locked {
  const found = packages[`node_modules/${name}`];
  if (found === undefined) throw new Error(`package-lock.json has no ${name}`);
  return found;
}

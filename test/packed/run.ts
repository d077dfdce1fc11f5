import assert from "node:assert";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blocksOf, promised } from "../docs/blocks";
import { FORMS } from "./forms";
import { MANIFEST, ROOT, install, pack } from "./install";
import { compile, node, outcomeOf } from "./project";
import { NEWEST, oldest, type Versions } from "./versions";

/*
 * npm run test:packed: the README's example in projects outside of the repository, which have the packed package, and
 * of each peer the oldest version that is promised, or the newest.
 */

const [example = ""] = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8"), "ts");
const folder = mkdtempSync(join(tmpdir(), "esdb-packed-"));
let failed = 0;
try {
  const tarball = pack(folder);
  const { peerDependencies, dependencies } = MANIFEST;
  tryOut(join(folder, "oldest"), tarball, oldest(peerDependencies), oldest(dependencies));
  tryOut(join(folder, "newest"), tarball, NEWEST, {});
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

/** Everything that is tried with one set of packages. */
function tryOut(packages: string, tarball: string, peers: Versions, dependencies: Versions): void {
  const versions = Object.entries({ ...peers, ...dependencies }).map((one) => one.join(" "));
  console.log(`\nwith ${versions.join(", ")}`);
  const installed = step("npm install", () => {
    install(packages, tarball, peers, dependencies);
  });
  if (!installed) return;
  const seen = new Set<string>();
  FORMS.forEach((form, index) => {
    step(form.name, () => {
      const { printed, resources } = outcomeOf(example, form, join(packages, `project-${index}`));
      assert.deepStrictEqual(printed.trimEnd().split("\n"), promised(example));
      seen.add(resources);
      assert.strictEqual(seen.size, 1, "other resources than in the project before");
    });
  });
  for (const compiler of ["typescript-5.9", "typescript-7"] as const) {
    step(`${compiler}, the examples in the package`, () => {
      const project = join(packages, `examples-${compiler}`);
      cpSync(join(packages, "node_modules/cdktf-eventstoredb/examples"), project, { recursive: true });
      writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
      compile(project, compiler, ["--types", "node"]);
    });
  }
  step("the package's command", () => {
    assert.match(node(packages, join("node_modules", ".bin", "cdktf-eventstoredb"), "--help"), /rollout/);
  });
  step("names of classes, and where errors start", () => {
    copyFileSync(join(ROOT, "test/packed/names.cjs"), join(packages, "names.cjs"));
    node(packages, "names.cjs");
  });
}

/** Does one thing, and tells whether it could be done. */
function step(what: string, act: () => void): boolean {
  const start = performance.now();
  try {
    act();
    console.log(`  ok      ${what} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    failed++;
    console.log(`  FAILED  ${what}\n${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

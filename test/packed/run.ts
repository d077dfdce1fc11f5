import assert from "node:assert";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blocksOf, promised } from "../docs/blocks";
import { FORMS } from "./forms";
import { installable, inWordsOf } from "./frameworks";
import { MANIFEST, ROOT, install, pack } from "./install";
import { compile, node, outcomeOf, snapshotsOf } from "./project";
import { NEWEST, oldest, oldestPeers, type Framework, type Versions } from "./versions";

/*
 * npm run test:packed: the README's example in projects outside of the repository, which have the packed package, and
 * of each peer the oldest version that is promised, or the newest; with CDKTF, and by the other entry with CDK Terrain.
 */

const [example = ""] = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8"), "ts");
/** What proves by the helpers for tests what it says of a cluster. */
const proof = readFileSync(join(ROOT, "examples/testing.ts"), "utf8");
const [suite = "", tested = ""] = blocksOf(readFileSync(join(ROOT, "docs/testing.md"), "utf8"), "ts");
const folder = mkdtempSync(join(tmpdir(), "esdb-packed-"));
/** What Terraform gets is the same from all of them. */
const seen = new Set<string>();
/** And so is what a test of a stack keeps of it. */
const kept = new Set<string>();
let failed = 0;
try {
  const tarball = pack(folder);
  const { peerDependencies, dependencies } = MANIFEST;
  for (const framework of ["cdktf", "cdktn"] as const) {
    const packages = join(folder, framework);
    const first = oldestPeers(framework, peerDependencies);
    tryOut(framework, `${packages}-oldest`, tarball, first, oldest(dependencies));
    tryOut(framework, `${packages}-newest`, tarball, NEWEST[framework], {});
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

/** Everything that is tried with one set of packages. */
function tryOut(
  framework: Framework,
  packages: string,
  tarball: string,
  peers: Versions,
  dependencies: Versions,
): void {
  const versions = Object.entries({ ...peers, ...dependencies }).map((one) => one.join(" "));
  const note = framework === "cdktn" ? "; the bindings are those of @cdktf under these names" : "";
  console.log(`\nwith ${versions.join(", ")}${note}`);
  const installed = step("npm install", () => {
    install(packages, tarball, installable(peers, join(ROOT, "node_modules"), packages), dependencies);
  });
  if (!installed) return;
  step("nothing of the other framework", () => {
    const other = framework === "cdktf" ? "cdktn" : "cdktf";
    for (const name of [other, `@${other}`]) assert(!existsSync(join(packages, "node_modules", name)), name);
  });
  const inWords = (program: string): string => inWordsOf(framework, program);
  FORMS.forEach((form, index) => {
    step(form.name, () => {
      const { printed, resources } = outcomeOf(
        inWords(example),
        inWords(proof),
        form,
        join(packages, `project-${index}`),
      );
      assert.deepStrictEqual(printed.trimEnd().split("\n"), promised(example));
      seen.add(resources);
      assert.strictEqual(seen.size, 1, "other resources than in the project before");
    });
  });
  for (const compiler of ["typescript-5.9", "typescript-7"] as const) {
    step(`${compiler}, the examples in the package`, () => {
      const project = join(packages, `examples-${compiler}`);
      cpSync(join(packages, "node_modules/cdktf-eventstoredb/examples"), project, { recursive: true });
      for (const file of readdirSync(project).map((name) => join(project, name)))
        writeFileSync(file, inWords(readFileSync(file, "utf8")));
      writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
      compile(project, compiler, ["--types", "node"]);
    });
  }
  step("tests of a stack, under Jest, with a snapshot", () => {
    const files = { "orders.test.ts": inWords(suite), "orders-stack.ts": inWords(tested) };
    const snapshots = snapshotsOf(files, ROOT, join(packages, "tested"));
    assert.match(snapshots, /"ipv4_address": "10\.240\.0\.11"/);
    kept.add(snapshots);
    assert.strictEqual(kept.size, 1, "another snapshot than with the packages before");
  });
  step("the package's command", () => {
    assert.match(node(packages, join("node_modules", ".bin", "cdktf-eventstoredb"), "--help"), /rollout/);
  });
  step("names of classes, and where errors start", () => {
    writeFileSync(
      join(packages, "names.cjs"),
      inWords(readFileSync(join(ROOT, "test/packed/names.cjs"), "utf8")),
    );
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

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import * as helpers from "../../lib/testing";
import { blocksOf } from "./blocks";
import { compile } from "./compile";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/testing.md"), "utf8");

jest.setTimeout(120_000);

describe("docs/testing.md", () => {
  test("tells every helper", () => {
    const told = [...TEXT.matchAll(/^\| `(?:new )?(\w+)\(/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(Object.keys(helpers).sort());
  });

  test("its tests pass under Jest, in a project that has the package, and leave a snapshot", () => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    const folder = mkdtempSync(join(ROOT, "build", "testing-"));
    try {
      const [test = "", stack = "", secure = ""] = blocksOf(TEXT, "ts");
      const files = { "orders.test.ts": test, "orders-stack.ts": stack, "secure.test.ts": secure };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      // Else it would be within this package, and find that by its name.
      writeFileSync(join(folder, "package.json"), '{ "name": "orders" }');
      writePackage(join(folder, "node_modules/cdktf-eventstoredb"));
      expect(compile(Object.keys(files).map((name) => join(folder, name)))).toEqual([]);
      mkdirSync(join(folder, "tmp"));
      const config = {
        rootDir: folder,
        cacheDirectory: join(folder, "tmp"),
        transform: { "\\.ts$": [join(ROOT, "test/esbuild-transform.js"), { loader: "ts", format: "cjs" }] },
      };
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          join(ROOT, "node_modules/jest/bin/jest.js"),
          "--runInBand",
          "--ci=false",
          "--config",
          JSON.stringify(config),
        ],
        { cwd: folder, encoding: "utf8", env: { ...process.env, TMPDIR: join(folder, "tmp") } },
      );
      expect([status, stderr]).toEqual([0, expect.stringContaining("Tests:       5 passed, 5 total")]);
      const [snapshot = ""] = readdirSync(join(folder, "__snapshots__"));
      const held = readFileSync(join(folder, "__snapshots__", snapshot), "utf8");
      expect(held).toContain('"ipv4_address": "10.240.0.11"');
      expect(held).not.toContain(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The package as it is published, as far as it runs. */
function writePackage(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), readFileSync(join(ROOT, "package.json")));
  for (const entry of ["index", "testing/index"])
    buildSync({
      entryPoints: [join(ROOT, `lib/${entry}.ts`)],
      outfile: join(folder, `dist/${entry}.js`),
      bundle: true,
      platform: "node",
      target: "node20",
      packages: "external",
      external: ["../index"],
    });
}

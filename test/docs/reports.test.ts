import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EventStoreCluster } from "../../lib";
import { propsOf, synthStack } from "../docker/synth";
import { blocksOf, run } from "./blocks";
import { compile } from "./compile";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/reports.md"), "utf8");

test("what docs/reports.md has of a change runs on two files of exportAttributes", () => {
  mkdirSync(join(ROOT, "build"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "build", "changes-"));
  const before = process.cwd();
  try {
    const [, program = ""] = blocksOf(TEXT, "ts");
    writeFileSync(join(folder, "main.ts"), program);
    expect(compile([join(folder, "main.ts")])).toEqual([]);
    for (const [name, size] of [
      ["applied", 1],
      ["next", 3],
    ] as const) {
      mkdirSync(join(folder, name));
      synthStack((stack) => {
        const attributes = new EventStoreCluster(stack, "esdb", propsOf({ size })).exportAttributes();
        writeFileSync(join(folder, name, "esdb.cluster.json"), JSON.stringify(attributes));
      });
    }
    process.chdir(folder);
    expect(run(join(folder, "main.ts")).join("\n")).toMatch(/^# Change of `esdb`[^]*\| `node-2` \| added \|/);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test("the program in docs/reports.md compiles, and writes the files that are named", () => {
  mkdirSync(join(ROOT, "build"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "build", "reports-"));
  const file = join(folder, "main.ts");
  process.env.CDKTF_OUTDIR = join(folder, "cdktf.out");
  try {
    const [program = ""] = blocksOf(TEXT, "ts");
    writeFileSync(file, program);
    expect(compile([file])).toEqual([]);
    run(file);
    const written = "cdktf.out/stacks/orders/esdb.md";
    for (const path of [written, written.replace(/md$/, "mmd")])
      expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
    expect(TEXT).toContain(`writes \`${written}\` and \`esdb.mmd\``);
    expect(blocksOf(TEXT, "sh")[0]).toContain(`--body-file ${written}`);
  } finally {
    delete process.env.CDKTF_OUTDIR;
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

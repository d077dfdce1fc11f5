import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, compile, run } from "./blocks";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/reports.md"), "utf8");

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

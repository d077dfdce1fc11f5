import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FoundProblem, ProblemsFile } from "../../lib";
import { POLICY_SWITCHES } from "../../lib/guarantees/policy";
import { blocksOf, run } from "./blocks";
import { compile } from "./compile";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/pipelines.md"), "utf8");

describe("docs/pipelines.md", () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "pipelines-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("its program is refused, and the file and the annotations are those that it shows", () => {
    const file = join(folder, "main.ts");
    const [program = ""] = blocksOf(TEXT, "ts");
    writeFileSync(file, program);
    expect(compile([file])).toEqual([]);
    process.env.CDKTF_OUTDIR = join(folder, "cdktf.out");
    try {
      expect(() => run(file)).toThrow(/Validation failed/);
    } finally {
      delete process.env.CDKTF_OUTDIR;
    }
    const [shown = ""] = blocksOf(TEXT, "json");
    expect(readFileSync(join(folder, "cdktf.out/stacks/orders/problems.json"), "utf8")).toBe(shown);
    const [annotate = ""] = blocksOf(TEXT, "js");
    writeFileSync(join(folder, "annotate.mjs"), annotate);
    const { stdout, status } = spawnSync(process.execPath, ["annotate.mjs"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(stdout).toBe(blocksOf(TEXT, "text")[0]);
  });

  test("its commands end with the program's code, and say what was found", () => {
    const [commands = ""] = blocksOf(TEXT, "sh");
    writeFileSync(join(folder, "annotate.mjs"), "console.log('annotated')");
    for (const code of [0, 1]) {
      writeFileSync(join(folder, "main.js"), `process.exit(${code})`);
      const { status, stdout } = spawnSync("sh", ["-e", "-c", commands], { cwd: folder, encoding: "utf8" });
      expect([status, stdout]).toEqual([code, "annotated\n"]);
    }
  });

  test("its policy compiles, and every switch and every code of one is told", () => {
    const file = join(folder, "policy.ts");
    writeFileSync(file, blocksOf(TEXT, "ts")[1] ?? "");
    expect(compile([file])).toEqual([]);
    const rows = [...TEXT.matchAll(/^\| `(allow\w+)` .*$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(POLICY_SWITCHES);
    const told = rows.flatMap(([row]) => row.match(/policy\.\w+/g));
    const source = readFileSync(join(ROOT, "lib/guarantees/policy.ts"), "utf8");
    expect(told.sort()).toEqual([...new Set(source.match(/(?<=")policy\.\w+(?=")/g))].sort());
  });

  test("every key of the file is told", () => {
    const [file = ""] = blocksOf(TEXT, "json");
    const [problem] = (JSON.parse(file) as ProblemsFile).problems;
    const told = [...TEXT.matchAll(/^\| `([a-z]+)` +\| /gm)].map(([, key]) => key);
    expect(told).toEqual(Object.keys(problem as FoundProblem));
  });
});

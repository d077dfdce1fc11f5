import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STRING_OPTIONS } from "../../lib/cluster/client-string";
import { blocksOf, compile, promised, run } from "./blocks";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/clients.md"), "utf8");
const [STACKS = "", PROGRAM = "", ...OTHERS] = blocksOf(TEXT, "ts");

describe("docs/clients.md", () => {
  const before = process.cwd();
  let folder: string;
  beforeAll(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "clients-"));
    writeFileSync(join(folder, "stacks.ts"), STACKS);
    writeFileSync(join(folder, "program.ts"), PROGRAM);
    process.env.CDKTF_OUTDIR = join(folder, "cdktf.out");
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    delete process.env.CDKTF_OUTDIR;
    rmSync(folder, { recursive: true, force: true });
  });

  test("compiles, and runs as it says: what the first program writes, the second one reads", () => {
    expect(OTHERS).toEqual([]);
    expect(compile([join(folder, "stacks.ts"), join(folder, "program.ts")])).toEqual([]);
    run(join(folder, "stacks.ts"));
    const written = join(folder, "cdktf.out/stacks/database");
    expect(readdirSync(written)).toContain("esdb.cluster.json");
    const { output } = JSON.parse(readFileSync(join(written, "cdk.tf.json"), "utf8")) as { output: object };
    const [, named] = /output -json (\w+) > (\S+)/.exec(blocksOf(TEXT, "sh")[0] ?? "") ?? [];
    expect(output).toHaveProperty(named ?? "");
    writeFileSync(join(folder, "esdb.cluster.json"), readFileSync(join(written, "esdb.cluster.json")));
    expect(run(join(folder, "program.ts"))).toEqual(promised(PROGRAM));
  }, 60_000);

  test("has every option of a string", () => {
    const [, table = ""] = /## Strings([^]*?)## /.exec(TEXT) ?? [];
    for (const name of STRING_OPTIONS) expect(table).toContain(name);
  });
});

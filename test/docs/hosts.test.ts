import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, run } from "./blocks";
import { compile } from "./compile";
import { codes, readTables } from "./tables";

const ROOT = join(__dirname, "../..");
const TEXT = readFileSync(join(ROOT, "docs/hosts.md"), "utf8");
const [PROGRAM = "", ...OTHERS] = blocksOf(TEXT, "ts");

type Resources = Readonly<Record<string, Readonly<Record<string, { name?: string; provider?: string }>>>>;

describe("docs/hosts.md", () => {
  let folder: string;
  let resources: Resources;
  let printed: readonly string[];
  beforeAll(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "hosts-"));
    const file = join(folder, "main.ts");
    writeFileSync(file, PROGRAM);
    process.env.CDKTF_OUTDIR = join(folder, "cdktf.out");
    printed = run(file);
    const stack = join(folder, "cdktf.out/stacks/orders/cdk.tf.json");
    ({ resource: resources } = JSON.parse(readFileSync(stack, "utf8")) as { resource: Resources });
  });
  afterAll(() => {
    delete process.env.CDKTF_OUTDIR;
    rmSync(folder, { recursive: true, force: true });
  });

  test("its program compiles, and prints what it says", () => {
    expect(OTHERS).toEqual([]);
    expect(compile([join(folder, "main.ts")])).toEqual([]);
    expect(printed).toEqual([...PROGRAM.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
  }, 60_000);

  test("names what the cluster has", () => {
    const all = JSON.stringify(resources);
    const named = [...new Set([...TEXT.matchAll(/\besdb-(?!after)[a-z0-9-]+/g)].map(([name]) => name))];
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !all.includes(`"${name}"`))).toEqual([]);
  });

  test("has Terraform forget what is on the lost host, and nothing else", () => {
    const [, pattern = ""] = /terraform state list \| grep -E '(.*)' \|/.exec(TEXT) ?? [];
    const all = Object.entries(resources).flatMap(([type, ones]) =>
      Object.entries(ones).map(([id, { provider }]) => ({ address: `${type}.${id}`, provider })),
    );
    const lost = all.filter(({ provider }) => provider === "docker.b").map(({ address }) => address);
    expect(lost.length).toBeGreaterThan(5);
    expect(all.map(({ address }) => address).filter((a) => new RegExp(pattern).test(a))).toEqual(lost);
  });

  test("has every code of what is refused", () => {
    const [table = []] = readTables(TEXT).filter(([row]) => row?.Code !== undefined);
    const wanted = new Set(
      sources(join(ROOT, "lib")).flatMap((source) =>
        [...source.matchAll(/"((?:hosts|clients|peers)\.[a-zA-Z.]+|hosts)"/g)].map(([, code]) => code ?? ""),
      ),
    );
    const ofHosts = [...wanted].filter((code) => /^hosts|\.hosts$|\.throughHosts$/.test(code));
    expect(table.flatMap(({ Code }) => codes(Code)).sort()).toEqual(ofHosts.sort());
  });
});

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

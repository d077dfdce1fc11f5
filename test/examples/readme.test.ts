import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, Testing } from "cdktf";
import ts from "typescript";
import { EventStoreCluster } from "../../lib";
import { propsOf } from "../docker/synth";

const ROOT = join(__dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1] as string);

describe("README", () => {
  let folder: string;
  beforeEach(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "readme-"));
    process.env.CDKTF_OUTDIR = join(folder, "out");
  });
  afterEach(() => {
    delete process.env.CDKTF_OUTDIR;
    rmSync(folder, { recursive: true, force: true });
  });

  test("has a block to run", () => {
    expect(BLOCKS.length).toBeGreaterThan(0);
  });

  test.each(BLOCKS.map((block, i) => [i, block] as const))(
    "block %i compiles, runs and prints what it says",
    (i, block) => {
      const file = join(folder, `block-${i}.ts`);
      writeFileSync(file, block);
      const program = ts.createProgram([file], {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        moduleResolution: ts.ModuleResolutionKind.Node10,
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
        paths: { "cdktf-eventstoredb": [join(ROOT, "lib/index.ts")] },
      });
      const messages = ts
        .getPreEmitDiagnostics(program)
        .map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"));
      expect(messages).toEqual([]);

      const printed: string[] = [];
      const log = jest.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
      try {
        jest.isolateModules(() => jest.requireActual(file));
      } finally {
        log.mockRestore();
      }
      const promised = [...block.matchAll(/^\/\/ (esdb:.*)$/gm)].map((m) => m[1]);
      expect(printed).toEqual(promised);
    },
    60_000,
  );

  test("shows an error as it is", () => {
    const shown = /```text\n([\s\S]*?)```/.exec(README)?.[1]?.replace(/\s+/g, " ").trim();
    const more = {
      version: "22.10.5",
      externalNetwork: { cidr: "10.240.0.0/25" },
      settings: { AdminOnExt: false },
    };
    let message = "";
    try {
      new EventStoreCluster(new TerraformStack(Testing.app(), "stack"), "esdb", propsOf(more));
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message.replace(/\s+/g, " ").trim()).toBe(shown);
  });

  test("names commands that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, name] of README.matchAll(/npm (?:run )?(demo|test)/g))
      expect(Object.keys(scripts)).toContain(name);
  });

  test("links to files that exist", () => {
    for (const [, target] of README.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      expect(() =>
        readFileSync(join(ROOT, target as string, target === "examples" ? "single-node.ts" : ""), "utf8"),
      ).not.toThrow();
    }
  });
});

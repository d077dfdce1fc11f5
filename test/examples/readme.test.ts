import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Audience, EventStoreCluster, renderMermaid } from "../../lib";
import { blocksOf, promised, run } from "../docs/blocks";
import { compile } from "../docs/compile";
import { emptyStack } from "../docker/never-synthesized";
import { propsOf } from "../docker/synth";
import { NEWEST } from "../packed/versions";

const ROOT = join(__dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const WRITTEN = blocksOf(README, "ts");
const CLUSTER = /^const cluster = new EventStoreCluster\([\s\S]*?^\}\);\n/m;
/** Whole programs: a cluster alone is for the place of the first program's. */
const BLOCKS = WRITTEN.map((block) => {
  const [program = ""] = WRITTEN;
  const [cluster] = CLUSTER.exec(block) ?? [];
  if (block.includes("import ") || cluster === undefined) return block;
  return program.replace(/^\/\/ .*\n/m, "").replace(CLUSTER, () => block);
});

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
      expect(compile([file])).toEqual([]);
      expect(run(file)).toEqual(promised(block));
    },
    60_000,
  );

  /** The cluster of a program. */
  const clusterOf = (program = ""): EventStoreCluster => {
    const file = join(folder, "exporting.ts");
    writeFileSync(file, `${program}\nexport { cluster };\n`);
    const log = jest.spyOn(console, "log").mockReturnValue();
    const { cluster } = jest.requireActual<{ cluster: EventStoreCluster }>(file);
    log.mockRestore();
    return cluster;
  };

  test("shows the picture of its example", () => {
    expect(blocksOf(README, "mermaid")).toEqual([renderMermaid(clusterOf(BLOCKS[0]).topology)]);
  });

  test("has one node for development, in five lines, which the host reaches", () => {
    const [, lines = ""] = /\{\n([\s\S]*)\n\}\);/.exec(WRITTEN[1] ?? "") ?? [];
    expect(lines.split("\n")).toHaveLength(5);
    const { topology, reachability } = clusterOf(BLOCKS[1]);
    expect(topology.nodes).toHaveLength(1);
    const needed = reachability.cells.filter(
      ({ audience, expected }) => audience === Audience.HOST && expected === "required",
    );
    expect(needed.length).toBeGreaterThan(0);
    for (const { dialled, reached } of needed)
      expect([dialled, reached]).toEqual([{ host: "localhost", port: 2113 }, true]);
  });

  test("shows an error as it is", () => {
    const shown = blocksOf(README, "text")[0]?.replace(/\s+/g, " ").trim();
    const more = {
      version: "22.10.5",
      externalNetwork: { cidr: "10.240.0.0/25" },
      settings: { AdminOnExt: false },
    };
    let message = "";
    try {
      new EventStoreCluster(emptyStack(), "esdb", propsOf(more));
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message.replace(/\s+/g, " ").trim()).toBe(shown);
  });

  test("names commands and packages that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, name] of README.matchAll(/npm (?:run )?(demo|test)/g))
      expect(Object.keys(scripts)).toContain(name);
  });

  test.each([
    ["cdktf", "README.md"],
    ["cdktn", "docs/cdk-terrain.md"],
  ] as const)("what is to be installed with %s is what was tried, in %s", (framework, document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const [, installed = ""] = /npm install cdktf-eventstoredb (.*)/.exec(text) ?? [];
    const asked = installed.split(" ").map((one) => /^(.+?)(?:@(.*))?$/.exec(one));
    expect(asked.map((one) => one?.[1]).sort()).toEqual(Object.keys(NEWEST[framework]).sort());
    for (const [, name = "", version = ""] of asked.map((one) => one ?? []))
      expect(NEWEST[framework][name]?.startsWith(version)).toBe(true);
  });
});

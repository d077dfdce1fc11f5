import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { planJson, rolloutFor, type Keyed } from "../rollout/world";

jest.setTimeout(60_000);

const NODES: Keyed = {
  "node-0": { state: "leader", deed: "replace" },
  "node-1": { state: "follower", deed: "replace" },
  "node-2": { state: "follower", deed: "nothing" },
};
const MANIFEST = join(__dirname, "../../package.json");
const SAID = "saw node-0=leader node-1=follower node-2=follower\n";
const ALL = [
  "docker_image.image",
  "docker_container.node-1",
  "docker_container.node-0",
  "docker_container.besides",
];

interface WorldFile {
  readonly calls: readonly string[];
  readonly applied: readonly string[];
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

describe("the command", () => {
  let folder: string;
  let stack: string;
  let command: string;

  beforeAll(() => {
    // As in the package: its root has the manifest.
    const root = mkdtempSync(join(tmpdir(), "command-"));
    copyFileSync(MANIFEST, join(root, "package.json"));
    command = join(root, "dist", "command.js");
    buildSync({
      entryPoints: [join(__dirname, "../../lib/command/main.ts")],
      outfile: command,
      bundle: true,
      platform: "node",
      target: "node22",
    });
  });
  afterAll(() => rmSync(join(command, "../.."), { recursive: true, force: true }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rollout-test-"));
    stack = join(folder, "cdktf.out", "stacks", "one");
    for (const path of [stack, join(folder, "bin"), join(folder, "tmp")])
      mkdirSync(path, { recursive: true });
    provide("terraform");
    writeFileSync(join(stack, "rollout.json"), JSON.stringify({ version: 1, clusters: [rolloutFor(NODES)] }));
    lay({});
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const world = () => JSON.parse(readFileSync(join(folder, "world.json"), "utf8")) as WorldFile;

  function provide(name: string): void {
    const program = join(folder, "bin", name);
    copyFileSync(join(__dirname, "terraform.mjs"), `${program}.mjs`);
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "$0.mjs" "$@"\n`);
    chmodSync(program, 0o755);
  }

  function lay(more: object): void {
    const plan = planJson(NODES);
    const gate = { address: "docker_container.rollout", said: SAID };
    writeFileSync(
      join(folder, "world.json"),
      JSON.stringify({ plan, gate, calls: [], applied: [], ...more }),
    );
  }

  function run(
    args: readonly string[],
    { cwd = folder, signal }: { cwd?: string; signal?: NodeJS.Signals } = {},
  ): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [command, ...args], {
        cwd,
        env: {
          PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
          WORLD: join(folder, "world.json"),
          TMPDIR: join(folder, "tmp"),
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      for (const output of [child.stdout, child.stderr])
        output.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
      const waiting =
        signal === undefined
          ? undefined
          : setInterval(() => {
              if (!world().applied.includes("hangs")) return;
              // A second one could come when the process no longer hears any.
              clearInterval(waiting);
              child.kill(signal);
            }, 100);
      child.on("close", (code) => {
        clearInterval(waiting);
        // Plans hold all values of the state.
        expect(readdirSync(join(folder, "tmp"))).toEqual([]);
        expect(said).not.toContain("hunter2");
        resolve({ code, said });
      });
    });
  }

  test("applies step by step, and says each with its time", async () => {
    const { code, said } = await run(["rollout", "--auto-approve"]);
    expect(said).toMatch(/^esdb: node-1, 1 of 2: done in \d+ s$/m);
    expect(code).toBe(0);
    expect(world().applied).toEqual(ALL);
    // What is applied is what was looked at.
    for (const call of world().calls.filter((one) => one.startsWith("apply")))
      expect(call).toMatch(/^apply -json -input=false -lock-timeout=60s \S+plan$/);
  });

  test.each([
    ["the folder of the stack", (): [string[], string] => [[stack], "/"]],
    ["the only stack that was synthesized", (): [string[], string] => [[], folder]],
    ["this folder", (): [string[], string] => [[], stack]],
    ["the only stack of the program that is named", (): [string[], string] => [[folder], "/"]],
  ])("finds %s", async (_, where) => {
    const [args, cwd] = where();
    expect(await run(["rollout", ...args, "--dry-run"], { cwd })).toMatchObject({ code: 0 });
  });

  test.each<[string, string[], string]>([
    ["no command", [], "no command is given; the only command is rollout"],
    ["another command", ["destroy"], "destroy is no command"],
    ["an unknown option", ["rollout", "--force"], "--force"],
    ["two folders", ["rollout", "a", "b"], "one folder at a time"],
    ["a folder without stack", ["rollout", "nowhere"], "rollout.json is not there"],
    [
      "a program that is not there",
      ["rollout", "--tool", "no-such-program"],
      "no-such-program cannot be run",
    ],
    ["nobody to ask", ["rollout"], "--auto-approve"],
  ])("is called wrongly with %s", async (_, args, says) => {
    const { code, said } = await run(args);
    expect([code, said]).toEqual([2, expect.stringContaining(says)]);
    expect(world().applied).toEqual([]);
  });

  test("names the stacks where there are several", async () => {
    const other = join(folder, "cdktf.out", "stacks", "two");
    mkdirSync(other);
    copyFileSync(join(stack, "rollout.json"), join(other, "rollout.json"));
    const { code, said } = await run(["rollout"]);
    expect([code, said]).toEqual([2, expect.stringMatching(/stacks.one.*stacks.two/)]);
  });

  test("plans nothing that was refused when it was synthesized, though it is there", async () => {
    const problem = { path: "esdb.size", got: "is 4", expected: "must be odd", fix: "use 3" };
    const file = (levels: readonly string[]) =>
      JSON.stringify({ version: 1, problems: levels.map((level) => ({ level, ...problem })) });
    writeFileSync(join(stack, "problems.json"), file(["error", "warning"]));
    const { code, said } = await run(["rollout", "--dry-run"]);
    expect(code).toBe(2);
    expect(said).toMatch(/was refused when it was synthesized.*\n {2}esdb\.size is 4: must be odd; use 3\n$/);
    expect(world().calls).toEqual([]);
    writeFileSync(join(stack, "problems.json"), file(["warning"]));
    expect(await run(["rollout", "--dry-run"])).toMatchObject({ code: 0 });
  });

  test.each(["", "{", "[]", '{"version":2,"clusters":[]}'])("reads no file of others: %j", async (text) => {
    writeFileSync(join(stack, "rollout.json"), text);
    const { code, said } = await run(["rollout"]);
    expect([code, said]).toEqual([2, expect.stringContaining("synthesize again")]);
  });

  test("takes OpenTofu where there is no Terraform, and what it is told", async () => {
    rmSync(join(folder, "bin", "terraform"));
    if (existsSync("/usr/bin/terraform")) return;
    expect((await run(["rollout", "--dry-run"])).said).toContain("neither terraform nor tofu");
    provide("tofu");
    expect((await run(["rollout", "--dry-run"])).said).toMatch(/^tofu apply -target=/m);
    provide("terraform");
    const tool = join(folder, "bin", "tofu");
    for (const named of [tool, "bin/tofu"])
      expect((await run(["rollout", "--dry-run", "--tool", named])).said).toContain(`${tool} apply -target=`);
  });

  test("stops where a step fails, says why, and goes on when it is run again", async () => {
    lay({ fails: "docker_container.node-0", summary: "Unable to start", detail: "no\n\nspace" });
    const { code, said } = await run(["rollout", "--auto-approve"]);
    expect(code).toBe(1);
    expect(said).toMatch(/^esdb: node-0, 2 of 2: FAILED after \d+ s\nUnable to start\nno\nspace\n$/m);
    expect(world().applied).toEqual(ALL.slice(0, 2));
    const left = world();
    writeFileSync(join(folder, "world.json"), JSON.stringify({ ...left, fails: undefined }));
    expect(await run(["rollout", "--auto-approve"])).toMatchObject({ code: 0 });
    expect(world().applied).toEqual(ALL);
  });

  test("says how to mend a name that is in use", async () => {
    const detail = 'Conflict. The container name "/esdb-node-1" is already in use by container "0123".';
    lay({ fails: "docker_container.node-1", detail });
    expect((await run(["rollout", "--auto-approve"])).said).toContain("docker rm -f esdb-node-1");
  });

  test("says what Terraform says that is no JSON", async () => {
    lay({ plain: "Terraform is too old" });
    expect(await run(["rollout", "--auto-approve"])).toMatchObject({
      code: 1,
      said: expect.stringContaining("Terraform is too old") as string,
    });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends in order by %s", async (signal) => {
    lay({ hangs: "docker_container.node-1" });
    const { code, said } = await run(["rollout", "--auto-approve"], { signal });
    expect([code, said]).toEqual([130, expect.stringContaining("the same command goes on")]);
  });

  test.each([["--help"], ["-h"], ["help"], ["rollout", "-h"]])("has help: %s %s", async (...args) => {
    const { code, said } = await run(args);
    expect(code).toBe(0);
    expect(said).toMatch(/^cdktf-eventstoredb rollout \[folder of the stack\]/);
  });

  test("says the package's version", async () => {
    const { version } = JSON.parse(readFileSync(MANIFEST, "utf8")) as { readonly version: string };
    expect(await run(["--version"])).toMatchObject({ code: 0, said: `${version}\n` });
  });
});

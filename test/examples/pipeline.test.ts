import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { parse } from "yaml";
import { EventStoreCluster } from "../../lib";
import { readArguments } from "../../lib/command/arguments";
import { sampleProps } from "../../lib/testing";

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: { readonly path?: string };
}
interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>>;
}

const { env, jobs } = parse(readFileSync(join(__dirname, "../../examples/pipeline.yml"), "utf8")) as Workflow;
const steps = Object.values(jobs).flatMap((job) => job.steps);
const scripts = [...new Set(steps.flatMap(({ run }) => run ?? []))];

describe("the pipeline", () => {
  test("checks, plans and applies, each after the other", () => {
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ["check", undefined],
      ["plan", "check"],
      ["apply", "plan"],
    ]);
  });

  test.each(scripts)("has a step that the shell reads: %s", (script) => {
    const { status, stderr } = spawnSync("bash", ["-n", "-c", script], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("calls the package's command as it is to be called", () => {
    const calls = scripts.flatMap((script) => /^npx cdktf-eventstoredb (.*)$/.exec(script)?.[1] ?? []);
    const folder = env.STACK;
    expect(calls.map((call) => readArguments(call.replace('"$STACK"', String(folder)).split(" ")))).toEqual([
      { folder, tool: undefined, dryRun: true, autoApprove: false },
      { folder, tool: undefined, dryRun: false, autoApprove: true },
    ]);
  });

  test("keeps files that a synth writes", () => {
    const folder = mkdtempSync(join(tmpdir(), "esdb-"));
    try {
      const app = new App({ outdir: join(folder, "cdktf.out"), skipBackendValidation: true });
      const stack = new TerraformStack(app, "orders");
      new DockerProvider(stack, "docker");
      new EventStoreCluster(stack, "esdb", sampleProps({ report: true })).exportAttributes();
      app.synth();
      const paths = steps.flatMap((step) => step.with?.path?.split("\n") ?? []).filter(Boolean);
      expect(paths).toHaveLength(4);
      for (const path of [...paths, `${String(env.STACK)}/*.md`])
        expect([path, spawnSync("bash", ["-c", `ls ${path}`], { cwd: folder }).status]).toEqual([path, 0]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

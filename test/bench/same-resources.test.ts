import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { declaring } from "../../bench/declaring";
import type { Way } from "../../bench/measured";
import { differences } from "../../bench/same-resources";
import { workloads } from "../../bench/workload";

describe("the bench's two stacks", () => {
  let outdir: string;
  beforeEach(() => {
    outdir = mkdtempSync(join(tmpdir(), "bench-"));
  });
  afterEach(() => {
    rmSync(outdir, { recursive: true, force: true });
  });
  const synthesized = async (way: Way): Promise<unknown> => {
    const declare = await declaring(way);
    const stack = new TerraformStack(new App({ outdir }), "bench");
    new DockerProvider(stack, "docker");
    for (const cluster of workloads(2)) declare(stack, cluster);
    return JSON.parse(Testing.synth(stack));
  };

  it("declare the same resources, without which their times mean nothing", async () => {
    expect(differences(await synthesized("library"), await synthesized("byHand"))).toEqual([]);
  });
});

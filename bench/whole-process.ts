import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { declaring } from "./declaring";
import type { Way } from "./measured";
import { workloads } from "./workload";

/*
 * A whole program, as `cdktf synth` starts one: it imports, constructs, synthesizes and exits.
 * Arguments: library or byHand, how many clusters, the output folder.
 */
async function main(way: Way, count: number, outdir: string): Promise<void> {
  const declare = await declaring(way);
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new DockerProvider(stack, "docker");
  for (const cluster of workloads(count)) declare(stack, cluster);
  app.synth();
}

main(process.argv[2] as Way, Number(process.argv[3]), process.argv[4] ?? "").catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

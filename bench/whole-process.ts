import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { Construct } from "constructs";
import type { Way } from "./measured";
import { workloads, type Workload } from "./workload";

/*
 * A whole program, as `cdktf synth` starts one: it imports, constructs, synthesizes and exits.
 * Arguments: library or byHand, how many clusters, the output folder.
 */
async function main(way: Way, count: number, outdir: string): Promise<void> {
  const declare: (scope: Construct, cluster: Workload) => void =
    way === "library"
      ? (await import("./by-library")).declareByLibrary
      : (await import("./by-hand")).declareByHand;
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

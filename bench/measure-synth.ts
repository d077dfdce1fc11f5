import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { declaring } from "./declaring";
import { peakMemory, tell, type Way } from "./measured";
import { workloads } from "./workload";

/*
 * A process that constructs and synthesizes one stack. To be run with --expose-gc.
 * Arguments: library or byHand, how many clusters, the output folder.
 */
async function main(way: Way, count: number, outdir: string): Promise<void> {
  const declare = await declaring(way);
  const clusters = workloads(count);
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new DockerProvider(stack, "docker");
  globalThis.gc?.();

  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (const cluster of clusters) declare(stack, cluster);
  const constructed = performance.now();
  app.synth();
  const end = performance.now();
  const cpu = process.cpuUsage(cpuBefore);

  const peak = peakMemory();
  globalThis.gc?.();
  tell({
    construct: constructed - start,
    synth: end - constructed,
    together: end - start,
    cpu: (cpu.user + cpu.system) / 1000,
    peakMemory: peak,
    heapAfter: process.memoryUsage().heapUsed / 2 ** 20,
  });
  // Keeps the tree alive until its heap was measured.
  if (stack.node.children.length === 0) throw new Error("nothing was declared");
}

main(process.argv[2] as Way, Number(process.argv[3]), process.argv[4] ?? "").catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

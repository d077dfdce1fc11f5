import { relative, resolve } from "node:path";
import { Audience, describeTopology } from "cdktf-eventstoredb";

/*
 * Synthesizes the three-node example and shows what came out.
 */
const outdir = resolve(process.env.CDKTF_OUTDIR ?? "cdktf.out");
process.env.CDKTF_OUTDIR = outdir;

async function main(): Promise<void> {
  const { cluster } = await import("../examples/three-node-cluster.js");
  const folder = relative(process.cwd(), resolve(outdir, "stacks", "three-node-cluster"));
  process.stdout.write(
    [
      describeTopology(cluster.topology),
      `Connection string for processes on this machine`,
      `  ${cluster.connectionString(Audience.HOST)}`,
      "",
      `Terraform JSON`,
      `  ${folder}/cdk.tf.json`,
      "",
      `Next, where a Docker engine and Terraform are at hand`,
      `  cd ${folder}`,
      `  terraform init`,
      `  terraform apply      # ends when the cluster has a leader`,
      `  terraform plan       # empty`,
      `  terraform output     # when each node's certificate ends`,
      "",
      `The state then holds the cluster's private keys; docs/security.md says how to keep them out`,
      "",
    ].join("\n"),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Container } from "@cdktf/provider-docker/lib/container";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import {
  EventStoreCluster,
  type ClusterAttributes,
  type IEventStoreCluster,
  type Topology,
} from "cdktf-eventstoredb";
import { declareDocker } from "../apply/docker-provider";
import { BASE_IMAGE } from "../image/build-image";
import { clusterOf, layFiles, type LifeProps, type Place } from "./stack";

/** Reaches every node by the string, and the certificate, that it was handed; ends with 0 if it does. */
const DIALS = String.raw`set -eu
hosts=${"${EVENTSTORE_CONNECTION_STRING#*://}"} scheme=http n=0
query=${"${hosts#*\\?}"} hosts=${"${hosts%%\\?*}"}
case $query in *tls=true*)
  scheme=https ca=${"${query#*tlsCaFile=}"}
  set -- --cacert "${"${ca%%&*}"}" ;;
esac
for host in $(echo "$hosts" | tr , ' '); do
  curl -fsS -m 10 "$@" "$scheme://$host/info"
  n=$((n + 1))
done
echo "reached $n"
[ "$n" -eq 3 ]`;

/** What says how a client ended. */
const OUTPUT = "client";

/** Lays the cluster with a client in its own stack, and beside it another stack of the same app with one. */
export function layWithClients(
  place: Place,
  props: LifeProps,
): { readonly topology: Topology; readonly another: string } {
  const { name, folder } = place;
  const app = new App({ outdir: `${folder}.out` });
  const own = stackOf(app, name, folder);
  const cluster = clusterOf(own, place, props);
  const attributes = cluster.exportAttributes();
  declareClient(own, `${name}-beside`, cluster);
  const another = `${folder}.another`;
  const elsewhere = stackOf(app, `${name}-another`, another);
  declareClient(
    elsewhere,
    `${name}-another`,
    EventStoreCluster.fromAttributes(elsewhere, "imported", attributes),
  );
  app.synth();
  layFiles(join(`${folder}.out`, "stacks", name), folder);
  layFiles(join(`${folder}.out`, "stacks", `${name}-another`), another);
  return { topology: cluster.topology, another };
}

/** Lays a program that knows of the cluster what Terraform's output says. */
export function layProgram({ name, folder }: Place, attributes: unknown): string {
  const file = `${folder}.cluster.json`;
  writeFileSync(file, JSON.stringify(attributes));
  const program = `${folder}.program`;
  const app = new App({ outdir: `${program}.out` });
  const stack = stackOf(app, `${name}-program`, program);
  const read = JSON.parse(readFileSync(file, "utf8")) as ClusterAttributes;
  declareClient(stack, `${name}-program`, EventStoreCluster.fromAttributes(stack, "imported", read));
  app.synth();
  layFiles(join(`${program}.out`, "stacks", `${name}-program`), program);
  return program;
}

/** How the client of a stack ended. */
export function endOf(outputs: Readonly<Record<string, unknown>>): string {
  return String(outputs[OUTPUT]);
}

function stackOf(app: App, name: string, folder: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  declareDocker(stack);
  new LocalBackend(stack, { path: join(folder, "terraform.tfstate") });
  return stack;
}

/** A container that runs once. */
function declareClient(stack: TerraformStack, name: string, cluster: IEventStoreCluster): void {
  const client = new Container(stack, "container", {
    name,
    image: BASE_IMAGE,
    // Terraform would read the shell's braces as its own.
    command: ["sh", "-c", DIALS.replaceAll("${", () => "$${"), "sh"],
    mustRun: false,
    attach: true,
    logs: true,
  });
  cluster.connections.allowFrom(client);
  new TerraformOutput(stack, OUTPUT, { value: `\${${client.fqn}.exit_code}` }).overrideLogicalId(OUTPUT);
}

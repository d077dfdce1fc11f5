import { deepStrictEqual, strictEqual } from "node:assert";
import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import {
  Audience,
  Certificates,
  ClientAccess,
  EventStoreCluster,
  PortPlan,
  Security,
} from "cdktf-eventstoredb";
import { published, reaches, settingsOf, synthesize } from "cdktf-eventstoredb/testing";

/** A program that says what it relies on; in a test runner each of these is a test, and the stack is its own file. */
const app = new App();
const stack = new TerraformStack(app, "testing");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "shipments", {
  version: "24.10.4",
  security: Security.tls(Certificates.generated()),
  internalNetwork: { cidr: "10.240.24.0/24" },
  externalNetwork: { cidr: "10.240.25.0/24" },
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2713 }) }),
});

deepStrictEqual(synthesize(stack).problems, []);
strictEqual(settingsOf(cluster, "node-0").ClusterSize, 3);
strictEqual(reaches(cluster, { from: Audience.HOST }), true);
strictEqual(reaches(cluster, { from: Audience.REMOTE }), false);
deepStrictEqual(
  published(cluster).map(({ hostIp, hostPort }) => `${hostIp}:${hostPort}`),
  ["127.0.0.1:2713", "127.0.0.1:2714", "127.0.0.1:2715"],
);

app.synth();

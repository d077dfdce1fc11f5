import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { Certificates, EventStoreCluster, Security, Timing } from "cdktf-eventstoredb";

/** KurrentDB with a read-only replica, for containers on the external network. */
const app = new App();
const stack = new TerraformStack(app, "kurrentdb-with-replica");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "kurrent", {
  version: "26.1.0",
  size: 3,
  readOnlyReplicas: 1,
  security: Security.tls(Certificates.generated()),
  internalNetwork: { cidr: "10.240.6.0/24" },
  externalNetwork: { cidr: "10.240.7.0/24" },
  timing: Timing.tolerant(),
  settings: { MaxAppendSize: 33554432 },
});

app.synth();

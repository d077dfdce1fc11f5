import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { Certificates, ClientAccess, EventStoreCluster, PortPlan, Security } from "cdktf-eventstoredb";

/** Three nodes that processes on the Docker host reach as localhost:2113, 2114 and 2115. */
const app = new App();
const stack = new TerraformStack(app, "three-node-cluster");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "esdb", {
  version: "24.10.4",
  size: 3,
  security: Security.tls(Certificates.generated()),
  internalNetwork: { cidr: "10.240.0.0/24" },
  externalNetwork: { cidr: "10.240.1.0/24" },
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2113 }) }),
});

app.synth();

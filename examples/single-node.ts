import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { ClientAccess, EventStoreCluster, PortPlan, Security } from "cdktf-eventstoredb";

/** One node for development, reachable from the machine it runs on. */
const app = new App();
const stack = new TerraformStack(app, "single-node");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "esdb", {
  version: "24.10.4",
  size: 1,
  security: Security.insecure(),
  externalNetwork: { cidr: "10.240.1.0/24" },
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2113 }) }),
});

app.synth();

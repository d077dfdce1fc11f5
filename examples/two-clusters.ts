import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { ClientAccess, EventStoreCluster, PortPlan, Security } from "cdktf-eventstoredb";

/** Two clusters on one Docker host: names, ranges and published ports of each are its own. */
const app = new App();
const stack = new TerraformStack(app, "two-clusters");
new DockerProvider(stack, "docker");

const localhost = (http: number) =>
  ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http }) });

export const cluster = new EventStoreCluster(stack, "billing", {
  version: "24.10.4",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.42.0/24" },
  externalNetwork: { cidr: "10.240.43.0/24" },
  clients: localhost(2113),
});

new EventStoreCluster(stack, "shipping", {
  version: "26.1.0",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.44.0/24" },
  externalNetwork: { cidr: "10.240.45.0/24" },
  clients: localhost(2213),
});

app.synth();

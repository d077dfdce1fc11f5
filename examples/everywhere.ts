import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { ClientAccess, EventStoreCluster, PortPlan, RemovalPolicy, Security } from "cdktf-eventstoredb";

/**
 * A laptop's cluster: one connection string for the laptop and for its containers. The laptop resolves the
 * nodes' names to itself; the report prints the lines for its hosts file.
 */
const app = new App();
const stack = new TerraformStack(app, "everywhere");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "laptop", {
  version: "24.10.4",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.8.0/24" },
  externalNetwork: { cidr: "10.240.9.0/24" },
  clients: ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential({ http: 2313 }) }),
  removalPolicy: RemovalPolicy.DESTROY,
});

app.synth();

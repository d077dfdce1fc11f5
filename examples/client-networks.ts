import { App, TerraformStack } from "cdktf";
import { Container } from "@cdktf/provider-docker/lib/container/index.js";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { EventStoreCluster, Security } from "cdktf-eventstoredb";

/** Two applications, each on a network of its own, as clients of one cluster. */
const app = new App();
const stack = new TerraformStack(app, "client-networks");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "events", {
  version: "24.10.4",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.16.0/24" },
  externalNetwork: { cidr: "10.240.17.0/24" },
  additionalNetworks: { billing: { cidr: "10.240.18.0/24" } },
});

const orders = new Container(stack, "orders", { name: "orders", image: "registry.example.com/orders:1" });
cluster.connections.allowFrom(orders);

const billing = new Container(stack, "billing", { name: "billing", image: "registry.example.com/billing:1" });
cluster.connections.allowFrom(billing, { network: "billing" });

app.synth();

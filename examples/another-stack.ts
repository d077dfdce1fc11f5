import { App, TerraformStack } from "cdktf";
import { Container } from "@cdktf/provider-docker/lib/container/index.js";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { EventStoreCluster, Security } from "cdktf-eventstoredb";

/** A cluster in one stack, and its client in another, which shares names with it and no state. */
const app = new App();
const stack = new TerraformStack(app, "another-stack");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "journal", {
  version: "24.10.4",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.40.0/24" },
  externalNetwork: { cidr: "10.240.41.0/24" },
});

// Also a Terraform output, and the file journal.cluster.json beside the stack: for programs of their own.
const attributes = cluster.exportAttributes();

const applications = new TerraformStack(app, "applications");
new DockerProvider(applications, "docker");
const imported = EventStoreCluster.fromAttributes(applications, "journal", attributes);
const orders = new Container(applications, "orders", {
  name: "orders",
  image: "registry.example.com/orders:1",
});
imported.connections.allowFrom(orders);

app.synth();

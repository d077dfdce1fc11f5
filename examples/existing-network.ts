import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { Network } from "@cdktf/provider-docker/lib/network/index.js";
import { ClusterNetwork, EventStoreCluster, Security } from "cdktf-eventstoredb";

/** A cluster whose clients are on a network that the user's own stack declares. */
const app = new App();
const stack = new TerraformStack(app, "existing-network");
new DockerProvider(stack, "docker");

const applications = new Network(stack, "applications", {
  name: "applications",
  // Containers get their addresses from the upper half; the nodes' own lie in the lower one.
  ipamConfig: [{ subnet: "10.240.11.0/24", gateway: "10.240.11.1", ipRange: "10.240.11.128/25" }],
});

export const cluster = new EventStoreCluster(stack, "shared", {
  version: "23.10.8",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.10.0/24" },
  externalNetwork: ClusterNetwork.fromNetwork(applications),
});

app.synth();

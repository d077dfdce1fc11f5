import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { Audience, ClientAccess, EventStoreCluster, PortPlan, Security, Timing } from "cdktf-eventstoredb";

/**
 * The classic v5 cluster: internal TCP 1112, internal HTTP 2112, HTTP 2113 and external TCP 1113.
 * Replication, gossip and elections stay on the internal network.
 */
const app = new App();
const stack = new TerraformStack(app, "classic-v5-cluster");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "esdb-classic", {
  version: "5.0.11",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.2.0/24" },
  externalNetwork: { cidr: "10.240.3.0/24" },
  ports: { internalTcp: 1112, internalHttp: 2112, http: 2113, externalTcp: 1113 },
  clients: ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.sequential({ http: 2213, externalTcp: 1213 }),
    audiences: [Audience.HOST],
  }),
  timing: Timing.lan(),
  exposure: { adminUi: true, stats: true, gossip: true },
});

app.synth();

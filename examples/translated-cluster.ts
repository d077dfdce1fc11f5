import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import {
  ClientAccess,
  EventStoreCluster,
  ExternalTcp,
  PeerAccess,
  PortPlan,
  Security,
  Timing,
} from "cdktf-eventstoredb";

/**
 * 22.10 with everything about its network said: external TCP, what nodes are told about each other, what
 * clients are told, heartbeats, keep-alive, Kestrel's limits, and what is exposed.
 */
const app = new App();
const stack = new TerraformStack(app, "translated-cluster");
new DockerProvider(stack, "docker");

export const cluster = new EventStoreCluster(stack, "orders", {
  version: "22.10.5",
  security: Security.insecure(),
  internalNetwork: { cidr: "10.240.4.0/24" },
  externalNetwork: { cidr: "10.240.5.0/24" },
  ports: { internalTcp: 1112, http: 2113, externalTcp: 1113 },
  externalTcp: ExternalTcp.enabled(),
  // To nodes: names of their own on the internal network.
  peers: PeerAccess.perNode([
    { host: "orders-a.db.internal", tcpPort: 1112, httpPort: 2113 },
    { host: "orders-b.db.internal", tcpPort: 1112, httpPort: 2113 },
    { host: "orders-c.db.internal", tcpPort: 1112, httpPort: 2113 },
  ]),
  // To clients: the host's loopback address and translated ports.
  clients: ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.explicit([
      { http: 12113, externalTcp: 11113 },
      { http: 22113, externalTcp: 21113 },
      { http: 32113, externalTcp: 31113 },
    ]),
  }),
  timing: Timing.custom({
    internalHeartbeatInterval: 1000,
    internalHeartbeatTimeout: 1000,
    externalHeartbeatInterval: 2500,
    externalHeartbeatTimeout: 1500,
    keepAliveInterval: 10000,
    keepAliveTimeout: 10000,
  }),
  connectionLimits: {
    maxConcurrentConnections: 1000,
    maxConcurrentUpgradedConnections: 500,
    initialConnectionWindowSize: 131072,
    initialStreamWindowSize: 98304,
  },
  exposure: { adminUi: false, stats: true, gossip: true },
  nodeOverrides: { "node-0": { priority: 1 } },
});

app.synth();

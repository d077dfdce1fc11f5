import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import {
  Certificates,
  ClientAccess,
  EventStoreCluster,
  PeerAccess,
  PortPlan,
  Security,
} from "cdktf-eventstoredb";

/** Two clusters on the same three Docker hosts: names, ranges, and every port on a host are each cluster's own. */
const app = new App();
const stack = new TerraformStack(app, "two-clusters-on-hosts");

const machines = ["a", "b", "c"].map((name, n) => ({
  name,
  provider: new DockerProvider(stack, `docker-${name}`, {
    alias: name,
    host: `ssh://root@db-${name}.example.com`,
  }),
  internalAddress: `10.60.0.${n + 1}`,
  externalAddress: `192.0.2.${n + 1}`,
}));

export const cluster = new EventStoreCluster(stack, "invoices", {
  version: "24.10.4",
  security: Security.tls(Certificates.generated()),
  hosts: machines,
  internalNetwork: { cidr: "10.240.66.0/24" },
  externalNetwork: { cidr: "10.240.67.0/24" },
});

new EventStoreCluster(stack, "parcels", {
  version: "26.1.0",
  security: Security.tls(Certificates.generated()),
  hosts: machines.map((machine) => ({ ...machine, keeperPort: 2210 })),
  internalNetwork: { cidr: "10.240.68.0/24" },
  externalNetwork: { cidr: "10.240.69.0/24" },
  peers: PeerAccess.throughHosts({ internalTcp: PortPlan.same(1212) }),
  clients: ClientAccess.throughHosts({ ports: PortPlan.same(2213) }),
});

app.synth();

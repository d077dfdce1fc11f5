import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import {
  Certificates,
  ClientAccess,
  EventStoreCluster,
  EventStorePolicy,
  PortPlan,
  Security,
} from "cdktf-eventstoredb";

/** What the platform refuses is said once, above all clusters; here it leaves images to their tags. */
const app = new App();
new EventStorePolicy(app, "platform", { allowUnpinnedImages: true });

const stack = new TerraformStack(app, "policy");
new DockerProvider(stack, "docker");

/** Keys on the Docker host are not in the state, and ports are published on one address of it. */
export const cluster = new EventStoreCluster(stack, "invoices", {
  version: "24.10.4",
  security: Security.tls(
    Certificates.fromDockerHost({
      trustedRoots: ["/etc/esdb/ca.crt"],
      shared: { certificate: "/etc/esdb/node.crt", privateKey: "/etc/esdb/node.key" },
    }),
  ),
  internalNetwork: { cidr: "10.240.22.0/24" },
  externalNetwork: { cidr: "10.240.23.0/24" },
  clients: ClientAccess.throughHost({
    host: "esdb.example.com",
    bindIp: "192.168.1.20",
    ports: PortPlan.sequential({ http: 2113 }),
  }),
});

app.synth();

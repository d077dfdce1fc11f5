import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { Certificates, EventStoreCluster, Security } from "cdktf-eventstoredb";

/**
 * One node on each of three Docker hosts. Nodes meet on the hosts' internal addresses, clients come by the external ones,
 * and each certificate carries both addresses of its own host.
 */
const app = new App();
const stack = new TerraformStack(app, "three-hosts");

const hosts = ["a", "b", "c"].map((name, n) => ({
  name,
  provider: new DockerProvider(stack, `docker-${name}`, {
    alias: name,
    host: `ssh://root@db-${name}.example.com`,
  }),
  internalAddress: `10.60.0.${n + 1}`,
  externalAddress: `192.0.2.${n + 1}`,
}));

export const cluster = new EventStoreCluster(stack, "esdb", {
  version: "24.10.4",
  security: Security.tls(Certificates.generated()),
  hosts,
  // The same ranges on every host.
  internalNetwork: { cidr: "10.240.60.0/24" },
  externalNetwork: { cidr: "10.240.61.0/24" },
});

app.synth();

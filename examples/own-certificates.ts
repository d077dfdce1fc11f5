import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { Certificates, ClientAccess, EventStoreCluster, PortPlan, Security } from "cdktf-eventstoredb";

/**
 * Certificates of one's own, for DNS names only: each node's carries the name that its peers dial
 * (`node-0.payments.internal`, …) and the one that clients dial (`esdb.example.com`). That name is promised to containers
 * too, who resolve it by DNS alone.
 */
const app = new App();
const stack = new TerraformStack(app, "own-certificates");
new DockerProvider(stack, "docker");

const folder = process.env.CERTIFICATES ?? "certificates";
const certificateOf = (node: string) => ({
  certificate: `${folder}/${node}.crt`,
  privateKey: `${folder}/${node}.key`,
});

export const cluster = new EventStoreCluster(stack, "payments", {
  version: "24.10.4",
  security: Security.tls(
    Certificates.fromFiles({
      trustedRoots: [`${folder}/ca.crt`],
      nodes: {
        "node-0": certificateOf("node-0"),
        "node-1": certificateOf("node-1"),
        "node-2": certificateOf("node-2"),
      },
    }),
  ),
  internalNetwork: { cidr: "10.240.12.0/24" },
  externalNetwork: { cidr: "10.240.13.0/24" },
  clients: ClientAccess.throughHost({ host: "esdb.example.com", ports: PortPlan.sequential({ http: 2413 }) }),
});

app.synth();

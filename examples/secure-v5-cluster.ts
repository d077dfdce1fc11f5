import { App, TerraformStack, TerraformVariable } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import {
  Audience,
  Certificates,
  ClientAccess,
  EventStoreCluster,
  PortPlan,
  Security,
} from "cdktf-eventstoredb";

/**
 * v5 with TLS on TCP, between nodes and to clients. Its HTTP is always plain, so it stays on the host. Nodes verify each
 * other against `trustedRoots`, which are put where the server's Mono looks. Real 5.0.11 servers were seen to take each
 * other by such files under the Mono 6.8 of Debian; the Mono inside the official image was not tried. Before you rely
 * on it, look into a node's log for "RemoteCertificateChainErrors".
 */
const app = new App();
const stack = new TerraformStack(app, "secure-v5-cluster");
new DockerProvider(stack, "docker");

const password = new TerraformVariable(stack, "certificate_password", { type: "string", sensitive: true });
const folder = process.env.CERTIFICATES ?? "certificates";

export const cluster = new EventStoreCluster(stack, "ledger", {
  version: "5.0.11",
  security: Security.tls(
    Certificates.fromFiles({
      trustedRoots: [`${folder}/ca.crt`],
      shared: { pkcs12: `${folder}/node.p12`, password: password.stringValue },
      commonName: "ledger.example.com",
    }),
  ),
  internalNetwork: { cidr: "10.240.14.0/24" },
  externalNetwork: { cidr: "10.240.15.0/24" },
  clients: ClientAccess.throughHost({
    host: "localhost",
    ports: PortPlan.sequential({ http: 2513, externalTcp: 1513 }),
    audiences: [Audience.HOST],
  }),
});

app.synth();

import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import {
  Audience,
  ClientAccess,
  EventStoreCluster,
  ExternalTcp,
  PeerAccess,
  Security,
} from "cdktf-eventstoredb";

/**
 * 22.10 over three Docker hosts with every address translated: nodes meet on the hosts' internal addresses by ports of
 * their own, and clients come by a proxy on each host, which is on the external network there.
 */
const app = new App();
const stack = new TerraformStack(app, "translated-hosts");

const hosts = ["a", "b", "c"].map((name, n) => ({
  name,
  provider: new DockerProvider(stack, `docker-${name}`, {
    alias: name,
    host: `ssh://root@db-${name}.example.com`,
  }),
  internalAddress: `10.60.0.${n + 1}`,
}));

export const cluster = new EventStoreCluster(stack, "ledger", {
  version: "22.10.5",
  security: Security.insecure({ allowPublished: true }),
  hosts,
  internalNetwork: { cidr: "10.240.62.0/24" },
  externalNetwork: { cidr: "10.240.63.0/24" },
  externalTcp: ExternalTcp.enabled(),
  // To nodes: IntHostAdvertiseAs, IntTcpPortAdvertiseAs, ExtHostAdvertiseAs and HttpPortAdvertiseAs.
  peers: PeerAccess.perNode(
    hosts.map(({ internalAddress: host }) => ({ host, tcpPort: 11112, httpPort: 12113 })),
  ),
  // To clients: AdvertiseHostToClientAs, AdvertiseHttpPortToClientAs and AdvertiseTcpPortToClientAs.
  clients: ClientAccess.throughProxy(
    hosts.map(({ name }) => ({ host: `ledger-${name}.example.com`, httpPort: 8080, tcpPort: 11113 })),
    { audiences: [Audience.REMOTE] },
  ),
});

app.synth();

import { App, TerraformStack } from "cdktf";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { ClientAccess, EventStoreCluster, PeerAccess, PortPlan, Security } from "cdktf-eventstoredb";

/**
 * v5 over three Docker hosts, its four ports translated: internal TCP and internal HTTP on the hosts' internal addresses,
 * external TCP and HTTP on the external ones.
 */
const app = new App();
const stack = new TerraformStack(app, "classic-v5-hosts");

const hosts = ["a", "b", "c"].map((name, n) => ({
  name,
  provider: new DockerProvider(stack, `docker-${name}`, {
    alias: name,
    host: `ssh://root@db-${name}.example.com`,
  }),
  internalAddress: `10.60.0.${n + 1}`,
  externalAddress: `192.0.2.${n + 1}`,
}));

export const cluster = new EventStoreCluster(stack, "classic", {
  version: "5.0.11",
  security: Security.insecure({ allowPublished: true }),
  hosts,
  internalNetwork: { cidr: "10.240.64.0/24" },
  externalNetwork: { cidr: "10.240.65.0/24" },
  // To nodes: IntIpAdvertiseAs, IntTcpPortAdvertiseAs and IntHttpPortAdvertiseAs.
  peers: PeerAccess.throughHosts({
    internalTcp: PortPlan.same(11112),
    internalHttp: PortPlan.same(12112),
  }),
  // To clients: ExtIpAdvertiseAs, ExtHttpPortAdvertiseAs and ExtTcpPortAdvertiseAs.
  clients: ClientAccess.throughHosts({ ports: PortPlan.same({ http: 12113, externalTcp: 11113 }) }),
});

app.synth();

import { ClientAccess, EventStoreCluster, PortPlan, Security } from "cdktf-eventstoredb";
import type { Construct } from "constructs";
import { SIZE, VERSION, type Workload } from "./workload";

/** Declares one cluster with the library. */
export function declareByLibrary(scope: Construct, cluster: Workload): void {
  new EventStoreCluster(scope, cluster.name, {
    version: VERSION,
    size: SIZE,
    security: Security.insecure(),
    internalNetwork: { cidr: `${cluster.internal}.0/24` },
    externalNetwork: { cidr: `${cluster.external}.0/24` },
    clients: ClientAccess.throughHost({
      host: "localhost",
      ports: PortPlan.sequential({ http: cluster.firstPort }),
    }),
  });
}

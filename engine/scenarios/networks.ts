import { ClusterNetwork } from "cdktf-eventstoredb";
import type { Construct } from "constructs";
import type { Plot } from "./surroundings";

/** The two networks of one cluster, made by it. */
export const networks = (plot: Plot) => ({
  internalNetwork: { cidr: plot.range() },
  externalNetwork: { cidr: plot.range() },
});

/** The two networks of each of several clusters, which share an external one that the stack brings. */
export const besideOthers = (scope: Construct, plot: Plot, name: string) => {
  const cidr = plot.range();
  const shared = plot.network(scope, name, cidr, false);
  return (memberOffset: number) => ({
    internalNetwork: { cidr: plot.range() },
    externalNetwork: ClusterNetwork.fromNetworkName(shared, { cidr, memberOffset }),
  });
};

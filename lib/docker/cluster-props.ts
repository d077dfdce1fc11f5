import type { TerraformProvider } from "cdktf";
import type { ClusterProps } from "../cluster/cluster-props";

/** Props of `EventStoreCluster`. */
export interface EventStoreClusterProps extends ClusterProps {
  /**
   * The Docker provider of every resource.
   * @default - the stack's default Docker provider
   */
  readonly provider?: TerraformProvider;
}

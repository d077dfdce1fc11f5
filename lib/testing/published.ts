import type { EventStoreCluster } from "../index";
import { checkCluster } from "./refuse";

/** A port that the engine opens on the Docker host. */
export interface PublishedOnHost {
  /** The node to which it leads, by its key. */
  readonly node: string;
  /** The host's address; `"0.0.0.0"` for every one. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/**
 * What the nodes of a cluster open on the Docker host, with all overrides.
 * @throws InvalidClusterError for what is no cluster
 */
export function published(cluster: EventStoreCluster): readonly PublishedOnHost[] {
  checkCluster(cluster, published);
  const keys = new Set(cluster.topology.nodes.map(({ key }) => key));
  return cluster.reachability.engines
    .flatMap(({ containers }) => containers)
    .filter(({ key }) => keys.has(key))
    .flatMap(({ key: node, published: ports }) =>
      ports.map(({ hostIp, hostPort, containerPort }) => ({ node, hostIp, hostPort, containerPort })),
    );
}

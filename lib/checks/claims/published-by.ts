import { isForNodes } from "../../network/model/endpoint";
import { keeperAt, type Topology } from "../../network/model/topology";
import { quote } from "../../problem/quote";

/** A port of a Docker host that is published, and what for. */
export interface PublishedPort {
  readonly hostPort: number;
  /** As the prop that says it calls it. */
  readonly name: string;
}

/** A port that a cluster claims of a host's address, and the prop that says which. */
export interface ClaimedPort extends PublishedPort {
  readonly hostIp: string;
  readonly path: string;
  /** The same without a host's name. */
  readonly prop: string;
  /** For whom of the cluster. */
  readonly by: string;
}

/** What a cluster has on the ports of its hosts. */
export function publishedBy({ hosts, nodes }: Topology): readonly ClaimedPort[] {
  const ofNodes = nodes.flatMap(({ key, published }) =>
    published.map(({ endpoint, hostIp, hostPort }) => {
      const path = isForNodes(endpoint) ? `peers.${endpoint}` : "clients.ports";
      return { hostIp, hostPort, path, prop: path, name: endpoint, by: key };
    }),
  );
  const keepers = hosts.flatMap((host) => {
    const at = keeperAt(host);
    if (at === undefined) return [];
    const by = `the keeper of ${quote(host.name)}`;
    const path = `keeperPort of the host ${quote(host.name)}`;
    return { hostIp: at.host, hostPort: at.port, path, prop: "hosts", name: "keeperPort", by };
  });
  return [...ofNodes, ...keepers];
}

import type { Topology } from "cdktf-eventstoredb";
import type { Target } from "../stand-in/dial";

const ALL = "0.0.0.0";

/**
 * Everything that somebody might dial to get to a cluster: each endpoint at each of a node's addresses and
 * names, at what is advertised, and on the host, published or not.
 */
export function targetsOf({ nodes, networks }: Topology, hostAddress: string): readonly Target[] {
  const gateways = networks.flatMap(({ isolated, gateway }) =>
    isolated || gateway === undefined ? [] : [gateway],
  );
  const onHost = ["localhost", hostAddress, ...gateways];
  const targets = nodes.flatMap((node): readonly Target[] => {
    const hosts = node.attachments.flatMap(({ address, aliases }) => [address, ...aliases]);
    const { replication, nodeHttp, http, externalTcp } = node.advertised;
    return [
      ...hosts.flatMap((host) => node.endpoints.map(({ port }) => ({ host, port }))),
      ...[replication, nodeHttp, http, externalTcp].flatMap((told) => told ?? []),
      ...node.published.flatMap(({ hostPort, hostIp }) =>
        [...onHost, ...(hostIp === ALL ? [] : [hostIp])].map((host) => ({ host, port: hostPort })),
      ),
      ...node.endpoints.map(({ port }) => ({ host: hostAddress, port })),
    ];
  });
  return [...new Map(targets.map((target) => [`${target.host}:${target.port}`, target])).values()];
}

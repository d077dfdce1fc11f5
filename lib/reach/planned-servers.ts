import { DEFAULT_PORTS, EndpointKind } from "../network/model/endpoint";
import { endpointOf, type ClusterNode, type HostPort, type Topology } from "../network/model/topology";
import { interpretation } from "../server/interpret/gossip";
import { isVersion5 } from "../server/capabilities-of";
import { certificateNames } from "../tls/certificate-names";
import type { ServerState } from "./server-state";

/** What is said where a node has no such endpoint. */
const NONE: HostPort = Object.freeze({ host: "0.0.0.0", port: 0 });

/**
 * What every node's server does, by node key, if it does what the topology says: for whoever has nothing but a
 * topology. What is emitted is judged by `serverStateOf`.
 */
export function plannedServers(topology: Topology): ReadonlyMap<string, ServerState> {
  return new Map(topology.nodes.map((node) => [node.key, plannedServer(topology, node)] as const));
}

function plannedServer(topology: Topology, node: ClusterNode): ServerState {
  const { http, nodeHttp, replication = NONE, externalTcp = NONE } = node.advertised;
  const internalTcp = endpointOf(node, EndpointKind.INTERNAL_TCP)?.port ?? DEFAULT_PORTS.internalTcp;
  const external = endpointOf(node, EndpointKind.EXTERNAL_TCP);
  const plainExternalTcp = topology.secure && external?.tls === false;
  return {
    interpretation: interpretation(
      node.endpoints.map(({ bind, port }) => `${bind}:${port}`),
      {
        internalTcpIp: replication.host,
        internalTcpPort: topology.secure ? 0 : internalTcp,
        // From 20.6 it tells whether the node has TLS at all, also of one that is alone.
        internalSecureTcpPort: topology.secure ? internalTcp : 0,
        externalTcpPort: external?.tls === true ? 0 : externalTcp.port,
        externalSecureTcpPort: external?.tls === true ? externalTcp.port : 0,
      },
      { replication, nodeHttp, http, externalTcp },
    ),
    discovery: { seeds: node.seeds },
    ...(plainExternalTcp ? { plainExternalTcp } : {}),
    ...(topology.secure && !isVersion5(topology.release)
      ? { certificateNames: certificateNames(topology, node).map(({ name }) => name) }
      : {}),
  };
}

import { Audience, CLIENT_AUDIENCES } from "../network/model/audience";
import { EndpointKind, Interface } from "../network/model/endpoint";
import {
  endpointOf,
  partOn,
  type ClusterNode,
  type HostPort,
  type Topology,
} from "../network/model/topology";
import { cellOf, type ReachabilityExpectation, type ReachabilityCell, type ReachabilitySource } from "./cell";
import { foreignContainer, onHost, onNetworks, OTHER_MACHINE, type ReachabilityPlace } from "./place";
import type { ServerState } from "./server-state";
import type { Dialler } from "./walk";

/** Where a client audience dials from. */
export function placesOfAudience(topology: Topology, audience: Audience): readonly ReachabilityPlace[] {
  switch (audience) {
    case Audience.REMOTE:
      return [OTHER_MACHINE];
    case Audience.HOST:
      return topology.hosts.map(({ name }) => onHost(name));
    default:
      return topology.hosts.map(({ name }) =>
        onNetworks(
          name,
          ...partOn(topology, name)
            .networks.filter((n) => n.interface === Interface.EXTERNAL)
            .map((n) => n.name),
        ),
      );
  }
}

interface Dialled {
  readonly endpoint: EndpointKind;
  readonly at: HostPort;
  readonly source: ReachabilitySource;
}

/**
 * What clients dial: what every node gossips, and what the connection string has. Promised audiences
 * need it; what comes of it for all others is shown.
 * @param checkedOnly whether the others are left out
 */
export function clientCells(
  topology: Topology,
  servers: ReadonlyMap<string, ServerState>,
  dialler: Dialler,
  checkedOnly: boolean,
): readonly ReachabilityCell[] {
  const who: Client[] = CLIENT_AUDIENCES.flatMap((audience) =>
    placesOfAudience(topology, audience).map((from) => ({
      audience,
      from,
      expected: topology.audiences.includes(audience) ? "required" : "incidental",
    })),
  );
  for (const { name } of topology.hosts)
    who.push({ audience: undefined, from: foreignContainer(name), expected: "incidental" });
  const dialling = who.filter((client) => !checkedOnly || client.expected === "required");
  const cells: ReachabilityCell[] = [];
  for (const node of topology.nodes) {
    const server = servers.get(node.key);
    if (server === undefined) continue;
    const dialled = dialledBy(node, server);
    for (const client of dialling) {
      for (const { endpoint, at, source } of dialled) {
        const { audience, from, expected } = client;
        cells.push(
          cellOf(dialler, { audience, from, node: node.key, endpoint, dialled: at, source, expected }),
        );
      }
    }
  }
  return cells;
}

interface Client {
  readonly audience: Audience | undefined;
  readonly from: ReachabilityPlace;
  readonly expected: ReachabilityExpectation;
}

function dialledBy(node: ClusterNode, { interpretation: { gossiped } }: ServerState): readonly Dialled[] {
  const { http, externalTcp } = node.advertised;
  const dialled: Dialled[] = [{ endpoint: EndpointKind.HTTP, at: gossiped.http, source: "gossip" }];
  const tcp = endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined;
  if (tcp) dialled.push({ endpoint: EndpointKind.EXTERNAL_TCP, at: gossiped.externalTcp, source: "gossip" });
  // Replicas are found by gossip only.
  if (node.kind !== "member") return dialled;
  const add = (endpoint: EndpointKind, at: HostPort) => {
    const known = dialled.some(
      (d) => d.endpoint === endpoint && d.at.host === at.host && d.at.port === at.port,
    );
    if (!known) dialled.push({ endpoint, at, source: "connectionString" });
  };
  add(EndpointKind.HTTP, http);
  if (externalTcp !== undefined) add(EndpointKind.EXTERNAL_TCP, externalTcp);
  return dialled;
}

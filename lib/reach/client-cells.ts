import { Audience, CLIENT_AUDIENCES } from "../network/model/audience";
import { EndpointKind } from "../network/model/endpoint";
import {
  clientNetworksOf,
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
export function placesOfAudience(topology: Topology, audience: Audience): readonly AudiencePlace[] {
  const promised = topology.audiences.includes(audience);
  switch (audience) {
    case Audience.REMOTE:
      return [{ from: OTHER_MACHINE, promised }];
    case Audience.HOST:
      return topology.hosts.map(({ name }) => ({ from: onHost(name), promised }));
    default:
      return topology.hosts.flatMap(({ name }) => placesOnNetworks(topology, name, promised));
  }
}

/** A place, and whether those who dial from there are promised to be served. */
interface AudiencePlace {
  readonly from: ReachabilityPlace;
  readonly promised: boolean;
}

/** Containers on each of the clients' networks of a host; where there are several, on all of them too. */
function placesOnNetworks(topology: Topology, host: string, promised: boolean): readonly AudiencePlace[] {
  const networks = clientNetworksOf(partOn(topology, host));
  const each = networks.map(({ name, unpromised }) => ({
    from: onNetworks(host, name),
    promised: promised && unpromised !== true,
  }));
  if (each.length < 2) return each;
  return [...each, { from: onNetworks(host, ...networks.map(({ name }) => name)), promised }];
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
    placesOfAudience(topology, audience).map(({ from, promised }) => ({
      audience,
      from,
      expected: promised ? "required" : "incidental",
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

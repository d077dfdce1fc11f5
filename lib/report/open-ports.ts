import type { Audience } from "../network/model/audience";
import { isForNodes, EndpointKind } from "../network/model/endpoint";
import { isIpv4 } from "../network/model/ipv4";
import {
  keeperAt,
  type ClusterNode,
  type Host,
  type PublishedPort,
  type Topology,
} from "../network/model/topology";
import { checkTopology } from "./words";

/** A port of a Docker host that must be open, and for whom. */
export interface OpenPort {
  /** The Docker host's name. */
  readonly host: string;
  /** The host's address on which it is published, and dialled. */
  readonly address: string;
  readonly port: number;
  /** `"peers"` for nodes on the other hosts, `"clients"` for whoever `clients` serves. */
  readonly audience: "peers" | "clients";
  /**
   * The addresses from which it is dialled: those of the other hosts on which nodes run; none where that is not known, as of
   * clients.
   */
  readonly from: readonly string[];
  /**
   * Who reaches the address from other machines, as `reachableFrom` of the host says: with a firewall in between, whom it lets
   * through. Absent where nothing is said.
   */
  readonly reachableFrom?: readonly Audience[];
  /** The key of the node to which it leads; absent for the keeper. */
  readonly node?: string;
  /** What is behind it; `"keeper"` by which the gate of the first host changes nodes one by one. */
  readonly endpoint: EndpointKind | "keeper";
}

/**
 * What a firewall must let in on each of `hosts`, and nothing more: every port over TCP, by the address on which it is
 * dialled. None for a cluster that names no hosts. The same topology gives the same list.
 * @throws InvalidClusterError for what is no topology
 */
export function openPorts(topology: Topology): readonly OpenPort[] {
  checkTopology(topology, openPorts);
  return topology.hosts.flatMap((host) => [
    ...topology.nodes
      .filter((node) => node.host === host.name)
      .flatMap((node) => node.published.flatMap((published) => openOn(host, node, published, topology))),
    ...keeperOn(host, topology),
  ]);
}

function keeperOn(host: Host, { hosts }: Topology): readonly OpenPort[] {
  const at = keeperAt(host);
  if (at === undefined) return [];
  const from = hosts[0]?.internalAddress;
  return [
    {
      host: host.name,
      address: at.host,
      port: at.port,
      audience: "peers",
      from: from === undefined ? [] : [from],
      ...saidOfPeers(host),
      endpoint: "keeper",
    },
  ];
}

function openOn(
  host: Host,
  { key }: ClusterNode,
  { endpoint, hostIp, hostPort: port }: PublishedPort,
  topology: Topology,
): readonly OpenPort[] {
  const { name, internalAddress, externalAddress } = host;
  if (internalAddress === undefined || externalAddress === undefined) return [];
  const others = topology.hosts.filter(
    (other) => other.name !== name && topology.nodes.some((node) => node.host === other.name),
  );
  const from = others.flatMap((other) => other.internalAddress ?? []);
  const common = { host: name, port, node: key, endpoint };
  const separate = topology.nodes.some(({ endpoints }) =>
    endpoints.some(({ kind }) => kind === EndpointKind.INTERNAL_HTTP),
  );
  const forNodes = isForNodes(endpoint) || (endpoint === EndpointKind.HTTP && !separate);
  const forClients = !isForNodes(endpoint) && topology.audiences.length > 0 && topology.proxied !== true;
  // Where each node's own address is said, clients may come by that of the nodes.
  const clientsAt =
    hostIp === internalAddress && hostIp !== externalAddress
      ? { address: internalAddress, ...saidOfPeers(host) }
      : { address: externalAddress, ...saidOfClients(host) };
  return [
    ...(forNodes && from.length > 0
      ? [{ ...common, address: internalAddress, audience: "peers" as const, from, ...saidOfPeers(host) }]
      : []),
    ...(forClients ? [{ ...common, ...clientsAt, audience: "clients" as const, from: [] }] : []),
  ];
}

/** What the user says of the address by which nodes come. */
function saidOfPeers({ reachableFrom }: Host): Pick<OpenPort, "reachableFrom"> {
  const said = reachableFrom?.internalAddress;
  return said === undefined ? {} : { reachableFrom: said };
}

/** And by which clients do: the same where the host has one that nothing translates. */
function saidOfClients(host: Host): Pick<OpenPort, "reachableFrom"> {
  const { internalAddress, externalAddress, externalName = "", reachableFrom } = host;
  if (internalAddress === externalAddress && !isIpv4(externalName)) return saidOfPeers(host);
  const said = reachableFrom?.externalAddress;
  return said === undefined ? {} : { reachableFrom: said };
}

import { Audience, namesOfAudiences } from "../network/model/audience";
import { EndpointKind, Interface, isForNodes } from "../network/model/endpoint";
import { isIpv4 } from "../network/model/ipv4";
import type { AddressOrigin, NodeOrigins, Origins } from "../network/model/origin";
import {
  attachmentOf,
  clientNetworksOf,
  endpointOf,
  externalNetworkOf,
  hostNamed,
  isThroughHosts,
  shownAddress,
  shownHost,
  type Attachment,
  type ClusterNode,
  type Endpoint,
  type HostPort,
  type Topology,
} from "../network/model/topology";
import { isLoopbackHost } from "../network/plan/host-reading";
import { quote } from "../problem/quote";
import type { ReachabilityCell } from "./cell";
import type { ReachabilityStepKind } from "./step";

/** Where a user puts a failing way right, and how. */
export interface Mend {
  /** The prop to change. */
  readonly path: string;
  readonly fix: string;
}

/** The prop of peers' addresses where none is stated. */
const PLANNED_PEERS = "peers";

/** What is to be done where one address is told for several nodes. */
const OWN_HOST_OR_PORT = "give every node a host or a port of its own";

/** Where a container cannot get to its own host's ports. */
export const WITH_PROXY =
  'take "userland-proxy": false out of daemon.json of the engines, and userlandProxy: false here';

/** A needed way that fails, with what the plan says of it. */
interface Failing {
  readonly cell: ReachabilityCell;
  /** Where it fails; absent where it depends on the engine. */
  readonly what: ReachabilityStepKind | undefined;
  readonly topology: Topology;
  readonly node: ClusterNode;
  readonly endpoint: Endpoint;
  readonly origin: AddressOrigin;
  /** The prop that says on which address of the Docker host the node's ports are published. */
  readonly bindIp: string;
}

/**
 * What mends needed ways that fail at the same step, the first of them standing for all.
 * @param origins where the addresses came from; absent where the plan was judged before, and what is declared was
 * changed since
 */
export function mendOf(
  cells: readonly [ReachabilityCell, ...ReachabilityCell[]],
  topology: Topology,
  origins?: Origins,
): Mend {
  const [cell] = cells;
  const { failed, source } = cell;
  if (source === "dns") {
    return {
      path: "settings.DiscoverViaDns",
      fix: "leave DiscoverViaDns out: the cluster switches it off and gives every node its seeds",
    };
  }
  if (source === "seed" && failed?.what !== "tls") {
    return {
      path: "settings.GossipSeed",
      fix: "leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    };
  }
  const node = topology.nodes.find(({ key }) => key === cell.node);
  const planned = node && plannedFor(cell, node);
  if (planned !== undefined && (planned.host !== cell.dialled.host || planned.port !== cell.dialled.port)) {
    return {
      path: "settings",
      fix: `remove what changes the address that ${cell.node} advertises: it was planned as ${shownAddress(planned)}`,
    };
  }
  if (failed?.what === "tls") {
    return { path: "security", fix: `use a certificate that carries ${shownHost(cell.dialled.host)} too` };
  }
  if (failed?.what === "reachableFrom") return saidOtherwise(cells, topology);
  if (failed?.what === "userlandProxy") return { path: "userlandProxy", fix: WITH_PROXY };
  if (origins === undefined) return restored(cell);
  const endpoint = node && endpointOf(node, cell.endpoint);
  const own = origins.nodes.get(cell.node);
  const origin = own && originIn(own, cell);
  if (node === undefined || endpoint === undefined || own === undefined || origin === undefined)
    return restored(cell);
  const failing = { cell, what: failed?.what, topology, node, endpoint, origin, bindIp: own.bindIp };
  const client = origin.host === PLANNED_PEERS ? clientNamedSo(cell, topology, origins) : undefined;
  if (client !== undefined)
    return { path: client.host, fix: "use a name that nodes do not have among themselves" };
  const { internalAddress } = hostNamed(topology, node.host);
  if (isPeers(cell) && internalAddress !== undefined) return betweenHosts(failing, internalAddress);
  if (isPeers(cell)) return directMend(failing, Interface.INTERNAL);
  if (topology.proxied) return proxyMend(failing);
  if (node.published.length > 0) return throughHostMend(failing, cells);
  return cell.audience === Audience.NETWORK
    ? directMend(failing, Interface.EXTERNAL)
    : anotherAccess(failing, cells);
}

/** Where the user says that they do not get to a host: all who fail so, and everywhere. */
function saidOtherwise(
  cells: readonly [ReachabilityCell, ...ReachabilityCell[]],
  { hosts, nodes }: Topology,
): Mend {
  const propOf = ({ node: key, dialled }: ReachabilityCell) => {
    const on = nodes.find((node) => node.key === key)?.host;
    const i = hosts.findIndex(({ name }) => name === on);
    const side = dialled.host === hosts[i]?.internalAddress ? "internalAddress" : "externalAddress";
    return `hosts[${i}].reachableFrom.${side}`;
  };
  const alike = cells.filter(({ failed }) => failed?.what === "reachableFrom");
  const audiences = [...new Set(alike.flatMap(({ audience }) => audience ?? []))];
  const [first] = cells;
  const [, ...others] = new Set(alike.map(propOf));
  return {
    path: propOf(first),
    fix: `add ${namesOfAudiences(audiences)}${others.length === 0 ? "" : `, there and to ${others.join(", ")}`}, where they do reach it`,
  };
}

/** The origin of what is dialled there. */
export function originOf(cell: ReachabilityCell, { nodes }: Origins): AddressOrigin | undefined {
  const own = nodes.get(cell.node);
  return own && originIn(own, cell);
}

function originIn({ peers, clients }: NodeOrigins, cell: ReachabilityCell): AddressOrigin | undefined {
  return (isPeers(cell) ? peers : clients).get(cell.endpoint);
}

/** Whose address for clients has the name that nodes dial. */
function clientNamedSo(
  { dialled }: ReachabilityCell,
  { nodes }: Topology,
  origins: Origins,
): AddressOrigin | undefined {
  const named = nodes.find(({ advertised }) => advertised.http.host === dialled.host);
  return named && origins.nodes.get(named.key)?.clients.get(EndpointKind.HTTP);
}

function isPeers({ audience }: ReachabilityCell): boolean {
  return audience === Audience.PEERS;
}

/** What puts back what was planned, and led where it should. */
function restored(cell: ReachabilityCell): Mend {
  const { failed, endpoint } = cell;
  if (failed?.what === "socket" || failed?.what === "answer") {
    return { path: "settings", fix: `remove settings that change where the server listens for ${endpoint}` };
  }
  return {
    path: isPeers(cell) ? "peers" : "clients",
    fix: "leave the containers as the cluster declares them",
  };
}

/** Where nothing but a network lies between whoever dials and the node. */
function directMend(failing: Failing, side: Interface): Mend {
  const { cell, what, node, endpoint, origin, topology } = failing;
  const { host, port } = cell.dialled;
  if (!isLoopbackHost(host)) {
    if (isOthers(failing)) return { path: origin.host, fix: "give every node a host of its own" };
    // Nothing has that port, or another of its sockets.
    if ((what === "socket" || what === "node") && port !== endpoint.port)
      return { path: origin.port, fix: `use ${endpoint.port}` };
    if (what === "socket" && !isForNodes(endpoint.kind)) return everyInterface(failing);
  }
  const several = side === Interface.EXTERNAL ? clientNetworksOf(topology).filter((n) => !n.unpromised) : [];
  if (several.length > 1 && topology.clientProtocol === "grpc") {
    const named = several.map(({ name }) => quote(name)).join(" and ");
    return { path: origin.host, fix: `use a name of its own, which becomes the node's alias on ${named}` };
  }
  const address = addressOn(node, side, cell) ?? "there";
  if (topology.clientProtocol === "tcp") return { path: origin.host, fix: `use its address ${address}` };
  const alias = `a name of its own, which becomes the node's alias on the ${side} network`;
  return { path: origin.host, fix: `use ${alias}, or its address ${address}` };
}

/** Where nodes meet by ports that are published on their hosts. */
function betweenHosts(failing: Failing, internalAddress: string): Mend {
  const { cell, what, origin } = failing;
  if (what === "socket" || what === "answer") return everyInterface(failing);
  return cell.dialled.host === internalAddress
    ? { path: origin.port, fix: "give it a port of its own there, or leave peers out" }
    : {
        path: origin.host,
        fix: `use the internalAddress of its host, ${internalAddress}, or leave peers out`,
      };
}

/** The node's address on the network from which it is dialled; on the internal one for nodes. */
function addressOn(node: ClusterNode, side: Interface, { from }: ReachabilityCell): string | undefined {
  const there = node.attachments.find(
    (a) => a.interface === side && from.kind === "container" && from.networks.includes(a.network),
  );
  return (there ?? attachmentOf(node, side))?.address;
}

/** Where something of the user's leads clients to the node. */
function proxyMend(failing: Failing): Mend {
  const { cell, what, endpoint, origin } = failing;
  if (what === "proxy") return { path: origin.host, fix: OWN_HOST_OR_PORT };
  // What has a node's own address is dialled there, whatever else leads on.
  if (isOwn(failing) && cell.dialled.port !== endpoint.port)
    return { path: origin.port, fix: `use ${endpoint.port}` };
  return isOthers(failing)
    ? { path: origin.host, fix: "use an address of its own" }
    : everyInterface(failing);
}

/** Where clients come by a port that is published on the Docker host. */
function throughHostMend(failing: Failing, cells: readonly ReachabilityCell[]): Mend {
  const { cell, what, node, endpoint, origin, topology } = failing;
  if (isOthers(failing) || (isOwn(failing) && cell.dialled.port !== endpoint.port))
    return { path: origin.host, fix: "use a name or an address of the Docker host" };
  const { isolated } = externalNetworkOf(topology);
  if (what === "wayOut" || (isolated && cell.audience === Audience.NETWORK)) {
    return {
      path: "externalNetwork",
      fix: "use a network with a way out, or ClientAccess.withinNetwork()",
    };
  }
  const inside = attachmentOf(node, Interface.INTERNAL);
  // A port of the host that leads to no socket arrives where the node is among nodes.
  const isLed = cell.steps.some((step) => step.what === "publishedPort");
  switch (what) {
    case "socket":
      return isLed && inside !== undefined && !isThroughHosts(topology) && comesFirst(inside, topology)
        ? withoutWayOut(inside)
        : everyInterface(failing);
    case "answer":
      return everyInterface(failing);
    case "node":
      return { path: origin.host, fix: OWN_HOST_OR_PORT };
    case "publishedPort":
      return publishedMend(failing);
    default:
      return anotherAccess(failing, cells);
  }
}

/** Where ports are to be published so that whoever dials the host gets to them. */
function publishedMend({ cell, node, origin, bindIp, topology }: Failing): Mend {
  const { host, port } = cell.dialled;
  if (isLoopbackHost(host)) return { path: bindIp, fix: "leave bindIp out" };
  const others = topology.nodes.filter(({ key }) => key !== node.key);
  const onPort = others.filter(({ published }) => published.some(({ hostPort }) => hostPort === port));
  if (onPort.length === 0) return { path: bindIp, fix: 'use bindIp: "0.0.0.0"' };
  // A name stands for one address of the host, and on one address a port is one node's.
  const alike = isIpv4(host) ? onPort : others;
  if (alike.some(({ advertised }) => advertised.http.host === host))
    return { path: origin.host, fix: OWN_HOST_OR_PORT };
  return {
    path: bindIp,
    fix: isIpv4(host)
      ? `use bindIp: "${host}"`
      : `use as bindIp the address of the Docker host that ${host} stands for`,
  };
}

/** Whether the dialled host is a name or an address of another node. */
function isOthers({ cell, node, topology }: Failing): boolean {
  return topology.nodes.some((other) => other.key !== node.key && has(other, cell.dialled.host));
}

/** Whether the dialled host is a name or an address of the node itself. */
function isOwn({ cell, node }: Failing): boolean {
  return has(node, cell.dialled.host);
}

function has({ name, attachments }: ClusterNode, host: string): boolean {
  return (
    name.toLowerCase() === host ||
    attachments.some(({ address, aliases }) => address === host || aliases.includes(host))
  );
}

function everyInterface({ endpoint: { kind }, topology }: Failing): Mend {
  // From 20.6 one setting binds both.
  const isOne = kind === EndpointKind.EXTERNAL_TCP && topology.clientProtocol === "grpc";
  return { path: `bindings.${isOne ? EndpointKind.HTTP : kind}`, fix: "use Binding.ALL_INTERFACES" };
}

/** What the plan has a node advertise to the audience. */
function plannedFor(cell: ReachabilityCell, { advertised }: ClusterNode): HostPort | undefined {
  switch (cell.endpoint) {
    case EndpointKind.INTERNAL_TCP:
      return advertised.replication;
    case EndpointKind.INTERNAL_HTTP:
    case EndpointKind.HTTP:
      return isPeers(cell) ? advertised.nodeHttp : advertised.http;
    case EndpointKind.EXTERNAL_TCP:
      return advertised.externalTcp;
  }
}

/** Whether the engine leads published ports there: to the first network by name that has a way out. */
function comesFirst({ network }: Attachment, { networks }: Topology): boolean {
  const [first] = networks
    .filter(({ isolated }) => !isolated)
    .map(({ name }) => name)
    .sort();
  return first === network;
}

/** A port of the host is led to the first network by name that has a way out, which is the nodes' own. */
function withoutWayOut({ network }: Attachment): Mend {
  return {
    path: "internalNetwork",
    fix: `use an internal network without a way out, because the engine leads published ports to the first network by name that has one, which is "${network}"`,
  };
}

/** The access that serves everybody who fails. */
function anotherAccess({ node, origin, topology }: Failing, cells: readonly ReachabilityCell[]): Mend {
  const fails = (audience: Audience) => cells.some((cell) => cell.audience === audience);
  const names = topology.clientProtocol === "grpc";
  const host = `an address ${names ? "or DNS name " : ""}of the host`;
  const routable = `${host} that others can route to`;
  // Names of one's own lead from the host and from containers, but from no other machine.
  const everywhere =
    names && !fails(Audience.REMOTE) ? ", or ClientAccess.everywhere({ domain, ports })" : "";
  if (node.published.length > 0) return { path: origin.host, fix: `use ${routable}${everywhere}` };
  if (isThroughHosts(topology))
    return { path: origin.host, fix: "leave clients out for ClientAccess.throughHosts()" };
  const through = fails(Audience.HOST) && !fails(Audience.REMOTE) ? host : routable;
  return {
    path: origin.host,
    fix: `use ClientAccess.throughHost({ host, ports }) with ${through}${everywhere}`,
  };
}

import { readOptions } from "../../problem/checked";
import type { ThroughHostsPeerOptions } from "../asked/peer-access";
import { EndpointKind } from "../model/endpoint";
import type { Endpoint } from "../model/topology";
import { areHostsSure } from "./host-plan";
import type { PlanContext } from "./plan-context";
import { portPropOf, type ListeningNode, type Offer, type PeeredNode } from "./planned-node";
import { readPortPlan } from "./port-reading";

const OPTIONS: readonly (keyof ThroughHostsPeerOptions)[] = ["internalTcp", "internalHttp"];

/** Nodes meet on the internal addresses of their Docker hosts, by ports that are published there. */
export function peersThroughHosts(
  asked: unknown,
  nodes: readonly ListeningNode[],
  context: PlanContext,
): readonly PeeredNode[] {
  const { capabilities, findings, hosts } = context;
  const fix = "use PeerAccess.throughHosts({ internalTcp: PortPlan.same(1112) })";
  const options = readOptions(asked, OPTIONS, fix, findings.at("peers")) ?? {};
  const { addressed } = hosts;
  if (addressed === undefined && areHostsSure(hosts))
    findings.problem({
      code: "peers.throughHosts",
      path: "peers",
      got: "is PeerAccess.throughHosts",
      expected: "nodes meet on the addresses of hosts, and there are none",
      fix: "name the Docker hosts by hosts, or leave it out for PeerAccess.withinNetwork()",
    });
  const tcp = portsOf(options.internalTcp, EndpointKind.INTERNAL_TCP, nodes, context);
  // Wrong is wrong, also where the release has no such port.
  const internalHttp = portsOf(options.internalHttp, EndpointKind.INTERNAL_HTTP, nodes, context);
  return nodes.map((node): PeeredNode => {
    const { betweenNodes: sockets } = node;
    if (sockets === undefined) return node;
    const planned = addressed?.get(node.host);
    const offer = (socket: Endpoint, { port, prop }: HostPortOf): Offer => ({
      socket,
      advertised: { host: planned?.host.internalAddress ?? "!", port },
      props: { host: planned === undefined ? "peers" : `${planned.path}.internalAddress`, port: prop },
    });
    const ofTcp = tcp(node, sockets.replication);
    const ofHttp = (capabilities.separateHttp ? internalHttp : portOfClients)(node, sockets.http);
    return {
      ...node,
      peer: {
        sure: planned?.sure === true && ofTcp.sure && ofHttp.sure,
        replication: offer(sockets.replication, ofTcp),
        http: offer(sockets.http, ofHttp),
        ...(planned === undefined ? {} : { publishedOn: planned.host.internalAddress }),
      },
    };
  });
}

/** A node's port on its host, the prop that says it, and whether it is what was asked for. */
interface HostPortOf {
  readonly port: number;
  readonly prop: string;
  readonly sure: boolean;
}

type PortOf = (node: ListeningNode, socket: Endpoint) => HostPortOf;

const ownPort: PortOf = (node, { kind, port }) => ({ port, prop: portPropOf(node, kind), sure: true });

/** One socket has one port on the host: that of clients, where something is published for them. */
const portOfClients: PortOf = (node, socket) => {
  const { client } = node;
  return client.publishedOn === undefined
    ? ownPort(node, socket)
    : { port: client.http.port, prop: client.props.http, sure: client.sure };
};

function portsOf(
  asked: unknown,
  kind: EndpointKind.INTERNAL_TCP | EndpointKind.INTERNAL_HTTP,
  nodes: readonly ListeningNode[],
  { findings }: PlanContext,
): PortOf {
  if (asked === undefined) return ownPort;
  const prop = `peers.${kind}`;
  const ported = readPortPlan(asked, nodes, false, prop, findings);
  const ports = new Map(ported.map(({ node, ports: own }) => [node.key, own?.http]));
  return ({ key }, socket) => {
    const port = ports.get(key);
    return { port: port ?? socket.port, prop, sure: port !== undefined };
  };
}

/**
 * Whether nodes and clients dial one HTTP port of the host where the server has one HTTP socket: an engine gives two
 * bindings of one socket back in another order, and every plan would replace the container.
 */
export function checkOneHttpPort(
  { client, key }: ListeningNode,
  port: number,
  path: string,
  { capabilities, findings }: PlanContext,
): boolean {
  const isSame = client.publishedOn === undefined || client.http.port === port;
  if (capabilities.separateHttp || isSame) return true;
  if (client.sure)
    findings.problem({
      code: "peers.http.hosts",
      path,
      got: `is ${port}, and clients dial ${client.http.port} of ${key}`,
      expected: `${capabilities.release} has one HTTP socket, and an engine gives two ports of one socket back in another order, so that every plan would replace the container`,
      fix: `use ${client.http.port}, or leave peers out`,
    });
  return false;
}

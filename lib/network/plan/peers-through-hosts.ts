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
  const tcp = portsOf(options.internalTcp, "internalTcp", nodes, context);
  // Wrong is wrong, also where the release has no such port.
  const http = portsOf(options.internalHttp, "internalHttp", nodes, context);
  return nodes.map((node): PeeredNode => {
    const { betweenNodes: sockets, client } = node;
    if (sockets === undefined) return node;
    const host = addressed?.get(node.host);
    const advertised = host?.host.internalAddress ?? "!";
    const offer = (socket: Endpoint, port: number | undefined, prop: string): Offer => ({
      socket,
      advertised: { host: advertised, port: port ?? socket.port },
      props: { host: host === undefined ? "peers" : `${host.path}.internalAddress`, port: prop },
    });
    const isOfClients = !capabilities.separateHttp && client.publishedOn !== undefined;
    const ownHttp = capabilities.separateHttp ? http(node) : { port: sockets.http.port, sure: true };
    const ofHttp = isOfClients ? { port: client.http.port, sure: client.sure } : ownHttp;
    const httpProp = isOfClients
      ? client.props.http
      : capabilities.separateHttp && options.internalHttp !== undefined
        ? "peers.internalHttp"
        : portPropOf(node, sockets.http.kind);
    const ofTcp = tcp(node);
    const tcpProp =
      options.internalTcp === undefined ? portPropOf(node, EndpointKind.INTERNAL_TCP) : "peers.internalTcp";
    return {
      ...node,
      peer: {
        sure: host !== undefined && host.sure && ofTcp.sure && ofHttp.sure,
        replication: offer(sockets.replication, ofTcp.port, tcpProp),
        http: offer(sockets.http, ofHttp.port, httpProp),
        ...(host === undefined ? {} : { publishedOn: host.host.internalAddress }),
      },
    };
  });
}

/** A node's port on its host, and whether it is what was asked for. */
type PortOf = (node: ListeningNode) => { readonly port: number | undefined; readonly sure: boolean };

function portsOf(
  asked: unknown,
  kind: keyof ThroughHostsPeerOptions,
  nodes: readonly ListeningNode[],
  { findings }: PlanContext,
): PortOf {
  // The node's own.
  if (asked === undefined) return () => ({ port: undefined, sure: true });
  const ported = readPortPlan(asked, nodes, false, `peers.${kind}`, findings);
  const ports = new Map(ported.map(({ node, ports: own }) => [node.key, own?.http]));
  return ({ key }) => ({ port: ports.get(key), sure: ports.get(key) !== undefined });
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

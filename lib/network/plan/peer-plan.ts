import { checkInstance } from "../../problem/checked";
import { quote } from "../../problem/quote";
import { Interface } from "../model/endpoint";
import { isLoopbackHost, readHost } from "./host-reading";
import { isIpv4 } from "../model/ipv4";
import { internalAlias } from "../model/names";
import { entryOf } from "./node-entry";
import type { PlanContext } from "./plan-context";
import {
  addressOn,
  type ListeningNode,
  type NodePeer,
  type Offer,
  type PeeredNode,
  type PeerSockets,
  type PlacedNode,
} from "./planned-node";
import { PeerAccess, type NodePeerAddress } from "../asked/peer-access";
import { readPort } from "./port-reading";
import type { Endpoint } from "../model/topology";

const ALL = "0.0.0.0";

/** Plans how nodes are advertised to each other; nothing where there is one only. */
export function planPeers(
  access: unknown,
  nodes: readonly ListeningNode[],
  context: PlanContext,
): readonly PeeredNode[] {
  if (context.single) return nodes;
  const wrong = {
    code: "peers",
    path: "peers",
    what: "a PeerAccess",
    fix: "use PeerAccess.withinNetwork() or PeerAccess.perNode([ … ])",
  };
  const given = access === undefined ? PeerAccess.withinNetwork() : access;
  const asked = checkInstance(given, PeerAccess, wrong, context.findings);
  return nodes.map((node) => {
    const { betweenNodes: sockets } = node;
    if (sockets === undefined) return node;
    const planned = withinNetwork(node, sockets, context);
    if (asked === undefined) return { ...node, peer: { ...planned, sure: false } };
    if (asked.members === undefined) return { ...node, peer: planned };
    return { ...node, peer: perNode(asked, node, sockets, context) ?? { ...planned, sure: false } };
  });
}

function withinNetwork(node: PlacedNode, sockets: PeerSockets, context: PlanContext): NodePeer {
  const { capabilities, cluster } = context;
  const own = addressOn(node, Interface.INTERNAL);
  const host = capabilities.addressesOnly ? own.address : internalAlias(cluster, node.key);
  return {
    sure: own.sure || !capabilities.addressesOnly,
    replication: offer(sockets.replication, host, sockets.replication.port),
    http: offer(sockets.http, host, sockets.http.port),
  };
}

function offer(socket: Endpoint, host: string, port: number): Offer {
  return { socket, advertised: { host, port } };
}

function perNode(
  access: PeerAccess,
  node: PlacedNode,
  sockets: PeerSockets,
  context: PlanContext,
): NodePeer | undefined {
  const { capabilities, findings } = context;
  const path = `${node.kind === "member" ? "peers.members" : "peers.readOnlyReplicas"}[${node.index}]`;
  const asked = entryOf(node, access.members, access.readOnlyReplicas);
  if (typeof asked !== "object" || asked === null) {
    findings.problem({
      code: "peers.perNode.missing",
      path,
      got: `is ${quote(asked)}`,
      expected: "other nodes must be told how to reach every node",
      fix: `add { host, tcpPort, httpPort } for ${node.key}`,
    });
    return undefined;
  }
  const entry: Partial<Record<keyof NodePeerAddress, unknown>> = asked;
  const host = readHost(entry.host, `${path}.host`, capabilities, findings);
  const tcpPort = readPort(entry.tcpPort, `${path}.tcpPort`, findings);
  let httpPort = readPort(entry.httpPort, `${path}.httpPort`, findings);
  let httpPath = `${path}.httpPort`;
  if (capabilities.separateHttp) {
    httpPath = `${path}.internalHttpPort`;
    httpPort =
      entry.internalHttpPort === undefined
        ? sockets.http.port
        : readPort(entry.internalHttpPort, httpPath, findings);
  }
  if (host === undefined || tcpPort === undefined || httpPort === undefined) return undefined;
  const replication = offer(sockets.replication, host, tcpPort);
  const http = offer(sockets.http, host, httpPort);
  const stated = { path: `${path}.host`, host: entry.host };
  if (leads(replication, `${path}.tcpPort`, node, stated, context))
    leads(http, httpPath, node, stated, context);
  return { sure: true, replication, http, ...(isIpv4(host) ? {} : { alias: host }) };
}

/** Follows what peers dial to the socket that they would reach; whether the host leads to the node at all. */
function leads(
  { socket, advertised }: Offer,
  portPath: string,
  node: PlacedNode,
  stated: { readonly path: string; readonly host: unknown },
  context: PlanContext,
): boolean {
  const { findings, refusedPorts } = context;
  const { path } = stated;
  const { host, port } = advertised;
  const got = `is ${quote(stated.host)}`;
  const internal = addressOn(node, Interface.INTERNAL);
  const own = isIpv4(host)
    ? [internal, addressOn(node, Interface.EXTERNAL)].find(({ address }) => address === host)
    : internal;
  // An address that was refused may be the very one that is stated.
  const refused = !internal.sure || !addressOn(node, Interface.EXTERNAL).sure;
  if (isLoopbackHost(host) || (own === undefined && !refused)) {
    findings.problem({
      code: "peers.unreachable",
      path,
      got,
      expected: `no network that the nodes share leads from there to ${node.key}`,
      fix: `use a name, which becomes its alias on the internal network, or its address ${internal.sure ? internal.address : "there"}`,
    });
    return false;
  }
  if (port !== socket.port) {
    if (refusedPorts.includes(socket.kind)) return true;
    findings.problem({
      code: "peers.port",
      path: portPath,
      got: `is ${port}`,
      expected: `nodes on one Docker host meet without a translation of ports, and ${node.key} listens on ${socket.port}`,
      fix: `use ${socket.port}, or set ports.${socket.kind}`,
    });
  } else if (!refused && socket.bind !== ALL && socket.bind !== own?.address) {
    findings.problem({
      code: "peers.bind",
      path,
      got,
      expected: `${socket.kind} of ${node.key} listens on ${socket.bind} only`,
      fix: `use ${socket.bind}, or bindings: { ${socket.kind}: Binding.ALL_INTERFACES }`,
    });
  }
  return true;
}

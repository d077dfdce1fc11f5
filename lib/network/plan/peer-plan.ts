import { checkInstance } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { NodeAddresses } from "./address-plan";
import type { Capabilities } from "./capabilities";
import { EndpointKind, Interface } from "../model/endpoint";
import { isLoopbackHost, readHost } from "./host-reading";
import { isIpv4 } from "../model/ipv4";
import { internalAlias } from "../model/names";
import { entryOf } from "./node-entry";
import type { NodeIdentity } from "./node-plan";
import { PeerAccess, type NodePeerAddress } from "../asked/peer-access";
import { readPort } from "./port-reading";
import type { Endpoint, HostPort } from "../model/topology";

/** What the other nodes are told about one node. */
export interface NodePeerPlan {
  readonly replication: HostPort;
  readonly http: HostPort;
  /** The node's alias on the internal network, where it is not the planned one. */
  readonly alias?: string;
}

/** What planning a `PeerAccess` starts from. */
export interface PeerContext {
  readonly cluster: string;
  readonly capabilities: Capabilities;
  readonly nodes: readonly NodeIdentity[];
  readonly addresses: ReadonlyMap<string, NodeAddresses>;
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
  readonly findings: Findings;
}

/** The socket that serves gossip and elections. */
export function nodeHttpKind(capabilities: Capabilities): EndpointKind {
  return capabilities.separateHttp ? EndpointKind.INTERNAL_HTTP : EndpointKind.HTTP;
}

/** Plans what nodes are told about each other. */
export function planPeers(access: unknown, context: PeerContext): ReadonlyMap<string, NodePeerPlan> {
  const wrong = {
    code: "peers",
    path: "peers",
    what: "a PeerAccess",
    fix: "use PeerAccess.withinNetwork() or PeerAccess.perNode([ … ])",
  };
  const given = access === undefined ? PeerAccess.withinNetwork() : access;
  const asked = checkInstance(given, PeerAccess, wrong, context.findings);
  const plans = new Map<string, NodePeerPlan>();
  if (asked === undefined) return plans;
  for (const node of context.nodes) {
    const plan = asked.members === undefined ? withinNetwork(node, context) : perNode(asked, node, context);
    if (plan !== undefined) plans.set(node.key, plan);
  }
  return plans;
}

function withinNetwork(node: NodeIdentity, context: PeerContext): NodePeerPlan | undefined {
  const { capabilities, cluster } = context;
  const address = context.addresses.get(node.key)?.[Interface.INTERNAL];
  const replication = endpoint(node, EndpointKind.INTERNAL_TCP, context);
  const http = endpoint(node, nodeHttpKind(capabilities), context);
  const host = capabilities.addressesOnly ? address : internalAlias(cluster, node.key);
  if (host === undefined || replication === undefined || http === undefined) return undefined;
  return { replication: { host, port: replication.port }, http: { host, port: http.port } };
}

function perNode(access: PeerAccess, node: NodeIdentity, context: PeerContext): NodePeerPlan | undefined {
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
  const entry = asked as Partial<Record<keyof NodePeerAddress, unknown>>;
  const host = readHost(entry.host, `${path}.host`, capabilities, findings);
  const tcp = readPort(entry.tcpPort, `${path}.tcpPort`, findings);
  const http = readPort(entry.httpPort, `${path}.httpPort`, findings);
  const replication = endpoint(node, EndpointKind.INTERNAL_TCP, context);
  const gossip = endpoint(node, nodeHttpKind(capabilities), context);
  let gossipPort = http;
  let gossipPath = `${path}.httpPort`;
  if (capabilities.separateHttp) {
    gossipPath = `${path}.internalHttpPort`;
    gossipPort =
      entry.internalHttpPort === undefined
        ? gossip?.port
        : readPort(entry.internalHttpPort, gossipPath, findings);
  }
  if (host === undefined || tcp === undefined || gossipPort === undefined) return undefined;
  const told = { path, host: entry.host };
  judge(node, { host, port: tcp }, replication, `${path}.tcpPort`, told, context);
  judge(node, { host, port: gossipPort }, gossip, gossipPath, told, context);
  const plan = { replication: { host, port: tcp }, http: { host, port: gossipPort } };
  return isIpv4(host) ? plan : { ...plan, alias: host };
}

/** Follows what peers are told to the socket that they would reach. */
function judge(
  node: NodeIdentity,
  dialled: HostPort,
  socket: Endpoint | undefined,
  portPath: string,
  told: { readonly path: string; readonly host: unknown },
  context: PeerContext,
): void {
  if (socket === undefined) return;
  const { findings } = context;
  const path = `${told.path}.host`;
  const got = `is ${quote(told.host)}`;
  const own = context.addresses.get(node.key) ?? {};
  const reached = isIpv4(dialled.host)
    ? Object.values(own).find((address) => address === dialled.host)
    : own[Interface.INTERNAL];
  if (reached === undefined || isLoopbackHost(dialled.host)) {
    if (findings.hasProblemAt(path)) return;
    findings.problem({
      code: "peers.unreachable",
      path,
      got,
      expected: `no network that the nodes share leads from there to ${node.key}`,
      fix: `use a name, which becomes its alias on the internal network, or its address ${own[Interface.INTERNAL] ?? "there"}`,
    });
    return;
  }
  if (dialled.port !== socket.port) {
    findings.problem({
      code: "peers.port",
      path: portPath,
      got: `is ${dialled.port}`,
      expected: `nodes on one Docker host meet without a translation of ports, and ${node.key} listens on ${socket.port}`,
      fix: `use ${socket.port}, or set ports.${socket.kind}`,
    });
  } else if (socket.bind !== "0.0.0.0" && socket.bind !== reached) {
    findings.problem({
      code: "peers.bind",
      path,
      got,
      expected: `${socket.kind} of ${node.key} listens on ${socket.bind} only`,
      fix: `use ${socket.bind}, or bindings: { ${socket.kind}: Binding.ALL_INTERFACES }`,
    });
  }
}

function endpoint(node: NodeIdentity, kind: EndpointKind, context: PeerContext): Endpoint | undefined {
  return context.endpoints.get(node.key)?.find((e) => e.kind === kind);
}

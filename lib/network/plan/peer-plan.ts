import { checkInstance, checkKeys, readOptions } from "../../problem/checked";
import { quote } from "../../problem/quote";
import { Interface } from "../model/endpoint";
import { isLoopbackHost, readHost } from "./host-reading";
import { isIpv4 } from "../model/ipv4";
import { internalAlias } from "../model/names";
import { checkOneHttpPort, peersThroughHosts } from "./peers-through-hosts";
import { readEntries, type NodeEntry } from "./node-entry";
import type { PlanContext } from "./plan-context";
import {
  placeOn,
  portPropOf,
  type ListeningNode,
  type NodePeer,
  type Offer,
  type PeeredNode,
  type PeerSockets,
} from "./planned-node";
import { PeerAccess, type NodePeerAddress } from "../asked/peer-access";
import { readPort } from "./port-reading";
import type { Endpoint } from "../model/topology";

/** Plans how nodes are advertised to each other; nothing where there is one only. */
export function planPeers(
  access: unknown,
  nodes: readonly ListeningNode[],
  context: PlanContext,
): readonly PeeredNode[] {
  if (context.single) return nodes;
  const { hosts, findings } = context;
  const fix = "use PeerAccess.withinNetwork(), PeerAccess.throughHosts() or PeerAccess.perNode([ … ])";
  const otherwise = hosts.addressed === undefined ? PeerAccess.withinNetwork() : PeerAccess.throughHosts();
  const given = access === undefined ? otherwise : access;
  const asked = checkInstance(given, PeerAccess, { what: "a PeerAccess", fix }, findings.at("peers"));
  if (asked?.kind === "throughHosts") return peersThroughHosts(asked.options, nodes, context);
  if (asked?.kind === "withinNetwork" && hosts.all.length > 1) {
    findings.problem({
      code: "peers.hosts",
      path: "peers",
      got: `is PeerAccess.withinNetwork with ${hosts.all.length} hosts`,
      expected:
        "nodes dial names that a network of one host gives, and other hosts have networks of their own",
      fix: "leave it out for PeerAccess.throughHosts()",
    });
    return peersThroughHosts({}, nodes, context);
  }
  const entryOf = asked?.kind === "perNode" ? entriesOf(asked, nodes, context) : undefined;
  return nodes.map((node) => {
    const { betweenNodes: sockets } = node;
    if (sockets === undefined) return node;
    const planned = withinNetwork(node, sockets, context);
    if (asked === undefined) return { ...node, peer: { ...planned, sure: false } };
    if (entryOf === undefined) return { ...node, peer: planned };
    return { ...node, peer: perNode(entryOf(node), node, sockets, context) ?? { ...planned, sure: false } };
  });
}

function entriesOf(
  access: PeerAccess,
  nodes: readonly ListeningNode[],
  { findings }: PlanContext,
): (node: ListeningNode) => NodeEntry | undefined {
  const fix = "use PeerAccess.perNode([{ host, tcpPort, httpPort }, …])";
  const options = readOptions(access.options, ["readOnlyReplicas"], fix, findings.at("peers"));
  const lists = {
    members: { value: access.members, path: "peers.members" },
    readOnlyReplicas: { value: options?.readOnlyReplicas, path: "peers.readOnlyReplicas" },
    fix,
  };
  return readEntries(lists, nodes, findings);
}

const ENTRY: readonly (keyof NodePeerAddress)[] = ["host", "tcpPort", "httpPort", "internalHttpPort"];

function withinNetwork(node: ListeningNode, sockets: PeerSockets, context: PlanContext): NodePeer {
  const { capabilities, cluster } = context;
  const own = placeOn(node, Interface.INTERNAL);
  const host = capabilities.addressesOnly ? own.address : internalAlias(cluster, node.key);
  return {
    sure: own.sure || !capabilities.addressesOnly,
    replication: ownPort(node, sockets.replication, host),
    http: ownPort(node, sockets.http, host),
  };
}

function ownPort(node: ListeningNode, socket: Endpoint, host: string): Offer {
  return {
    socket,
    advertised: { host, port: socket.port },
    props: { host: "peers", port: portPropOf(node, socket.kind) },
  };
}

function perNode(
  given: NodeEntry | undefined,
  node: ListeningNode,
  sockets: PeerSockets,
  context: PlanContext,
): NodePeer | undefined {
  const { capabilities, findings, hosts } = context;
  const onHost = hosts.addressed?.get(node.host);
  if (given === undefined) return undefined;
  const { value: asked, path } = given;
  if (typeof asked !== "object" || asked === null || Array.isArray(asked)) {
    findings.problem({
      code: "peers.perNode.missing",
      path,
      got: asked === undefined ? "is missing" : `is ${quote(asked)}`,
      expected: "every node advertises to the others where they reach it",
      fix: `add { host, tcpPort, httpPort } for ${node.key}`,
    });
    return undefined;
  }
  const entry: Partial<Record<keyof NodePeerAddress, unknown>> = asked;
  checkKeys(asked, ENTRY, findings.at(path));
  const host = readHost(entry.host, `${path}.host`, capabilities, findings);
  const tcpPort = readPort(entry.tcpPort, `${path}.tcpPort`, findings);
  const onePort = readPort(entry.httpPort, `${path}.httpPort`, findings);
  // Wrong is wrong, also where the release has no such port.
  const internalPort =
    entry.internalHttpPort === undefined
      ? sockets.http.port
      : readPort(entry.internalHttpPort, `${path}.internalHttpPort`, findings);
  const [httpPort, httpPath] = capabilities.separateHttp
    ? [internalPort, `${path}.internalHttpPort`]
    : [onePort, `${path}.httpPort`];
  if (host === undefined || tcpPort === undefined || httpPort === undefined) return undefined;
  if (onHost !== undefined && !checkOneHttpPort(node, httpPort, httpPath, context)) return undefined;
  return {
    sure: true,
    replication: {
      socket: sockets.replication,
      advertised: { host, port: tcpPort },
      props: { host: `${path}.host`, port: `${path}.tcpPort` },
    },
    http: {
      socket: sockets.http,
      advertised: { host, port: httpPort },
      props: { host: `${path}.host`, port: httpPath },
    },
    ...(onHost === undefined && !isIpv4(host) && !isLoopbackHost(host) ? { alias: host } : {}),
    ...(onHost === undefined ? {} : { publishedOn: onHost.host.internalAddress }),
  };
}

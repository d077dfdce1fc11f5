import { Audience } from "../network/model/audience";
import { connectionString } from "../network/model/connection-string";
import { EndpointKind, Interface } from "../network/model/endpoint";
import { isKnownAtApply } from "../network/model/host-name";
import {
  endpointOf,
  shownHost,
  type ClientProtocol,
  type ClusterNode,
  type Endpoint,
  type Topology,
} from "../network/model/topology";
import { refuseArgument } from "../problem/argument";

/*
 * What every form of a report says in the same words.
 */

const LISTS = ["networks", "nodes", "audiences", "hosts"] as const satisfies readonly (keyof Topology)[];

/**
 * Refuses what is no topology.
 * @param called the function that was called with it
 */
export function checkTopology(given: unknown, called: (...args: never) => unknown): void {
  const topology = given as Partial<Topology> | null | undefined;
  if (LISTS.every((list) => Array.isArray(topology?.[list]))) return;
  refuseArgument(given, { path: "topology", what: "a Topology", fix: "pass cluster.topology" }, called);
}

/** What is secure of a cluster; what is not is in capitals. */
export function security({ secure, clientProtocol, nodes }: Topology): string {
  if (!secure) return "INSECURE: no TLS, no authentication";
  if (clientProtocol !== "tcp") return "TLS";
  const betweenNodes = nodes.every((node) => endpointOf(node, EndpointKind.INTERNAL_TCP)?.tls !== false);
  return betweenNodes
    ? "TLS on TCP; HTTP IS PLAIN"
    : "TLS on TCP for clients; HTTP AND REPLICATION ARE PLAIN";
}

/** Whether an endpoint is plain in a cluster that is secure. */
export function isPlain({ secure }: Topology, { tls }: Endpoint): boolean {
  return secure && !tls;
}

/** A node, with what it is where it is no member. */
export function nodeTitle({ name, kind }: ClusterNode, apart: string): string {
  return kind === "readOnlyReplica" ? `${name}${apart}read-only replica` : name;
}

/** A Docker name; one that only Terraform knows is said to be so. */
export function dockerName(name: string): string {
  return isKnownAtApply(name) ? "(named at apply)" : name;
}

/** What clients speak: the release's own protocol first. */
export function protocolsOf({ clientProtocol, nodes }: Topology): readonly ClientProtocol[] {
  if (clientProtocol === "tcp") return ["tcp"];
  return nodes.every(({ advertised }) => advertised.externalTcp !== undefined) ? ["grpc", "tcp"] : ["grpc"];
}

/** A connection string for people to read: what only Terraform knows is said to be so. */
export function shownString(topology: Topology, protocol: ClientProtocol): string {
  return connectionString(topology, { protocol }).replace(/\$\{[^}]*\}/g, shownHost);
}

/** Under one name inside and outside, the host has to know the names: the lines for its file. */
export function hostsFile({ audiences, nodes }: Topology): readonly string[] {
  if (!audiences.includes(Audience.HOST) || !audiences.includes(Audience.NETWORK)) return [];
  const named = nodes.filter(({ attachments, advertised }) =>
    attachments.some((a) => a.interface === Interface.EXTERNAL && a.aliases.includes(advertised.http.host)),
  );
  return named.map((node) => `${hostAddress(node)} ${node.advertised.http.host}`);
}

function hostAddress(node: ClusterNode): string {
  const ip = node.published[0]?.hostIp ?? "127.0.0.1";
  return ip === "0.0.0.0" ? "127.0.0.1" : ip;
}

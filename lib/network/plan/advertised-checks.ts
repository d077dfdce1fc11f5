import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClientPlan } from "./access/node-client";
import { Audience } from "../model/audience";
import { isIpv4 } from "../model/ipv4";
import { externalAlias, internalAlias } from "../model/names";
import type { NetworkPlan } from "./network-plan";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";
import type { HostPort } from "../model/topology";

/** What a node advertises of one of its sockets. */
interface Advert {
  readonly node: string;
  readonly what: string;
  readonly at: HostPort;
}

/** To whom nodes advertise themselves, by the prop that says how. */
type Listener = "clients" | "peers";

/** What is advertised must lead to the one node that it names, whoever dials it. */
export function checkAdvertised(
  nodes: readonly PlannedNode[],
  clients: Pick<ClientPlan, "sure" | "audiences">,
  context: PlanContext,
): void {
  const { findings } = context;
  const toClients = nodes.flatMap(({ key, client, toClients }): readonly Advert[] =>
    !client.sure
      ? []
      : toClients.map(({ socket, advertised }) => ({ node: key, what: socket.kind, at: advertised })),
  );
  const toPeers = nodes.flatMap(({ key, peer }): readonly Advert[] =>
    peer?.sure !== true
      ? []
      : [
          { node: key, what: "internalTcp", at: peer.replication.advertised },
          { node: key, what: "http", at: peer.http.advertised },
        ],
  );
  const distinct: Readonly<Record<Listener, boolean>> = {
    clients: checkDistinct(toClients, "clients", findings),
    peers: checkDistinct(toPeers, "peers", findings),
  };
  // What is advertised for two nodes is a name of two as well.
  checkAliases(nodes, context, {
    clients: distinct.clients && clients.sure,
    peers: distinct.peers && nodes.every(({ peer }) => peer?.sure !== false),
  });
  checkHostIsNoNode(nodes, clients.audiences, context);
  checkClientAddress(nodes, context);
}

/** Whether nothing is advertised for two nodes. */
function checkDistinct(adverts: readonly Advert[], path: Listener, findings: Findings): boolean {
  const owners = new Map<string, string>();
  for (const { node, what, at } of adverts) {
    const key = `${at.host}:${at.port}`;
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, `${what} of ${node}`);
      continue;
    }
    findings.problem({
      code: "advertised.twice",
      path,
      got: `tells ${key} for ${owner} and for ${what} of ${node}`,
      expected: "whoever dials it must reach exactly one node",
      fix: "give every node a host or a port of its own",
    });
    return false;
  }
  return true;
}

/** The names that Docker's DNS knows without being told, each with the node it stands for. */
function plannedNames(nodes: readonly PlannedNode[], cluster: string): Map<string, string> {
  // A container's own name is answered on every network that it joins.
  const names = new Map(nodes.map((n) => [n.name.toLowerCase(), `the container's name of ${n.key}`]));
  for (const node of nodes) {
    names.set(externalAlias(cluster, node.key), `the name of ${node.key} on the external network`);
    if (node.peer !== undefined) {
      names.set(internalAlias(cluster, node.key), `the name of ${node.key} on the internal network`);
    }
  }
  return names;
}

/** Docker resolves a name that stands for two addresses to either of them. */
function checkAliases(
  nodes: readonly PlannedNode[],
  { cluster, findings }: PlanContext,
  sure: Readonly<Record<Listener, boolean>>,
): void {
  const owners = plannedNames(nodes, cluster);
  const reported = new Set<Listener>();
  for (const { key, client, peer } of nodes) {
    const named: readonly (readonly [Listener, string, string])[] = [
      ...client.aliases.map((alias) => ["clients", alias, externalAlias(cluster, key)] as const),
      ...(peer?.alias === undefined ? [] : [["peers", peer.alias, internalAlias(cluster, key)] as const]),
    ];
    for (const [path, alias, own] of named) {
      const owner = owners.get(alias);
      if (owner !== undefined && alias !== own && sure[path] && !reported.has(path)) {
        reported.add(path);
        findings.problem({
          code: "alias.twice",
          path,
          got: `uses the name "${alias}" for ${key}, which is also ${owner}`,
          expected: "Docker resolves a name that stands for two addresses to either of them",
          fix: "use a name of its own for every node and for each of the two networks",
        });
      }
      owners.set(alias, `the name of ${key} for ${path === "peers" ? "nodes" : "clients"}`);
    }
  }
}

/** Where clients come through the Docker host, its name must not lead to a node first. */
function checkHostIsNoNode(
  nodes: readonly PlannedNode[],
  audiences: readonly Audience[],
  { cluster, networks, findings }: PlanContext,
): void {
  const names = plannedNames(nodes, cluster);
  // Only containers on the external network resolve the nodes' names.
  const resolved = audiences.includes(Audience.NETWORK);
  for (const { client } of nodes) {
    if (client.publishedOn === undefined || client.direct) continue;
    const { host } = client.http;
    const owner = isIpv4(host) ? ownerOfAddress(host, networks) : resolved ? names.get(host) : undefined;
    if (owner === undefined) continue;
    findings.problem({
      code: "clients.host.node",
      path: client.path,
      got: `is ${quote(host)}, which is ${owner}`,
      expected: "clients that resolve it there miss the ports published on the Docker host",
      fix: "use a name or an address of the Docker host",
    });
    return;
  }
}

function ownerOfAddress(address: string, networks: readonly NetworkPlan[]): string | undefined {
  const network = networks.find(({ range }) => range.contains(address));
  return network && `an address of ${network.path}.cidr "${network.network.cidr}"`;
}

/** A release without an address of its own for clients tells them what it tells nodes. */
function checkClientAddress(
  nodes: readonly PlannedNode[],
  { capabilities, secure, findings }: PlanContext,
): void {
  // An insecure cluster that the release does not know was refused for the same reason.
  if (capabilities.clientAddress || (!secure && !capabilities.insecure)) return;
  const apart = nodes.some(({ client, peer }) => {
    if (!client.sure || peer?.sure !== true) return false;
    const { host, port } = peer.http.advertised;
    return client.http.host !== host || client.http.port !== port;
  });
  if (!apart) return;
  findings.problem({
    code: "clients.address.release",
    path: "clients",
    got: `need another address than nodes on ${capabilities.release}`,
    expected: `${capabilities.release} tells clients what it tells nodes; ${capabilities.clientAddressReleases} keep them apart`,
    fix: 'use version: "20.6.1" or later, or a cluster of one member',
  });
}

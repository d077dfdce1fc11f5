import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClientPlan } from "./access/client-context";
import { Audience } from "../model/audience";
import type { Capabilities } from "./capabilities";
import { type Interface } from "../model/endpoint";
import { isIpv4 } from "../model/ipv4";
import { externalAlias, internalAlias } from "../model/names";
import type { NetworkPlan } from "./network-plan";
import type { NodeIdentity } from "./node-plan";
import type { NodePeerPlan } from "./peer-plan";
import type { HostPort } from "../model/topology";

/** Everything that anybody is told, and where the names and addresses in it may lead. */
export interface ToldContext {
  readonly cluster: string;
  readonly capabilities: Capabilities;
  readonly nodes: readonly NodeIdentity[];
  readonly networks: Readonly<Partial<Record<Interface, NetworkPlan>>>;
  readonly clients: ClientPlan;
  readonly peers: ReadonlyMap<string, NodePeerPlan>;
  readonly findings: Findings;
}

interface Told {
  readonly node: string;
  readonly what: string;
  readonly at: HostPort;
}

/** What is told must lead to the one node that it names, whoever dials it. */
export function checkTold(context: ToldContext): void {
  const { nodes, clients, peers, findings } = context;
  const toClients = nodes.flatMap((node): readonly Told[] => {
    const plan = clients.nodes.get(node.key);
    if (plan === undefined) return [];
    const http = { node: node.key, what: "http", at: plan.http };
    const tcp = plan.externalTcp;
    return tcp === undefined ? [http] : [http, { node: node.key, what: "externalTcp", at: tcp }];
  });
  const toPeers = nodes.flatMap((node): readonly Told[] => {
    const plan = peers.get(node.key);
    if (plan === undefined) return [];
    return [
      { node: node.key, what: "internalTcp", at: plan.replication },
      { node: node.key, what: "http", at: plan.http },
    ];
  });
  checkDistinct(toClients, "clients", findings);
  checkDistinct(toPeers, "peers", findings);
  checkAliases(context);
  checkHostIsNoNode(context);
  checkClientAddress(context);
}

function checkDistinct(told: readonly Told[], path: string, findings: Findings): void {
  const owners = new Map<string, string>();
  for (const { node, what, at } of told) {
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
    return;
  }
}

/** The names that Docker's DNS knows without being told, each with the node it stands for. */
function plannedNames({ cluster, nodes, peers }: ToldContext): Map<string, string> {
  // A container's own name is answered on every network that it joins.
  const names = new Map(nodes.map((n) => [n.name.toLowerCase(), `the container's name of ${n.key}`]));
  for (const node of nodes) {
    names.set(externalAlias(cluster, node.key), `the name of ${node.key} on the external network`);
    if (peers.size > 0) {
      names.set(internalAlias(cluster, node.key), `the name of ${node.key} on the internal network`);
    }
  }
  return names;
}

/** Docker resolves a name that stands for two addresses to either of them. */
function checkAliases(context: ToldContext): void {
  const { cluster, nodes, clients, peers, findings } = context;
  const owners = plannedNames(context);
  for (const node of nodes) {
    const peer = peers.get(node.key)?.alias;
    const named: readonly (readonly [string, string, string])[] = [
      ...(clients.nodes.get(node.key)?.aliases ?? []).map(
        (alias) => ["clients", alias, externalAlias(cluster, node.key)] as const,
      ),
      ...(peer === undefined ? [] : [["peers", peer, internalAlias(cluster, node.key)] as const]),
    ];
    for (const [path, alias, own] of named) {
      const owner = owners.get(alias);
      if (owner !== undefined && alias !== own && !findings.hasProblemAt(path)) {
        findings.problem({
          code: "alias.twice",
          path,
          got: `uses the name "${alias}" for ${node.key}, which is also ${owner}`,
          expected: "Docker resolves a name that stands for two addresses to either of them",
          fix: "use a name of its own for every node and for each of the two networks",
        });
      }
      owners.set(alias, `the name of ${node.key} for ${path === "peers" ? "nodes" : "clients"}`);
    }
  }
}

/** Where clients come through the Docker host, its name must not lead to a node first. */
function checkHostIsNoNode(context: ToldContext): void {
  const { nodes, networks, clients, findings } = context;
  const names = plannedNames(context);
  // Only containers on the external network resolve the nodes' names.
  const resolved = clients.audiences.includes(Audience.NETWORK);
  for (const node of nodes) {
    const plan = clients.nodes.get(node.key);
    if (plan?.publishedOn === undefined || plan.direct) continue;
    const { host } = plan.http;
    const owner = isIpv4(host) ? ownerOfAddress(host, networks) : resolved ? names.get(host) : undefined;
    if (owner === undefined) continue;
    findings.problem({
      code: "clients.host.node",
      path: plan.path,
      got: `is ${quote(host)}, which is ${owner}`,
      expected: "clients that resolve it there miss the ports published on the Docker host",
      fix: "use a name or an address of the Docker host",
    });
    return;
  }
}

function ownerOfAddress(address: string, networks: ToldContext["networks"]): string | undefined {
  const network = Object.values(networks).find(({ range }) => range.contains(address));
  return network && `an address of ${network.path}.cidr "${network.network.cidr}"`;
}

/** A release without an address of its own for clients tells them what it tells nodes. */
function checkClientAddress(context: ToldContext): void {
  const { capabilities, nodes, clients, peers, findings } = context;
  if (capabilities.clientAddress || findings.hasProblemAt("security")) return;
  const apart = nodes.some((node) => {
    const client = clients.nodes.get(node.key)?.http;
    const peer = peers.get(node.key)?.http;
    return (
      client !== undefined && peer !== undefined && (client.host !== peer.host || client.port !== peer.port)
    );
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

import type { NodeKind } from "./topology";

/** Whether a word of the user's can stand in names, and in the addresses of resources in Terraform. */
export function isNamePart(word: string, longest: number): boolean {
  return word.length <= longest && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(word);
}

/** What stands for the Docker host of a cluster that names none. */
export const UNNAMED_HOST = "docker";

/** How a part is called that a cluster has on each of its Docker hosts; no other name has an underscore. */
export function partOnHost(part: string, host: string): string {
  return host === UNNAMED_HOST ? part : `${part}_${host}`;
}

/** The container that lets the nodes in. */
export function gateName(cluster: string): string {
  return `${cluster}-ready`;
}

/** The container by which the gate gets at the nodes of another Docker host. */
export function keeperName(cluster: string): string {
  return `${cluster}-keeper`;
}

/** What the names of the containers begin with that await nodes in a rollout. */
export function rolloutName(cluster: string): string {
  return `${cluster}-rollout`;
}

/** The container that holds the cluster's name on its engine. */
export function claimName(cluster: string): string {
  return `${cluster}-claim`;
}

/**
 * The network on which nodes meet. Where they meet through Docker hosts, what is published arrives over the first network by
 * name: its name comes before those of the networks for clients.
 */
export function nodesNetworkName(cluster: string, throughHosts: boolean): string {
  return `${cluster}-${throughHosts ? "between-nodes" : "internal"}`;
}

/** The container that puts a node's settings and certificate in place, by the name of the node's own. */
export function installerName(node: string): string {
  return `${node}-installer`;
}

/*
 * A node's aliases differ from side to side, and from its container's name, because Docker resolves a name
 * that is known on two networks to either of them.
 */

/** How a kind of node is called in names and keys. */
export function wordOf(kind: NodeKind): string {
  return kind === "member" ? "node" : "replica";
}

/** The name under which other nodes dial a node. */
export function internalAlias(cluster: string, key: string): string {
  return `${key}.${cluster}.internal`.toLowerCase();
}

/** The name under which containers on the external network dial a node. */
export function externalAlias(cluster: string, key: string): string {
  return `${key}.${cluster}.external`.toLowerCase();
}

/** What stands for the external network among the keys of additional ones. */
export const EXTERNAL_KEY = "external";

/** The name under which whoever is on an additional network dials a node, on whatever other networks he is. */
export function additionalAlias(cluster: string, key: string, network: string): string {
  return `${key}.${cluster}.${network}`.toLowerCase();
}

/** The name of a node inside and outside alike, under `ClientAccess.everywhere`. */
export function publicName(kind: NodeKind, index: number, domain: string): string {
  return `${wordOf(kind)}${index}.${domain}`;
}

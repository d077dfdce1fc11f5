import type { HostSite } from "../machine/docker-hosts";

/*
 * Clusters of a node on each host, written by hand: what the hosts of this test are held against, before anything that
 * the library synthesizes is.
 */

export const NAME = "probe-hand";
/** Published ports arrive over the first network by name. */
export const BETWEEN_NODES = `${NAME}-between-nodes`;
export const FOR_CLIENTS = `${NAME}-external`;

/** The addresses of a host on which something is published. */
export type Published = "internal" | "external" | "all";

/** A port of a node that a port of its host leads to. */
export interface HandPort {
  readonly on: Published;
  readonly hostPort: number;
  readonly port: number;
  /** What the server calls it. */
  readonly serves: string;
  /** Whether it listens on the network between nodes alone. */
  readonly betweenNodes?: true;
}

/** The node on a host. */
export interface HandNode {
  readonly site: HostSite;
  readonly name: string;
  /** Its addresses on the networks, which have the same ranges on every host. */
  readonly betweenNodes: string;
  readonly forClients: string;
}

/** A cluster that was written by hand. */
export interface ByHand {
  readonly id: string;
  readonly what: string;
  readonly release: string;
  readonly ports: readonly HandPort[];
  /** Where a node asks itself for its state. */
  readonly http: number;
  /** What it calls who leads, and who follows. */
  readonly states: readonly [leads: string, follows: string];
  /** The settings of a node, with the names of the environment but without their prefix. */
  readonly settings: (
    node: HandNode,
    others: readonly HandNode[],
  ) => Readonly<Record<string, string | number>>;
}

export const BY_HAND: readonly ByHand[] = [
  {
    id: "hand-24",
    what: "written by hand: 24.10 on three hosts, HTTP by one binding on all addresses",
    release: "24.10.4",
    ports: [
      { on: "internal", hostPort: 11112, port: 1112, serves: "internalTcp", betweenNodes: true },
      // Two bindings on one port of a container come back from the engine in another order.
      { on: "all", hostPort: 12113, port: 2113, serves: "http" },
    ],
    http: 2113,
    states: ["leader", "follower"],
    settings: ({ site, betweenNodes }, others) => ({
      INSECURE: "true",
      GOSSIP_SEED: others.map((other) => `${other.site.internalAddress}:12113`).join(","),
      REPLICATION_IP: betweenNodes,
      REPLICATION_HOST_ADVERTISE_AS: site.internalAddress,
      REPLICATION_TCP_PORT_ADVERTISE_AS: 11112,
      NODE_IP: "0.0.0.0",
      NODE_HOST_ADVERTISE_AS: site.internalAddress,
      NODE_PORT_ADVERTISE_AS: 12113,
      ADVERTISE_HOST_TO_CLIENT_AS: site.externalAddress,
      ADVERTISE_NODE_PORT_TO_CLIENT_AS: 12113,
    }),
  },
  {
    id: "hand-5",
    what: "written by hand: v5 on three hosts, each of the four ports translated and on its side alone",
    release: "5.0.11",
    ports: [
      { on: "internal", hostPort: 11112, port: 1112, serves: "internalTcp", betweenNodes: true },
      { on: "internal", hostPort: 12112, port: 2112, serves: "internalHttp" },
      { on: "external", hostPort: 11113, port: 1113, serves: "externalTcp" },
      { on: "external", hostPort: 12113, port: 2113, serves: "http" },
    ],
    http: 2113,
    states: ["master", "slave"],
    settings: ({ site, betweenNodes }, others) => ({
      GOSSIP_SEED: others.map((other) => `${other.site.internalAddress}:12112`).join(","),
      INT_IP: betweenNodes,
      INT_TCP_PORT: 1112,
      INT_HTTP_PORT: 2112,
      // One with the node's address would answer nobody who dials the host's.
      INT_HTTP_PREFIXES: "http://*:2112/",
      INT_IP_ADVERTISE_AS: site.internalAddress,
      INT_TCP_PORT_ADVERTISE_AS: 11112,
      INT_HTTP_PORT_ADVERTISE_AS: 12112,
      EXT_IP: "0.0.0.0",
      EXT_TCP_PORT: 1113,
      EXT_HTTP_PORT: 2113,
      EXT_HTTP_PREFIXES: "http://*:2113/",
      ADD_INTERFACE_PREFIXES: "false",
      EXT_IP_ADVERTISE_AS: site.externalAddress,
      EXT_TCP_PORT_ADVERTISE_AS: 11113,
      EXT_HTTP_PORT_ADVERTISE_AS: 12113,
    }),
  },
];

export function nodesOf(sites: readonly HostSite[]): readonly HandNode[] {
  return sites.map((site, i) => ({
    site,
    name: `${NAME}-node-${i}`,
    betweenNodes: `10.90.240.${11 + i}`,
    forClients: `10.90.241.${11 + i}`,
  }));
}

/** Whether a port of a host is open at an address of its. */
export function isPublished({ on }: HandPort, side: Exclude<Published, "all">): boolean {
  return on === "all" || on === side;
}

import type { Audience } from "../model/audience";
import type { PortPlan } from "./port-plan";

/** Options that every `ClientAccess` takes. */
export interface AudienceOptions {
  /**
   * Whom the access promises to serve. A promise that the one address in gossip cannot keep is a problem.
   * @default - as the access says
   */
  readonly audiences?: readonly Audience[];
  /**
   * On which networks containers are promised to be served, where `NETWORK` is: `"external"`, and keys of
   * `additionalNetworks`. A promise that the one address in gossip cannot keep on all of them is a problem.
   * @default - on all of them
   */
  readonly networks?: readonly string[];
}

/** Options of `ClientAccess.throughHost`. */
export interface ThroughHostOptions extends AudienceOptions {
  /**
   * The name or address under which clients reach the Docker host: `localhost` for processes on the host
   * only; an address or DNS name of the host that others can route to serves other machines and containers
   * too. Containers resolve a name by DNS only, not by the host's own hosts file. v5 takes addresses only (`localhost`
   * becomes 127.0.0.1). A token passes: what only Terraform knows is advertised to clients and stands in strings and
   * generated certificates, and is said to be unchecked.
   * Server option `AdvertiseHostToClientAs` (v5: `ExtIpAdvertiseAs`).
   */
  readonly host: string;
  /** The host port of each node. */
  readonly ports: PortPlan;
  /**
   * The host's address on which ports are published.
   * @default - 127.0.0.1 where `host` is a loopback host, else 0.0.0.0
   */
  readonly bindIp?: string;
}

/** Options of `ClientAccess.throughHosts`. */
export interface ThroughHostsOptions extends AudienceOptions {
  /**
   * The port of each node on its host. Nodes that share a host need different ones, as `PortPlan.sequential` gives them.
   * @default - `ports.http` and `ports.externalTcp` on every host
   */
  readonly ports?: PortPlan;
}

/** Options of `ClientAccess.everywhere`. */
export interface EverywhereOptions extends AudienceOptions {
  /** The domain of the nodes' public names: member n is `node<n>.<domain>`, replica n `replica<n>.<domain>`. */
  readonly domain: string;
  /** Each node's own port, inside and outside alike. Stands above `ports`. */
  readonly ports: PortPlan;
  /**
   * The host's address on which ports are published.
   * @default 127.0.0.1
   */
  readonly bindIp?: string;
}

/** What clients dial to get to one node. HTTP and TCP share one host, because the server has one. */
export interface NodeProxyAddress {
  /**
   * What clients are told to dial: a host name or an IPv4 address. A token passes where the host or other machines are
   * served, and is said to be unchecked.
   */
  readonly host: string;
  /** The HTTP port that clients are told. 1 to 65535. */
  readonly httpPort: number;
  /**
   * The port of the legacy TCP client protocol that clients are told; needed where external TCP is on.
   * @default - none
   */
  readonly tcpPort?: number;
}

/** How clients reach one node. */
export interface NodeClientAddress extends NodeProxyAddress {
  /**
   * The Docker host's address on which this node's ports are published, where the host has an address for each node.
   * @default - `bindIp` of all nodes
   */
  readonly bindIp?: string;
}

/** Options of `ClientAccess.perNode`. */
export interface PerNodeClientOptions extends AudienceOptions {
  /** Whom the addresses serve. */
  readonly audiences: readonly Audience[];
  /**
   * The addresses of the read-only replicas, in their order.
   * @default - none
   */
  readonly readOnlyReplicas?: readonly NodeClientAddress[];
  /**
   * The host's address on which ports are published, where the host or other machines are served.
   * @default - for each node: its `host` where that is a loopback address, or an address under which another node has
   * not the same port; 127.0.0.1 for a loopback name; else 0.0.0.0
   */
  readonly bindIp?: string;
}

/** Options of `ClientAccess.throughProxy`. */
export interface ThroughProxyOptions extends AudienceOptions {
  /** Whom the addresses serve. */
  readonly audiences: readonly Audience[];
  /**
   * The network over which it comes to the nodes: `"external"`, or a key of `additionalNetworks`.
   * @default "external"
   */
  readonly over?: string;
  /**
   * The addresses of the read-only replicas, in their order.
   * @default - none
   */
  readonly readOnlyReplicas?: readonly NodeProxyAddress[];
}

/**
 * How clients reach the nodes. Gossip carries one client address per node, so every promised audience is
 * served by that one address.
 */
export class ClientAccess {
  /** Containers dial network aliases; nothing is published. Serves `NETWORK`. */
  static withinNetwork(options: AudienceOptions = {}): ClientAccess {
    return new ClientAccess({ kind: "withinNetwork", options });
  }

  /**
   * Each node is published on its own port of the Docker host and advertised as host:port.
   * Serves `HOST` with a loopback host, `HOST` and `NETWORK` with a name that Docker Desktop and the like give their own
   * machine (`host.docker.internal`), else `HOST`, `NETWORK` and `REMOTE`.
   */
  static throughHost(options: ThroughHostOptions): ClientAccess {
    return new ClientAccess({ kind: "throughHost", options });
  }

  /**
   * Each node is published on the `externalAddress` of its own host of `hosts`, and advertised by that, or by the host's
   * `externalName`. The default with `hosts`, and only with them. Serves `HOST` and `NETWORK`, each on every host, and
   * `REMOTE`. From 20.6 nodes dial the same HTTP port, so that it is published on all addresses of the host where it has
   * two.
   */
  static throughHosts(options: ThroughHostsOptions = {}): ClientAccess {
    return new ClientAccess({ kind: "throughHosts", options });
  }

  /**
   * One name and one port that work inside and outside alike, for laptops and CI: node n listens on its own
   * port, published one to one, and its network alias is its public name. The host resolves those names to
   * itself. Serves `HOST` and `NETWORK`. Not on v5, which takes addresses only.
   */
  static everywhere(options: EverywhereOptions): ClientAccess {
    return new ClientAccess({ kind: "everywhere", options });
  }

  /**
   * Every member's address, one by one, for the audiences told in `options`.
   * Where only containers are served, the host becomes a network alias and the port is the node's own;
   * where the host or other machines are served, the ports are published on the Docker host. With `hosts` they are for every
   * audience, on `externalAddress` of the host that the node is on, to which its address must lead; a `bindIp` is one of that
   * host's addresses, or 0.0.0.0.
   */
  static perNode(members: readonly NodeClientAddress[], options: PerNodeClientOptions): ClientAccess {
    return new ClientAccess({ kind: "perNode", options, members });
  }

  /**
   * Something of yours leads from these addresses to the nodes: a proxy or load balancer that passes TLS through, an SSH
   * tunnel. Nothing is published. Every node has an address of its own, because gossip tells clients which node leads.
   * That each address leads to its node's HTTP port (and TCP port) on the network `over` is your word, `"unchecked"` in
   * `cluster.reachability`; that the node listens there, and has a certificate with the dialled name, is checked.
   * Where containers are served too, and every port is the node's own, they dial the names as network aliases, without
   * the proxy.
   */
  static throughProxy(members: readonly NodeProxyAddress[], options: ThroughProxyOptions): ClientAccess {
    return new ClientAccess({ kind: "throughProxy", options, members });
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /**
     * What was asked for, as plain data.
     * @internal
     */
    readonly request: ClientAccessRequest,
  ) {}
}

/**
 * What a `ClientAccess` holds: what it was made with, as it came, read by the planning.
 * @internal
 */
export type ClientAccessRequest =
  | { readonly kind: "withinNetwork"; readonly options: unknown }
  | { readonly kind: "throughHost"; readonly options: unknown }
  | { readonly kind: "throughHosts"; readonly options: unknown }
  | { readonly kind: "everywhere"; readonly options: unknown }
  | { readonly kind: "perNode"; readonly options: unknown; readonly members: unknown }
  | { readonly kind: "throughProxy"; readonly options: unknown; readonly members: unknown };

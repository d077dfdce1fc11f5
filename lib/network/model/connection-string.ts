import { Audience, namesOfAudiences } from "./audience";
import { EndpointKind } from "./endpoint";
import {
  endpointOf,
  hostAndPort,
  httpOf,
  type ClientProtocol,
  type ClusterNode,
  type Topology,
} from "./topology";

/** Why a string for an audience cannot be given: which access serves it. */
export function unpromised(topology: Topology, audience: Audience): string | undefined {
  if (topology.audiences.includes(audience)) return undefined;
  const promised = namesOfAudiences(topology.audiences) || "nobody";
  return `clients promises ${promised}; ${whatServes(audience, topology.clientProtocol === "grpc")}`;
}

function whatServes(audience: Audience, names: boolean): string {
  const everywhere = names ? ", everywhere({ … })" : "";
  switch (audience) {
    case Audience.NETWORK:
      return `ClientAccess.withinNetwork()${everywhere} or throughHost with a host that others can route to serves it`;
    case Audience.HOST:
      return `ClientAccess.throughHost({ … })${everywhere} serves it`;
    case Audience.REMOTE:
      return "ClientAccess.throughHost with a host that others can route to serves it, or throughProxy where something of yours leads to the nodes";
    default:
      return "nodes find each other by gossip seeds, and clients are Audience.NETWORK, HOST or REMOTE";
  }
}

/** Which node a gRPC client chooses. Replicas only have another word in each client. */
export type NodePreference = "leader" | "follower" | "random";

export const NODE_PREFERENCES: readonly NodePreference[] = ["leader", "follower", "random"];

/** What a string for clients says beside the addresses. */
export interface StringOptions {
  /**
   * What the client speaks; `tcp` needs external TCP.
   * @default - the release's own: gRPC, on v5 TCP
   */
  readonly protocol?: ClientProtocol;
  /**
   * gRPC clients of a secure cluster: the path, on the client's machine, of the certificate of the authority that it
   * is to trust. It stands in the string as it is: it must be one that `isPlainPath` takes.
   * @default - what the client's machine trusts
   */
  readonly caFile?: string | undefined;
  /** How a gRPC client's string begins; `esdb` by default. */
  readonly scheme?: string | undefined;
  /** In milliseconds, as gRPC clients read it. */
  readonly keepAliveInterval?: number | undefined;
  readonly keepAliveTimeout?: number | undefined;
  readonly nodePreference?: NodePreference | undefined;
}

/**
 * Whether a path reads the same in a connection string for every client: of the official ones only that for
 * Node.js decodes percent signs, and each takes other characters for separators.
 */
export function isPlainPath(path: string): boolean {
  return /^[\w./~:+-]{1,4096}$/.test(path);
}

/**
 * What a client dials: `esdb://…` for gRPC clients, `GossipSeeds=…` or `ConnectTo=tcp://…` for TCP clients. Members
 * only; replicas are found by gossip. `caFile` counts on a secure cluster only, and there for gRPC clients.
 */
export function connectionString(topology: Topology, options: StringOptions = {}): string {
  const { protocol = topology.clientProtocol, caFile, scheme = "esdb" } = options;
  const members = topology.nodes.filter((n) => n.kind === "member");
  if (protocol === "tcp") return forTcp(topology, members);
  const at = members.map((n) => hostAndPort(n.advertised.http)).join(",");
  const words = [
    ["tls", topology.secure],
    ["tlsCaFile", topology.secure ? caFile : undefined],
    ["keepAliveInterval", options.keepAliveInterval],
    ["keepAliveTimeout", options.keepAliveTimeout],
    ["nodePreference", options.nodePreference],
  ] as const;
  const said = words.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}`);
  return `${scheme}://${at}?${said.join("&")}`;
}

/** A TCP client dials the only node, or asks for gossip over HTTP. */
function forTcp(topology: Topology, members: readonly ClusterNode[]): string {
  const isVersion5 = topology.clientProtocol === "tcp";
  const [first, second] = members;
  const tcp = first?.advertised.externalTcp;
  if (first === undefined || tcp === undefined) throw new Error(`${topology.name} has no external TCP`);
  // Clients from 20.6 ask over TLS unless they are told otherwise; v5's take no scheme.
  const scheme = isVersion5 ? "" : httpOf(first).tls ? "https://" : "http://";
  const seeds = members.map((n) => `${scheme}${hostAndPort(n.advertised.http)}`);
  const at = second === undefined ? `ConnectTo=tcp://${hostAndPort(tcp)}` : `GossipSeeds=${seeds.join(",")}`;
  if (isVersion5) return topology.secure ? `${at};${version5Tls(topology, first)}` : at;
  const tls = endpointOf(first, EndpointKind.EXTERNAL_TCP)?.tls === true;
  return `${at};UseSslConnection=${tls}${tls ? ";ValidateServer=true" : ""}`;
}

/** Without a target host v5's client does not even dial. */
function version5Tls({ clientTls }: Topology, first: ClusterNode): string {
  // A topology without certificates says nothing of their names.
  const targetHost = clientTls?.targetHost ?? first.advertised.http.host;
  return `UseSslConnection=true;TargetHost=${targetHost};ValidateServer=true`;
}

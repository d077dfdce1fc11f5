import { Audience } from "./audience";
import { hostAndPort, type ClusterNode, type Topology } from "./topology";

/** Why a string for an audience cannot be given: which access serves it. */
export function unpromised(topology: Topology, audience: Audience): string | undefined {
  if (topology.audiences.includes(audience)) return undefined;
  const promised = topology.audiences.map((a) => `Audience.${a.toUpperCase()}`).join(", ") || "nobody";
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
      return "ClientAccess.throughHost with a host that others can route to serves it";
    default:
      return "nodes find each other by gossip seeds, and clients are Audience.NETWORK, HOST or REMOTE";
  }
}

/** What a client of a secure cluster has to be told beside the addresses. */
export interface ConnectionTls {
  /**
   * gRPC clients: the path, on the client's machine, of the certificate of the authority that it is to trust. It
   * stands in the string as it is: it must be one that `isPlainPath` takes.
   * @default - what the client's machine trusts
   */
  readonly caFile?: string;
  /**
   * v5: the name that the client expects in the certificate of whichever node it dials.
   * @default - the first member's address for clients
   */
  readonly targetHost?: string;
  /**
   * v5: whether the client verifies that certificate by what its machine trusts.
   * @default true
   */
  readonly validateServer?: boolean;
}

/**
 * Whether a path reads the same in a connection string for every client: of the official ones only that for
 * Node.js decodes percent signs, and each takes other characters for separators.
 */
export function isPlainPath(path: string): boolean {
  return /^[\w./~:+-]{1,4096}$/.test(path);
}

/**
 * What a client of that release dials: `esdb://…` for gRPC clients, on v5 the `GossipSeeds=…` or
 * `ConnectTo=tcp://…` of the TCP client. Members only; replicas are found by gossip.
 * `tls` counts on a secure cluster only, and there what the release's clients read.
 */
export function connectionString(topology: Topology, tls: ConnectionTls = {}): string {
  const members = topology.nodes.filter((n) => n.kind === "member");
  const http = members.map((n) => hostAndPort(n.advertised.http));
  const tcp = members.flatMap((n) =>
    n.advertised.externalTcp === undefined ? [] : [hostAndPort(n.advertised.externalTcp)],
  );
  if (topology.clientProtocol === "tcp") {
    const at = members.length === 1 ? `ConnectTo=tcp://${tcp[0]}` : `GossipSeeds=${http.join(",")}`;
    return topology.secure ? `${at};${secureTcp(members[0], tls)}` : at;
  }
  const at = `esdb://${http.join(",")}?tls=${topology.secure}`;
  return topology.secure && tls.caFile !== undefined ? `${at}&tlsCaFile=${tls.caFile}` : at;
}

/** Without a target host the v5 client does not even dial. */
function secureTcp(first: ClusterNode | undefined, tls: ConnectionTls): string {
  const targetHost = tls.targetHost ?? first?.advertised.http.host ?? "";
  const validateServer = tls.validateServer ?? true;
  return `UseSslConnection=true;TargetHost=${targetHost};ValidateServer=${validateServer}`;
}

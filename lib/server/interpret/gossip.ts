import { deepFreeze } from "../../network/model/deep-freeze";
import type { HostPort } from "../../network/model/topology";

/**
 * What a node says of itself in the gossip that clients read, by the names in the release's own answer.
 * A field that the release does not have is absent.
 */
export interface Gossip {
  readonly internalTcpIp: string;
  readonly internalTcpPort: number;
  readonly internalSecureTcpPort: number;
  /** Absent in 20.6.0 while external TCP is off. */
  readonly externalTcpIp?: string;
  readonly externalTcpPort: number;
  readonly externalSecureTcpPort: number;
  /** v5: where nodes gossip and elect. */
  readonly internalHttpIp?: string;
  /** v5. */
  readonly internalHttpPort?: number;
  /** v5: where clients dial HTTP. */
  readonly externalHttpIp?: string;
  /** v5. */
  readonly externalHttpPort?: number;
  /** From 20.6: where clients dial HTTP. */
  readonly httpEndPointIp?: string;
  /** From 20.6. */
  readonly httpEndPointPort?: number;
  /** From 24.10: where nodes gossip and elect. */
  readonly internalHttpEndPointIp?: string;
  /** From 24.10. */
  readonly internalHttpEndPointPort?: number;
}

/** What a node says of itself, by what it is for, whatever the release calls it. */
export interface Gossiped {
  /** Replication, to nodes. */
  readonly replication: HostPort;
  /** Gossip and elections, to nodes. From 20.6 to 24.9 they tell it each other, and clients do not see it. */
  readonly nodeHttp: HostPort;
  /** HTTP, to clients. */
  readonly http: HostPort;
  /** The legacy TCP client protocol, to clients; port 0 where gossip gives none. */
  readonly externalTcp: HostPort;
}

/** What a server binds and gossips. */
export interface Interpretation {
  /** Every socket that listens, as `"ip:port"`, sorted. */
  readonly listening: readonly string[];
  readonly gossip: Gossip;
  readonly gossiped: Gossiped;
}

/** A frozen interpretation, with each socket once and in order. */
export function interpretation(
  listening: readonly string[],
  gossip: Gossip,
  gossiped: Gossiped,
): Interpretation {
  return deepFreeze({ listening: [...new Set(listening)].sort(), gossip, gossiped });
}

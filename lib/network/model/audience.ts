/** Who dials a node. */
export enum Audience {
  /** The other nodes of the cluster. */
  PEERS = "peers",
  /** Containers on the external Docker network, and on additional ones for clients. */
  NETWORK = "network",
  /** Processes on the Docker host. */
  HOST = "host",
  /** Other machines, through the Docker host's address. */
  REMOTE = "remote",
}

/** The audiences that clients can belong to. */
export const CLIENT_AUDIENCES: readonly Audience[] = Object.freeze([
  Audience.NETWORK,
  Audience.HOST,
  Audience.REMOTE,
]);

/** An audience as it is written in a program: `Audience.HOST`. */
export function nameOfAudience(audience: Audience | undefined): string {
  return `Audience.${String(audience).toUpperCase()}`;
}

/** Audiences as they are written: `Audience.HOST, Audience.REMOTE`. */
export function namesOfAudiences(audiences: readonly Audience[]): string {
  return audiences.map(nameOfAudience).join(", ");
}

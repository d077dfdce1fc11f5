/** The address that stands for all of a node's interfaces. */
export const ANY = "0.0.0.0";

const LOOPBACK = "127.0.0.1";

/**
 * The address that a server takes for its own where it binds all interfaces and is told no name: on a cluster the
 * first interface that is not loopback, on a single node loopback.
 */
export function ownAddress(interfaces: Readonly<Record<string, string>>, clusterSize: number): string {
  if (clusterSize <= 1) return LOOPBACK;
  return Object.values(interfaces).find((address) => !address.startsWith("127.")) ?? LOOPBACK;
}

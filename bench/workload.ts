/** One of the clusters that both stacks declare. */
export interface Workload {
  readonly name: string;
  /** The first three numbers of the networks' ranges, which are /24. */
  readonly internal: string;
  readonly external: string;
  /** The host port of node 0; the other nodes' follow. */
  readonly firstPort: number;
}

/** The release of every cluster. */
export const VERSION = "24.10.4";
/** Nodes in a cluster. */
export const SIZE = 3;

/** Clusters that share nothing: no name, no range, no host port. Room for 18,000. */
export function workloads(count: number): readonly Workload[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `orders-${n}`,
    internal: prefix(2 * n),
    external: prefix(2 * n + 1),
    firstPort: 10_000 + SIZE * n,
  }));
}

function prefix(n: number): string {
  return `10.${n >> 8}.${n & 255}`;
}

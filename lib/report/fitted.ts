import type { ClusterNode, Topology } from "../network/model/topology";
import type { Way } from "./ways";

/** What GitHub draws of one picture, and shows of one comment with room to spare: characters. */
export const MOST_CHARACTERS = 50_000;

/** How many nodes are tried, where all of them are too many. */
const COUNTS: readonly number[] = [100, 50, 20, 12, 6, 3, 1];

/**
 * A text of as many nodes as it has room for.
 * @param most how many nodes it may show at all
 * @param render the text with that many
 */
export function fitted(topology: Topology, most: number, render: (count: number) => string): string {
  const all = Math.min(topology.nodes.length, most);
  for (const count of [all, ...COUNTS.filter((count) => count < all)]) {
    const text = render(count);
    if (text.length <= MOST_CHARACTERS) return text;
  }
  return render(0);
}

/** The nodes that are shown where there is room for so many: those first that somebody does not reach. */
export function shownNodes({ nodes }: Topology, ways: readonly Way[], count: number): readonly ClusterNode[] {
  if (count >= nodes.length) return nodes;
  const failing = new Set(ways.filter(({ reached }) => reached === false).map(({ node }) => node));
  const first = [
    ...nodes.filter(({ key }) => failing.has(key)),
    ...nodes.filter(({ key }) => !failing.has(key)),
  ];
  const shown = new Set(first.slice(0, count));
  return nodes.filter((node) => shown.has(node));
}

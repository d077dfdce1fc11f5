import { shownHost } from "../network/model/topology";
import { refuseArgument } from "../problem/argument";
import type { ClusterDiff, DataChange, NodeChangeKind } from "./diff-clusters";
import { code, table } from "./markdown-text";

const HOW: Readonly<Record<NodeChangeKind, string>> = {
  added: "added",
  removed: "removed",
  replaced: "container replaced",
  updated: "changed while it runs",
  restarted: "restarted, one after the other",
  reloaded: "certificate read anew, no restart",
};

const DATA: Readonly<Record<DataChange, string>> = {
  kept: "kept",
  left: "**left behind**, not deleted",
  deleted: "**deleted**",
  none: "none yet",
};

/**
 * A change of a cluster as Markdown, for a pull request: what happens to each node and its data, to networks, and what
 * clients must learn. The same change gives the same text.
 * @throws InvalidClusterError for what is no `ClusterDiff`
 */
export function renderDiff(diff: ClusterDiff): string {
  if (!isDiff(diff))
    refuseArgument(
      diff,
      { path: "diff", what: "a ClusterDiff", fix: "pass diffClusters(before, after)" },
      renderDiff,
    );
  const lines = [`# Change of ${code(diff.cluster)}`, "", ...notes(diff)];
  if (diff.nodes.length > 0)
    lines.push(
      ...table(
        ["Node", "What happens", "Its data"],
        diff.nodes.map(({ node, change, data }) => [code(node), HOW[change], DATA[data]]),
      ),
    );
  lines.push(
    ...table(
      ["Network", "What happens"],
      diff.networks.map(({ network, host, change }) => [
        host === undefined ? code(network) : `${code(network)} on ${code(host)}`,
        change,
      ]),
    ),
    ...table(
      ["Clients", "Node", "Endpoint", "Before", "After"],
      diff.addresses.map(({ audience, node, endpoint, before, after }) => [
        audience,
        code(node),
        endpoint,
        shown(before),
        shown(after),
      ]),
    ),
  );
  return `${lines.join("\n").trimEnd()}\n`;
}

function isDiff(given: unknown): boolean {
  const { nodes, networks, addresses } = fieldsOf(given);
  return (
    isListOf(nodes, ({ node, change, data }) => isText(node) && isIn(HOW, change) && isIn(DATA, data)) &&
    isListOf(networks, ({ network, change }) => isText(network) && isText(change)) &&
    isListOf(addresses, ({ audience, node, endpoint }) => [audience, node, endpoint].every(isText))
  );
}

function isListOf(list: unknown, is: (fields: Fields) => boolean): boolean {
  return Array.isArray(list) && list.every((one: unknown) => is(fieldsOf(one)));
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isIn(words: object, value: unknown): boolean {
  return isText(value) && Object.hasOwn(words, value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function shown(address: string | undefined): string {
  if (address === undefined) return "–";
  const colon = address.lastIndexOf(":");
  return code(`${shownHost(address.slice(0, colon))}${address.slice(colon)}`);
}

/** What is to be known of another number of members. */
function ofMembers({ before, after }: { readonly before: number; readonly after: number }): string {
  const said = `Members ${before} → ${after}: `;
  if (before === 1) return `${said}writes pause until one of the new members has a full copy.`;
  if (after > before)
    return `${said}those that are there are restarted one by one, then the new ones are let in.`;
  if (before - after > (before - 1) / 2 && before > 2)
    return `${said}**more than a minority goes at once, which the gate refuses.** Go by a size that leaves a majority of the one before, then on.`;
  return `${said}the last ones go at once, then those that stay are restarted one by one.`;
}

function notes({
  name,
  members,
  release,
  tls,
  authority,
  nodes,
  networks,
  addresses,
}: ClusterDiff): readonly string[] {
  const has = (...kinds: readonly NodeChangeKind[]) => nodes.some(({ change }) => kinds.includes(change));
  const said = [
    ...(name === undefined
      ? []
      : [
          `Another name, from ${code(name.before)}: it is another cluster, and the data of the old one stay behind.`,
        ]),
    ...(release === undefined ? [] : [`Release ${code(release.before)} → ${code(release.after)}.`]),
    ...(members === undefined ? [] : [ofMembers(members)]),
    ...(tls === undefined
      ? []
      : [
          `TLS is switched ${tls}: all nodes go at once, because those with and without do not understand each other.`,
        ]),
    ...(authority
      ? [
          "Clients must trust another authority: hand them the new `caCertificate` first. A generated one is known only then, and until all nodes have certificates of the new one they refuse each other.",
        ]
      : []),
    ...(has("replaced") && tls === undefined
      ? [
          "Containers are replaced: all at once by a plain apply, one node after the other by `npx cdktf-eventstoredb rollout`, where that can be done.",
        ]
      : []),
    ...(has("restarted", "reloaded") && !has("replaced")
      ? ["One node after the other, within one apply; what a server refuses stays at the first one."]
      : []),
    ...nodes.flatMap(({ node, host }) =>
      host === undefined
        ? []
        : [
            `${code(node)} moves from ${code(host.before)} to ${code(host.after)}: **stop it on the host before first**, because two of one node must never run.`,
          ],
    ),
    ...(addresses.length > 0 ? ["Clients have other addresses to dial."] : []),
  ];
  const nothing = said.length + nodes.length + networks.length === 0;
  return (nothing ? ["Nothing changes."] : said).flatMap((line) => [`- ${line}`]).concat("");
}

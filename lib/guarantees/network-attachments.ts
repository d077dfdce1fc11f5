import { Interface } from "../network/model/endpoint";
import type { ClusterNode, Topology } from "../network/model/topology";
import { quote } from "../problem/quote";
import { differs, type NodeView } from "./container-view";
import { blocksOf, plainText, textsOf, stated } from "./values";
import type { Attributes } from "./attributes";

const LIST = "networks_advanced";

/** A node is on its cluster's networks, at its own addresses and under its own names, and nowhere else. */
export function judgeAttachments(view: NodeView): void {
  judgeNetworkMode(view);
  judgeExtraHosts(view);
  judgeHostname(view);
  if (!differs(view, LIST)) return;
  const { node, now, report, networkOf } = view;
  const entries = blocksOf(now, LIST);
  if (entries === undefined) {
    report.warning({
      attribute: LIST,
      got: "is known only when Terraform runs",
      expected: "whether the node stays on its networks cannot be told",
      fix: "write the entries themselves",
    });
    return;
  }
  const others = namesOfOthers(view.plan.topology, node.key);
  for (const planned of node.attachments) {
    const own = entries.filter((entry) => networkOf(plainText(entry.name)) === planned.network);
    const [entry, second] = own;
    const network = quote(planned.network);
    if (entry === undefined) {
      report.problem({
        attribute: LIST,
        got: `no longer holds the network ${network}`,
        expected: `the library set ${planned.address} there, where ${planned.interface === Interface.INTERNAL ? "the other nodes" : "clients"} dial ${node.key}`,
        fix: "keep that entry, and add others by putNetworksAdvanced([...networksAdvancedInput, …])",
      });
      continue;
    }
    if (second !== undefined) {
      report.problem({
        attribute: LIST,
        got: `holds the network ${network} ${own.length} times`,
        expected: "the engine connects a container to a network once",
        fix: "put everything into one entry: an override of a list adds to it",
      });
      continue;
    }
    judgeEntry(view, entry, planned, others);
  }
  for (const [i, entry] of entries.entries()) {
    const network = networkOf(plainText(entry.name));
    if (node.attachments.some((planned) => planned.network === network)) continue;
    report.problem({
      attribute: `${LIST}[${i}]`,
      got: `joins ${quote(plainText(entry.name))}, a network that the cluster does not know`,
      expected:
        "its containers reach the socket by which nodes gossip and elect, under addresses that are advertised to nobody",
      fix: "let those containers join the external network, or name that network in additionalNetworks",
    });
  }
}

function judgeEntry(
  { report }: NodeView,
  entry: Attributes,
  planned: { readonly network: string; readonly address: string; readonly aliases: readonly string[] },
  others: ReadonlyMap<string, string>,
): void {
  if (entry.ipv4_address !== planned.address) {
    report.problem({
      attribute: `${LIST}.ipv4_address`,
      got: `${stated(entry.ipv4_address)} on ${quote(planned.network)}`,
      expected: `the library set "${planned.address}", and the node binds it or advertises it`,
      fix: "use nodeOverrides[…].internalAddress, externalAddress or additionalAddresses",
    });
  }
  const aliases = textsOf(entry, "aliases") ?? [];
  const missing = planned.aliases.filter((alias) => !aliases.includes(alias));
  if (missing.length > 0) {
    report.problem({
      attribute: `${LIST}.aliases`,
      got: `no longer holds ${missing.map(quote).join(", ")} on ${quote(planned.network)}`,
      expected: "these names are advertised",
      fix: "keep them, and add others",
    });
  }
  for (const alias of aliases) {
    const owner = planned.aliases.includes(alias) ? undefined : others.get(alias.toLowerCase());
    if (owner === undefined) continue;
    report.problem({
      attribute: `${LIST}.aliases`,
      got: `holds ${quote(alias)} on ${quote(planned.network)}, which is ${owner}`,
      expected: "Docker resolves a name that stands for two addresses to either of them",
      fix: "use another alias",
    });
  }
}

/** The names by which nodes are known, each with what it stands for. */
function namesOfOthers(topology: Topology, key: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const node of topology.nodes) {
    if (node.key !== key) names.set(node.name.toLowerCase(), `the container of ${node.key}`);
    for (const { aliases, network } of node.attachments)
      for (const alias of aliases) names.set(alias, `the name of ${node.key} on ${quote(network)}`);
  }
  return names;
}

function judgeNetworkMode({ now, report }: NodeView): void {
  const mode = now.network_mode;
  if (mode === undefined || mode === null || mode === "bridge" || mode === "") return;
  report.problem({
    attribute: "network_mode",
    got: stated(mode),
    expected:
      mode === "host"
        ? "every socket of the node is then one of the host, internal ones too, and its networks and addresses are gone"
        : "the engine then ignores the node's fixed addresses, or refuses its networks",
    fix: "leave network_mode unset; the cluster's networks are its own",
  });
}

/** An entry of the container's hosts file stands above Docker's DNS. */
function judgeExtraHosts({ plan, now, report }: NodeView): void {
  const aliases = new Set(plan.topology.nodes.flatMap((n) => n.attachments.flatMap((a) => a.aliases)));
  for (const { host, ip } of blocksOf(now, "host") ?? []) {
    if (aliases.has(plainText(host).toLowerCase())) {
      report.problem({
        attribute: "host",
        got: `sends ${quote(plainText(host))} to ${quote(plainText(ip))}`,
        expected: "that is a node's name, and this stands above what Docker's DNS says of it",
        fix: "leave names of nodes out",
      });
    }
    if (plainText(ip).includes(":")) {
      report.problem({
        attribute: "host",
        got: `holds ${quote(plainText(ip))}`,
        expected:
          "the provider reads an IPv6 address back otherwise, and replaces the container on every apply",
        fix: "use an IPv4 address",
      });
    }
  }
}

/** The engine has a container's host name stand for the container itself, in its hosts file and, from 25 on, in its DNS. */
function judgeHostname(view: NodeView): void {
  const { plan, node, now, report } = view;
  if (!differs(view, "hostname") && !differs(view, "domainname")) return;
  const [hostname, domain] = [plainText(now.hostname), plainText(now.domainname)];
  const given = [hostname, ...(domain === "" ? [] : [`${hostname}.${domain}`])];
  const isOneOf = (names: readonly string[]) => {
    const known = new Set(names.map((name) => name.toLowerCase()));
    return given.find((name) => known.has(name.toLowerCase()));
  };
  const dialledByNodes = ({ name, attachments, advertised }: ClusterNode) => [
    name,
    ...attachments.flatMap(({ aliases }) => aliases),
    ...[advertised.nodeHttp, advertised.replication].flatMap((at) => at?.host ?? []),
  ];
  for (const other of plan.topology.nodes) {
    if (other.key === node.key) continue;
    const taken = isOneOf(dialledByNodes(other));
    const told = [other.advertised.http, other.advertised.externalTcp].flatMap((at) => at?.host ?? []);
    const dialled = taken ?? isOneOf(told);
    if (dialled === undefined) continue;
    const said = { attribute: "hostname", got: `makes ${quote(dialled)} the name of ${node.key}` };
    if (taken === undefined)
      report.warning({
        ...said,
        expected: `clients dial ${other.key} by that name, and ${node.key} itself, or whoever is on its networks, then gets to ${node.key} by it`,
        fix: "leave hostname and domainname out",
      });
    else
      report.problem({
        ...said,
        expected: `it is a name of ${other.key}, and ${node.key} then dials itself by it`,
        fix: "leave hostname and domainname out",
      });
    return;
  }
}

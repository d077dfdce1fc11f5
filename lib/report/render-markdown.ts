import { EndpointKind } from "../network/model/endpoint";
import {
  hostAndPort,
  shownAddress,
  shownHost,
  type ClusterNode,
  type Endpoint,
  type HostPort,
  type Network,
  type Topology,
} from "../network/model/topology";
import { gossipKind } from "../reach/peer-cells";
import { UNCHECKED, type ReachabilityVerdict } from "../reach/step";
import { certificateNames } from "../tls/certificate-names";
import { fitted, shownNodes } from "./fitted";
import { block, code, codes, prose, table } from "./markdown-text";
import { drawn } from "./render-mermaid";
import { openPorts } from "./open-ports";
import { readReportOptions, type ReportOptions } from "./report-options";
import {
  closedOf,
  plannedReachability,
  toldOnce,
  waysOf,
  type Closed,
  type Dialling,
  type Way,
} from "./ways";
import { checkTopology, dockerName, hostsFile, isPlain, protocolsOf, security, shownString } from "./words";

/** A connection string that takes more room than everything else is left to whoever asks for it. */
const LONGEST_STRING = 10_000;

/** How much is told of what is open. */
const MOST_OPEN = 20;

/** What all sections are made of. */
interface Content {
  readonly topology: Topology;
  readonly ways: readonly Way[];
  readonly closed: Closed;
  /** Whether overrides of the program were seen. */
  readonly declared: boolean;
  /** The nodes that there is room for. */
  readonly nodes: readonly ClusterNode[];
}

/**
 * The cluster as Markdown, for a pull request or a wiki: the picture of `renderMermaid`, and in tables the connection
 * strings, the networks, every node's addresses (bound, told to peers and clients, published), who dials what and
 * whether he arrives, what must stay closed, and the names that certificates carry.
 *
 * Made for GitHub: at most 50,000 characters, so that of a large cluster not all nodes are shown, those first that
 * somebody does not reach; and the text says how many are left out. A connection string is on one line, or where it has more than 10,000
 * characters left out as a whole. Names are escaped; the same topology gives the same text.
 *
 * @throws InvalidClusterError for what is no topology
 */
export function renderMarkdown(topology: Topology, options: ReportOptions = {}): string {
  checkTopology(topology, renderMarkdown);
  const given = readReportOptions(options, renderMarkdown);
  const reachability = given ?? plannedReachability(topology);
  const ways = waysOf(topology, reachability);
  const closed = closedOf(reachability);
  const declared = given !== undefined;
  const picture = drawn(topology, ways).trimEnd().split("\n");
  return fitted(topology, topology.nodes.length, (count) => {
    const nodes = shownNodes(topology, ways, count);
    return text({ topology, ways, closed, declared, nodes }, picture);
  });
}

function text(content: Content, picture: readonly string[]): string {
  const { topology, nodes } = content;
  const places = ["Node", "Kind", "Docker host", "Network", "Address", "Names there"];
  const addresses = ["Node", "Endpoint", "Binds", "Told to peers", "Told to clients", "Published"];
  const left = topology.nodes.length - nodes.length;
  const lines = [
    `## ${code(topology.name)}`,
    "",
    `${topology.release}, ${counted(topology)}. ${security(topology)}.`,
    "",
    ...block("mermaid", picture),
    ...clients(topology),
    "### Networks",
    "",
    ...table(["Network", "Side", "Docker host", "Range", "Gateway", ""], topology.networks.map(networkRow)),
    ...(left === 0
      ? []
      : [
          `The tables show ${nodes.length} of ${topology.nodes.length} nodes; there is no room for ${left}.`,
          "",
        ]),
    "### Nodes",
    "",
    ...table(places, nodes.flatMap(placeRows)),
    "### Addresses",
    "",
    ...table(
      addresses,
      nodes.flatMap((node) => addressRows(topology, node)),
    ),
    ...firewall(topology),
    ...reached(content),
    ...certificates(content),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function counted({ nodes }: Topology): string {
  const members = nodes.filter(({ kind }) => kind === "member").length;
  const replicas = nodes.length - members;
  return [
    `${members} member${members === 1 ? "" : "s"}`,
    ...(replicas === 0 ? [] : [`${replicas} read-only replica${replicas === 1 ? "" : "s"}`]),
  ].join(", ");
}

function clients(topology: Topology): readonly string[] {
  const { audiences, proxied } = topology;
  if (audiences.length === 0) return ["No clients are promised to be served.", ""];
  const lines = hostsFile(topology);
  return [
    "### Clients",
    "",
    ...protocolsOf(topology).flatMap((protocol) => {
      const string = shownString(topology, protocol);
      const who = `${protocol === "tcp" ? "TCP clients" : "Clients"} (${audiences.join(", ")}) dial`;
      if (string.length > LONGEST_STRING)
        return [
          `${who} a string of ${string.length} characters: take it from the cluster's connectionString.`,
          "",
        ];
      return [who, "", ...block("text", [string])];
    }),
    ...(proxied
      ? ["For clients nothing is published: something of yours leads them from there to the nodes.", ""]
      : []),
    ...(lines.length === 0
      ? []
      : ["Lines for the hosts file of the Docker host", "", ...block("text", lines)]),
  ];
}

function networkRow(network: Network): readonly string[] {
  const { name, interface: side, host, cidr, gateway, isolated, existing } = network;
  const notes = [...(isolated ? ["no way out"] : []), ...(existing ? ["existing"] : [])];
  return [
    code(dockerName(name)),
    side,
    code(host),
    code(cidr),
    gateway === undefined ? "" : code(gateway),
    notes.join(", "),
  ];
}

/** The rows of one node, which is named in the first of them. */
function rowsOf({ name }: ClusterNode, rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row, i) => [i === 0 ? code(name) : "", ...row]);
}

function placeRows(node: ClusterNode): readonly (readonly string[])[] {
  const { kind, host, attachments } = node;
  return rowsOf(
    node,
    attachments.map(({ network, address, aliases }) => [
      kind === "member" ? "member" : "read-only replica",
      code(host),
      code(dockerName(network)),
      code(address),
      codes(aliases),
    ]),
  );
}

function addressRows(topology: Topology, node: ClusterNode): readonly (readonly string[])[] {
  return rowsOf(
    node,
    node.endpoints.map((endpoint) => {
      const { kind, bind, port } = endpoint;
      const published = node.published.filter((p) => p.endpoint === kind);
      return [
        `${kind}${isPlain(topology, endpoint) ? ", **PLAIN**" : ""}`,
        code(hostAndPort({ host: bind, port })),
        address(toPeers(node, endpoint)),
        address(topology.audiences.length === 0 ? undefined : toClients(node, endpoint)),
        codes(published.map(({ hostIp, hostPort }) => hostAndPort({ host: hostIp, port: hostPort }))),
      ];
    }),
  );
}

function toPeers(node: ClusterNode, { kind }: Endpoint): HostPort | undefined {
  const { replication, nodeHttp } = node.advertised;
  if (replication === undefined) return undefined;
  if (kind === EndpointKind.INTERNAL_TCP) return replication;
  return kind === gossipKind(node) ? nodeHttp : undefined;
}

function toClients({ advertised }: ClusterNode, { kind }: Endpoint): HostPort | undefined {
  if (kind === EndpointKind.HTTP) return advertised.http;
  return kind === EndpointKind.EXTERNAL_TCP ? advertised.externalTcp : undefined;
}

function address(at: HostPort | undefined): string {
  return at === undefined ? "" : code(shownAddress(at));
}

/** What must be open on each host, where there are several addresses to keep apart. */
function firewall(topology: Topology): readonly string[] {
  const open = openPorts(topology);
  if (open.length === 0) return [];
  const said = open.some(({ reachableFrom }) => reachableFrom !== undefined);
  return [
    "### Firewall",
    "",
    "What must be open on each Docker host, over TCP. Docker's own rules come before those of ufw and firewalld: a port that " +
      "is published stays open whatever they say, and the chain `DOCKER-USER` is where to close it.",
    "",
    ...table(
      ["Docker host", "Address", "For", "From", ...(said ? ["Reached by"] : []), "Leads to"],
      open.map(({ host, address: own, port, audience, from, reachableFrom, node, endpoint }) => [
        code(host),
        code(hostAndPort({ host: own, port })),
        audience,
        codes(from),
        ...(said ? [reachableFrom?.join(", ") ?? ""] : []),
        node === undefined ? endpoint : `${code(node)} ${endpoint}`,
      ]),
    ),
  ];
}

function reached({ topology, ways, closed, declared, nodes }: Content): readonly string[] {
  const rows = nodes.flatMap((node) =>
    rowsOf(
      node,
      wayRows(
        topology,
        ways.filter((way) => way.node === node.key),
      ),
    ),
  );
  const basis = declared
    ? "what the program declares"
    : "the topology; what a program overrides is not in it";
  return [
    "### Who dials what",
    "",
    `Each way was followed step by step, on ${basis}.`,
    "",
    ...table(["Node", "Endpoint", "Dialled", "By", "Arrives"], rows),
    ...stays(closed),
  ];
}

/** Who fares alike is told in one row. */
function wayRows(topology: Topology, ways: readonly Way[]): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly way: Way; readonly by: Dialling[] }>();
  for (const way of ways) {
    const { endpoint, dialled, reached: how, why } = way;
    const key = JSON.stringify([endpoint, dialled.host, dialled.port, how, why]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { way, by: [way.from] });
    else known.by.push(way.from);
  }
  return [...rows.values()].map(({ way, by }) => [
    way.endpoint,
    code(shownAddress(way.dialled)),
    toldOnce(topology, by).map(prose).join("<br>"),
    way.why === undefined ? verdict(way.reached) : `${verdict(way.reached)}: ${code(way.why)}`,
  ]);
}

function verdict(how: ReachabilityVerdict): string {
  switch (how) {
    case true:
      return "yes";
    case false:
      return "**no**";
    default:
      return how === UNCHECKED ? "not checked" : how;
  }
}

/** What is for nodes only, and whether it is. */
function stays({ tried, open }: Closed): readonly string[] {
  if (tried === 0) return [];
  if (open.length === 0) return [`The ${tried} ways that must be closed are closed.`, ""];
  const rows = open.slice(0, MOST_OPEN).map(({ way, reached: how }) => [code(way), verdict(how)]);
  return [
    `**Of the ${tried} ways that must be closed ${open.length} are not:**`,
    "",
    ...table(["Way", "Arrives"], rows),
  ];
}

function certificates({ topology, nodes }: Content): readonly string[] {
  const { secure, clientTls } = topology;
  if (!secure) return [];
  const rows = nodes.flatMap((node) =>
    rowsOf(
      node,
      certificateNames(topology, node).map(({ name, reasons }) => [
        code(shownHost(name)),
        reasons.join("; "),
      ]),
    ),
  );
  const expected =
    clientTls === undefined ? [] : [`Clients expect the name ${code(clientTls.targetHost)}.`, ""];
  const found = [...expected, ...table(["Node", "Its certificate carries", "Dialled by"], rows)];
  return found.length === 0 ? [] : ["### Certificates", "", ...found];
}

import { Audience } from "../network/model/audience";
import { Interface } from "../network/model/endpoint";
import {
  shownHost,
  type ClusterNode,
  type HostPort,
  type Network,
  type Topology,
} from "../network/model/topology";
import { UNCHECKED, type ReachabilityVerdict } from "../reach/step";
import { fitted, shownNodes } from "./fitted";
import { mermaidLabel } from "./mermaid-text";
import { readReportOptions, type ReportOptions } from "./report-options";
import { shortened } from "./shortened";
import { plannedReachability, waysOf, worst, type Way } from "./ways";
import { checkTopology, dockerName, isPlain, nodeTitle, security } from "./words";

/** How many nodes can be told apart in one picture. */
const MOST_NODES = 12;

/** One column that a narrow screen shows at its full size. */
const LAYOUT =
  "{ nodeSpacing: 16, rankSpacing: 32, padding: 8, wrappingWidth: 320, subGraphTitleMargin: { top: 2, bottom: 6 } }";

/**
 * The cluster as a Mermaid flowchart: who dials; the nodes of each Docker host, with what they tell clients and peers,
 * publish and bind; and the networks that they are on. An arrow says whether all who are promised it arrive, and a node
 * whom it does not serve.
 *
 * Made for GitHub (at most 50,000 characters and 500 edges), and to be read on a narrow screen: the nodes are one
 * column of some 400 pixels, addresses stand in them, and an edge leads to all nodes of a host at once, so that their
 * number is that of the audiences and networks. Client audiences that fare alike are one. Of more than twelve nodes those
 * that somebody does not reach come first, and the last box says how many are left out. Names are escaped; the same
 * topology gives the same text.
 *
 * @throws InvalidClusterError for what is no topology
 */
export function renderMermaid(topology: Topology, options: ReportOptions = {}): string {
  checkTopology(topology, renderMermaid);
  const reachability = readReportOptions(options, renderMermaid) ?? plannedReachability(topology);
  return drawn(topology, waysOf(topology, reachability));
}

/** The same, of ways that are known already. */
export function drawn(topology: Topology, ways: readonly Way[]): string {
  return fitted(topology, MOST_NODES, (count) => picture(topology, ways, count));
}

function picture(topology: Topology, ways: readonly Way[], count: number): string {
  const shown = shownNodes(topology, ways, count);
  const hosts = topology.hosts.map(({ name }, i) => ({
    id: `h${i}`,
    name,
    nodes: topology.nodes.filter(({ host }) => host === name),
  }));
  const networks = topology.networks.map((network, i) => ({ network, id: `w${i}` }));
  const clients = clientsOf(ways, hosts);
  const edges = [...clients.flatMap((one) => one.edges), ...networkEdges(ways, hosts, networks)];
  const unserved = shown.filter(({ key }) => lostTo(ways, key).length > 0);
  return [
    "---",
    `title: ${JSON.stringify(shortened(`${topology.name}, ${topology.release}, ${security(topology)}`))}`,
    `config: { flowchart: ${LAYOUT} }`,
    "---",
    "flowchart TB",
    ...clients.map(({ id, places }) => `  ${id}([${mermaidLabel(...places)}])`),
    ...hosts.flatMap((host) => hostLines(topology, ways, host, shown)),
    ...networks.map(({ network, id }) => `  ${id}[[${networkLabel(topology, network)}]]`),
    ...edges.map(edgeLine),
    ...marked(
      "linkStyle",
      edges.flatMap(({ reached }, i) => (reached === false ? [`${i}`] : [])),
    ),
    ...marked(
      "style",
      unserved.map((node) => idOf(topology, node)),
    ),
    "",
  ].join("\n");
}

/** A Docker host with its nodes. */
interface DrawnHost {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly ClusterNode[];
}

function hostLines(
  topology: Topology,
  ways: readonly Way[],
  { id, name, nodes }: DrawnHost,
  shown: readonly ClusterNode[],
): readonly string[] {
  const own = nodes.filter((node) => shown.includes(node));
  const rest = nodes.length - own.length;
  return [
    `  subgraph ${id}[${mermaidLabel(topology.hosts.length > 1 ? `Docker host ${name}` : "Docker host")}]`,
    "    direction LR",
    ...own.map((node) => `    ${idOf(topology, node)}[${nodeLabel(topology, ways, node)}]`),
    ...(rest === 0
      ? []
      : [`    ${id}more[${mermaidLabel(`${rest}${own.length === 0 ? "" : " more"} nodes`)}]`]),
    "  end",
  ];
}

function idOf({ nodes }: Topology, node: ClusterNode): string {
  return `n${nodes.indexOf(node)}`;
}

function nodeLabel(topology: Topology, ways: readonly Way[], node: ClusterNode): string {
  const { advertised, endpoints, published } = node;
  const { http, externalTcp, nodeHttp, replication } = advertised;
  const told = (whom: string, addresses: readonly (HostPort | undefined)[]) =>
    byHost(addresses).map((address) => `to ${whom} ${address}`);
  return mermaidLabel(
    nodeTitle(node, ", "),
    ...(topology.audiences.length === 0 ? [] : told("clients", [http, externalTcp])),
    ...published.map(
      ({ hostIp, hostPort, containerPort }) => `publishes ${hostIp}:${hostPort} → ${containerPort}`,
    ),
    ...endpoints.map((e) => `binds ${e.bind}:${e.port} ${e.kind}${isPlain(topology, e) ? ", PLAIN" : ""}`),
    ...(replication === undefined ? [] : told("peers", [replication, nodeHttp])),
    ...lostTo(ways, node.key).map((from) => `✗ not reached by ${from}`),
  );
}

/** Who does not get to a node. */
function lostTo(ways: readonly Way[], key: string): readonly string[] {
  return [
    ...new Set(ways.filter(({ node, reached }) => node === key && reached === false).map(({ from }) => from)),
  ];
}

/** Each host once, with its ports. */
function byHost(addresses: readonly (HostPort | undefined)[]): readonly string[] {
  const ports = new Map<string, Set<number>>();
  for (const address of addresses)
    if (address !== undefined)
      ports.set(address.host, (ports.get(address.host) ?? new Set<number>()).add(address.port));
  return [...ports].map(([host, all]) => `${shownHost(host)}:${[...all].join(", ")}`);
}

function networkLabel({ hosts }: Topology, network: Network): string {
  return mermaidLabel(
    dockerName(network.name),
    `${network.interface}, ${network.cidr}`,
    ...(network.isolated ? ["no way out"] : []),
    ...(network.existing ? ["existing"] : []),
    ...(hosts.length > 1 ? [`on ${network.host}`] : []),
  );
}

/** An edge, and whether everybody who takes it arrives; nothing where nobody is meant to. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly reached: ReachabilityVerdict | undefined;
  readonly both: boolean;
}

/** The audiences of clients, in one box those that fare alike, with their edges to the hosts. */
function clientsOf(ways: readonly Way[], hosts: readonly DrawnHost[]) {
  const clients = ways.filter(({ audience }) => audience !== Audience.PEERS);
  const alike = new Map<
    string,
    { readonly id: string; readonly places: string[]; readonly edges: readonly Edge[] }
  >();
  for (const place of new Set(clients.map(({ from }) => from))) {
    const own = clients.filter(({ from }) => from === place);
    const verdicts = hosts.map(({ nodes }) => verdictOn(nodes, own));
    const key = JSON.stringify(verdicts);
    const known = alike.get(key);
    if (known !== undefined) {
      known.places.push(place);
      continue;
    }
    const id = `c${alike.size}`;
    const edges = hosts.flatMap(({ id: to }, i): readonly Edge[] =>
      verdicts[i] === undefined ? [] : [{ from: id, to, reached: verdicts[i], both: false }],
    );
    alike.set(key, { id, places: [place], edges });
  }
  return [...alike.values()];
}

/** Which hosts' nodes are on which networks; over the internal ones peers come. */
function networkEdges(
  ways: readonly Way[],
  hosts: readonly DrawnHost[],
  networks: readonly { readonly network: Network; readonly id: string }[],
): readonly Edge[] {
  const peers = ways.filter(({ audience }) => audience === Audience.PEERS);
  return hosts.flatMap((host) =>
    networks
      .filter(({ network }) => network.host === host.name)
      .map(({ network, id }): Edge => {
        const internal = network.interface === Interface.INTERNAL;
        const reached = internal ? verdictOn(host.nodes, peers) : undefined;
        return { from: host.id, to: id, reached, both: true };
      }),
  );
}

function verdictOn(nodes: readonly ClusterNode[], ways: readonly Way[]): ReachabilityVerdict | undefined {
  const keys = new Set(nodes.map(({ key }) => key));
  const leading = ways.filter(({ node }) => keys.has(node));
  return leading.length === 0 ? undefined : worst(leading);
}

function edgeLine({ from, to, reached, both }: Edge): string {
  switch (reached) {
    case undefined:
      return `  ${from} --- ${to}`;
    case true:
      return `  ${from} ${both ? "<" : ""}--> ${to}`;
    case false:
      return `  ${from} ${both ? "x" : ""}--x|"not all arrive"| ${to}`;
    default:
      return `  ${from} ${both ? "<" : ""}-.->|"${reached === UNCHECKED ? "not checked" : reached}"| ${to}`;
  }
}

/** What does not arrive is seen at once, on a light page and on a dark one. */
function marked(what: "linkStyle" | "style", ids: readonly string[]): readonly string[] {
  const colour = "stroke:#d1242f,stroke-width:2px";
  if (what === "linkStyle") return ids.length === 0 ? [] : [`  linkStyle ${ids.join(",")} ${colour}`];
  return ids.map((id) => `  style ${id} ${colour}`);
}

import { Audience } from "../network/model/audience";
import { Interface, isForNodes } from "../network/model/endpoint";
import {
  shownHost,
  type ClusterNode,
  type Host,
  type HostPort,
  type Network,
  type Topology,
} from "../network/model/topology";
import { grouped } from "../reach/grouped";
import { UNCHECKED, type ReachabilityVerdict } from "../reach/step";
import { fitted, shownNodes } from "./fitted";
import { mermaidLabel } from "./mermaid-text";
import { readReportOptions, type ReportOptions } from "./report-options";
import { shortened } from "./shortened";
import { plannedReachability, toldOnce, waysOf, worst, type Way } from "./ways";
import { checkTopology, dockerName, isPlain, nodeTitle, security } from "./words";

/** How many nodes can be told apart in one picture. */
const MOST_NODES = 12;

/** One column that a narrow screen shows at its full size. */
const LAYOUT =
  "{ nodeSpacing: 16, rankSpacing: 32, padding: 8, wrappingWidth: 320, subGraphTitleMargin: { top: 2, bottom: 6 } }";

/**
 * The cluster as a Mermaid flowchart: who dials; the nodes of each Docker host, with what they tell clients and peers,
 * publish and bind; and the networks that they are on, with several hosts those of each inside its box. An arrow says whether all who are promised it arrive, and a node
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
  const networks = topology.networks.map((network, i) => ({ network, id: `w${i}` }));
  const hosts = topology.hosts.map((host, i) => ({
    id: `h${i}`,
    host,
    nodes: topology.nodes.filter((node) => node.host === host.name),
    networks: networks.filter(({ network }) => network.host === host.name),
  }));
  const through = meetThroughHosts(topology);
  const clients = clientsOf(ways, hosts);
  const edges = [
    ...clients.flatMap((one) => one.edges),
    ...(hosts.length > 1 ? [] : hosts.flatMap((host) => networkEdges(ways, host, through))),
    ...(through
      ? hosts.map((host): Edge => ({ from: host.id, to: "p0", reached: peersOf(ways, host), both: true }))
      : []),
  ];
  const unserved = shown.filter(({ key }) => lostTo(topology, ways, key).length > 0);
  return [
    "---",
    `title: ${JSON.stringify(shortened(`${topology.name}, ${topology.release}, ${security(topology)}`))}`,
    `config: { flowchart: ${LAYOUT} }`,
    "---",
    "flowchart TB",
    ...clients.map(({ id, from }) => `  ${id}([${mermaidLabel(...toldOnce(topology, from))}])`),
    ...hosts.flatMap((host) => hostLines(topology, ways, host, shown)),
    ...(hosts.length > 1 ? [] : networks.map((network) => `  ${networkBox(network)}`)),
    ...(through ? [`  p0[[${mermaidLabel("between nodes", "through the Docker hosts")}]]`] : []),
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
  readonly host: Host;
  readonly nodes: readonly ClusterNode[];
  readonly networks: readonly DrawnNetwork[];
}

interface DrawnNetwork {
  readonly id: string;
  readonly network: Network;
}

/** Whether nodes meet by what their hosts publish, and by no network. */
function meetThroughHosts({ hosts, nodes }: Topology): boolean {
  return hosts.length > 1 || nodes.some(({ published }) => published.some((p) => isForNodes(p.endpoint)));
}

function hostLines(
  topology: Topology,
  ways: readonly Way[],
  { id, host, nodes, networks }: DrawnHost,
  shown: readonly ClusterNode[],
): readonly string[] {
  const own = nodes.filter((node) => shown.includes(node));
  const rest = nodes.length - own.length;
  // Nobody gets from one host to another over the networks of them, however alike they are.
  const inside = topology.hosts.length > 1 ? networks : [];
  return [
    `  subgraph ${id}[${mermaidLabel(hostTitle(topology, host))}]`,
    "    direction LR",
    ...own.map((node) => `    ${idOf(topology, node)}[${nodeLabel(topology, ways, node)}]`),
    ...(rest === 0
      ? []
      : [`    ${id}more[${mermaidLabel(`${rest}${own.length === 0 ? "" : " more"} nodes`)}]`]),
    ...inside.map((network) => `    ${networkBox(network)}`),
    "  end",
  ];
}

function hostTitle({ hosts }: Topology, { name, internalAddress, externalAddress }: Host): string {
  return [
    hosts.length > 1 || internalAddress !== undefined ? `Docker host ${name}` : "Docker host",
    ...(internalAddress === undefined ? [] : [`internal ${internalAddress}`]),
    ...(externalAddress === undefined || externalAddress === internalAddress
      ? []
      : [`external ${externalAddress}`]),
  ].join(", ");
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
    ...lostTo(topology, ways, node.key).map((from) => `✗ not reached by ${from}`),
  );
}

/** Who does not get to a node. */
function lostTo(topology: Topology, ways: readonly Way[], key: string): readonly string[] {
  const lost = ways.filter(({ node, reached }) => node === key && reached === false);
  return toldOnce(
    topology,
    lost.map(({ from }) => from),
  );
}

/** Each host once, with its ports. */
function byHost(addresses: readonly (HostPort | undefined)[]): readonly string[] {
  const ports = new Map<string, Set<number>>();
  for (const address of addresses)
    if (address !== undefined)
      ports.set(address.host, (ports.get(address.host) ?? new Set<number>()).add(address.port));
  return [...ports].map(([host, all]) => `${shownHost(host)}:${[...all].join(", ")}`);
}

function networkBox({ id, network }: DrawnNetwork): string {
  const label = mermaidLabel(
    dockerName(network.name),
    `${network.interface}, ${network.cidr}`,
    ...(network.isolated ? ["no way out"] : []),
    ...(network.existing ? ["existing"] : []),
  );
  return `${id}[[${label}]]`;
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
  const places = grouped(clients, ({ from: { who, host } }) => JSON.stringify([who, host]));
  const alike = grouped([...places.values()], (own) =>
    JSON.stringify(hosts.map(({ nodes }) => verdictOn(nodes, own) ?? null)),
  );
  return [...alike.values()].map((same, n) => {
    const id = `c${n}`;
    const edges = hosts.flatMap(({ id: to, nodes }): readonly Edge[] => {
      const reached = verdictOn(nodes, same[0]);
      return reached === undefined ? [] : [{ from: id, to, reached, both: false }];
    });
    return { id, from: same.map(([{ from }]) => from), edges };
  });
}

/** Which networks a host's nodes are on; over the internal ones peers come, unless they come through hosts. */
function networkEdges(ways: readonly Way[], host: DrawnHost, through: boolean): readonly Edge[] {
  return host.networks.map(({ network, id }): Edge => {
    const internal = network.interface === Interface.INTERNAL && !through;
    return { from: host.id, to: id, reached: internal ? peersOf(ways, host) : undefined, both: true };
  });
}

/** Whether all nodes get to those of a host. */
function peersOf(ways: readonly Way[], { nodes }: DrawnHost): ReachabilityVerdict | undefined {
  return verdictOn(
    nodes,
    ways.filter(({ audience }) => audience === Audience.PEERS),
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

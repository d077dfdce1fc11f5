import type { Audience } from "../network/model/audience";
import {
  hostAndPort,
  shownAddress,
  shownHost,
  wordOfNetwork,
  type ClusterNode,
  type PublishedPort,
  type Topology,
} from "../network/model/topology";
import { grouped } from "../reach/grouped";
import { certificateNames } from "../tls/certificate-names";
import {
  checkTopology,
  dockerName,
  hostsFile,
  isPlain,
  nodeTitle,
  protocolsOf,
  security,
  shownString,
} from "./words";

/** How wide the text is. */
const WIDTH = 80;

/**
 * A cluster as plain text, 80 columns wide but for connection strings: what every node binds, is told to others as,
 * and publishes.
 * @throws InvalidClusterError for what is no topology
 */
export function describeTopology(topology: Topology): string {
  checkTopology(topology, describeTopology);
  const lines = [
    `${topology.name}  ${topology.release}  ${security(topology)}`,
    "",
    ...describeHosts(topology),
    "Networks",
    ...describeNetworks(topology),
    ...topology.nodes.flatMap((node) => ["", ...describeNode(topology, node)]),
  ];
  // What is copied from here stays in one piece, however long.
  const whole = ["", ...describeClients(topology), ...describeHostsFile(topology)];
  return `${[...lines.flatMap(fold), ...whole].join("\n")}\n`;
}

/** The Docker hosts, where they are named. */
function describeHosts({ hosts }: Topology): readonly string[] {
  const [first] = hosts;
  if (first?.internalAddress === undefined && hosts.length < 2) return [];
  const rows = hosts.map((host) => {
    const { name, internalAddress, externalAddress, externalName, keeperPort, reachableFrom } = host;
    const from = (audiences: readonly Audience[] | undefined) =>
      audiences === undefined ? "" : ` (reached by ${audiences.join(", ") || "nobody"})`;
    const known = [
      ...(internalAddress === undefined
        ? []
        : [`internal ${internalAddress}${from(reachableFrom?.internalAddress)}`]),
      ...(externalAddress === undefined
        ? []
        : [`external ${externalAddress}${from(reachableFrom?.externalAddress)}`]),
      ...(externalName === undefined ? [] : [shownHost(externalName)]),
      ...(keeperPort === undefined ? [] : [`keeper ${keeperPort}`]),
    ];
    return row(name, known.join("  "));
  });
  return ["Docker hosts", ...rows, ""];
}

/** Networks that every host has alike stand there once. */
function describeNetworks({ hosts, networks }: Topology): readonly string[] {
  const alike = grouped(networks, ({ host: _, ...others }) => JSON.stringify(others));
  return [...alike.values()].map((same) => {
    const [n] = same;
    const on =
      same.length === hosts.length ? "on each host" : `on ${same.map(({ host }) => host).join(", ")}`;
    return row(
      wordOfNetwork(n),
      `${dockerName(n.name)}  ${n.cidr}${n.isolated ? "  no way out" : ""}${n.existing ? "  existing" : ""}${n.unpromised ? "  clients not promised" : ""}${hosts.length > 1 ? `  ${on}` : ""}`,
    );
  });
}

function describeNode(topology: Topology, node: ClusterNode): readonly string[] {
  const { advertised } = node;
  const clients = topology.audiences.join(", ");
  return [
    nodeTitle(node, "  "),
    ...(topology.hosts.length > 1 ? [row("host", node.host)] : []),
    ...node.attachments.map((a) => row(wordOfNetwork(a), `${a.address}  ${a.aliases.join("  ")}`)),
    ...node.endpoints.map((e) =>
      row("binds", `${e.bind}:${e.port}  ${e.kind}${isPlain(topology, e) ? "  PLAIN" : ""}`),
    ),
    ...certificateRows(topology, node),
    ...(advertised.replication === undefined
      ? []
      : [
          row("to peers", `${hostAndPort(advertised.replication)}  replication`),
          row("to peers", `${shownAddress(advertised.nodeHttp)}  gossip, elections`),
        ]),
    ...(clients === "" ? [] : [row("to clients", `${shownAddress(advertised.http)}  http (${clients})`)]),
    ...(clients === "" || advertised.externalTcp === undefined
      ? []
      : [row("to clients", `${shownAddress(advertised.externalTcp)}  externalTcp`)]),
    ...(node.published.length === 0
      ? [row("published", topology.proxied ? "nothing: something of yours leads clients here" : "nothing")]
      : node.published.map((p) => row("published", publishes(p)))),
  ];
}

/** What the node's certificate must be good for, and who needs it. */
function certificateRows(topology: Topology, node: ClusterNode): readonly string[] {
  if (!topology.secure) return [];
  return certificateNames(topology, node).map(({ name, reasons }) =>
    row("certified", `${shownHost(name)}  ${reasons.join("; ")}`),
  );
}

function publishes({ hostIp, hostPort, containerPort, endpoint }: PublishedPort): string {
  return `${hostIp}:${hostPort} -> ${containerPort}  ${endpoint}`;
}

function describeClients(topology: Topology): readonly string[] {
  if (topology.audiences.length === 0) return ["Clients", "  none are promised to be served"];
  return protocolsOf(topology).flatMap((protocol, i) => [
    i === 0 ? "Clients dial" : "TCP clients dial",
    ...topology.audiences.map((audience) => row(audience, shownString(topology, protocol))),
  ]);
}

function describeHostsFile(topology: Topology): readonly string[] {
  const lines = hostsFile(topology);
  return lines.length === 0
    ? []
    : ["", "Lines for the hosts file of the Docker host", ...lines.map((line) => `  ${line}`)];
}

function row(name: string, value: string): string {
  return `  ${`${name} `.padEnd(11)}${value}`;
}

/** A line in pieces that fit; continued ones are indented. */
function fold(line: string): readonly string[] {
  const indent = " ".repeat(13);
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    // Prefer to break after a comma or a space; a name is not torn apart where it can be helped.
    const break_ = Math.max(rest.lastIndexOf(",", WIDTH - 1), rest.lastIndexOf("  ", WIDTH - 1) + 1);
    const at = break_ > indent.length ? break_ + 1 : WIDTH;
    pieces.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...pieces, rest];
}

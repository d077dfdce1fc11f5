import { Audience } from "../network/model/audience";
import { connectionString } from "../network/model/connection-string";
import { EndpointKind, Interface } from "../network/model/endpoint";
import {
  endpointOf,
  hostAndPort,
  shownAddress,
  shownHost,
  wordOfNetwork,
  type ClientProtocol,
  type ClusterNode,
  type Endpoint,
  type PublishedPort,
  type Topology,
} from "../network/model/topology";
import { refuseArgument } from "../problem/argument";
import { certificateNames } from "../tls/certificate-names";

/** How wide the text is. */
const WIDTH = 80;

const LISTS = ["networks", "nodes", "audiences"] as const satisfies readonly (keyof Topology)[];

/**
 * A cluster as plain text, 80 columns wide but for connection strings: what every node binds, is told to others as,
 * and publishes.
 * @throws InvalidClusterError for what is no topology
 */
export function describeTopology(topology: Topology): string {
  const given: Partial<Topology> | null | undefined = topology;
  if (!LISTS.every((list) => Array.isArray(given?.[list]))) {
    const wrong = { path: "topology", what: "a Topology", fix: "pass cluster.topology" };
    refuseArgument(given, wrong, describeTopology);
  }
  const lines = [
    `${topology.name}  ${topology.release}  ${security(topology)}`,
    "",
    "Networks",
    ...topology.networks.map((n) =>
      row(
        wordOfNetwork(n),
        `${dockerName(n.name)}  ${n.cidr}${n.isolated ? "  no way out" : ""}${n.existing ? "  existing" : ""}${n.unpromised ? "  clients not promised" : ""}`,
      ),
    ),
    ...topology.nodes.flatMap((node) => ["", ...describeNode(topology, node)]),
  ];
  // What is copied from here stays in one piece, however long.
  const whole = ["", ...describeClients(topology), ...hostsFile(topology)];
  return `${[...lines.flatMap(fold), ...whole].join("\n")}\n`;
}

function describeNode(topology: Topology, node: ClusterNode): readonly string[] {
  const { advertised } = node;
  const clients = topology.audiences.join(", ");
  return [
    `${node.name}${node.kind === "readOnlyReplica" ? "  read-only replica" : ""}`,
    ...node.attachments.map((a) => row(wordOfNetwork(a), `${a.address}  ${a.aliases.join("  ")}`)),
    ...node.endpoints.map((e) => row("binds", `${e.bind}:${e.port}  ${e.kind}${plain(topology, e)}`)),
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

function security({ secure, clientProtocol, nodes }: Topology): string {
  if (!secure) return "INSECURE: no TLS, no authentication";
  if (clientProtocol !== "tcp") return "TLS";
  const betweenNodes = nodes.every((node) => endpointOf(node, EndpointKind.INTERNAL_TCP)?.tls !== false);
  return betweenNodes
    ? "TLS on TCP; HTTP IS PLAIN"
    : "TLS on TCP for clients; HTTP AND REPLICATION ARE PLAIN";
}

/** In a secure cluster, what is not. */
function plain({ secure }: Topology, { tls }: Endpoint): string {
  return secure && !tls ? "  PLAIN" : "";
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
  const dial = (protocol: ClientProtocol) =>
    topology.audiences.map((audience) => row(audience, shownString(topology, protocol)));
  const own = topology.clientProtocol;
  const alsoTcp =
    own === "grpc" && topology.nodes.every(({ advertised }) => advertised.externalTcp !== undefined);
  return ["Clients dial", ...dial(own), ...(alsoTcp ? ["TCP clients dial", ...dial("tcp")] : [])];
}

/** A string for people to read: what only Terraform knows is said to be so. */
function shownString(topology: Topology, protocol: ClientProtocol): string {
  return connectionString(topology, { protocol }).replace(/\$\{[^}]*\}/g, shownHost);
}

/** Under one name inside and outside, the host has to know the names. */
function hostsFile(topology: Topology): readonly string[] {
  const served = topology.audiences.includes(Audience.HOST) && topology.audiences.includes(Audience.NETWORK);
  const named = topology.nodes.filter((node) =>
    node.attachments.some(
      (a) => a.interface === Interface.EXTERNAL && a.aliases.includes(node.advertised.http.host),
    ),
  );
  if (!served || named.length === 0) return [];
  return [
    "",
    "Lines for the hosts file of the Docker host",
    ...named.map((node) => `  ${hostAddress(node)} ${node.advertised.http.host}`),
  ];
}

function hostAddress(node: ClusterNode): string {
  const ip = node.published[0]?.hostIp ?? "127.0.0.1";
  return ip === "0.0.0.0" ? "127.0.0.1" : ip;
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

/** A Docker name; one that only Terraform knows is said to be so. */
function dockerName(name: string): string {
  return name.includes("${") ? "(named at apply)" : name;
}

import { Audience, nameOfAudience } from "../network/model/audience";
import { isIpv4, isLoopback } from "../network/model/ipv4";
import { EXTERNAL_KEY } from "../network/model/names";
import type { Origins } from "../network/model/origin";
import {
  clientNetworksOf,
  hostAndPort,
  propOfNetwork,
  shownAddress,
  type Topology,
} from "../network/model/topology";
import { isLoopbackHost } from "../network/plan/host-reading";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import type { Reachability, ReachabilityCell } from "./cell";
import { grouped } from "./grouped";
import { checkStates } from "./check-state";
import { mendOf, originOf, WITH_PROXY } from "./mends";
import { containerAt, describePlace } from "./place";
import { DEPENDS, UNCHECKED, type ReachabilityStepKind } from "./step";

/** Steps at which another address in gossip could serve the audience that fails. */
const ABOUT_ADDRESS: readonly ReachabilityStepKind[] = [
  "name",
  "network",
  "reachableFrom",
  "publishedPort",
  "userlandProxy",
];

/**
 * Reports every needed way that does not lead to its node, and every way that should be closed.
 * @param origins where the plan's addresses came from; absent where what is declared was changed since it was judged
 */
export function checkReachability(
  matrix: Reachability,
  topology: Topology,
  findings: Findings,
  origins?: Origins,
): void {
  checkStates(matrix.engines, topology, findings);
  const failing = matrix.cells.filter(
    (c) => c.expected === "required" && !isTaken(c) && !isDoubtful(c, origins),
  );
  // What stands for a refused network has no name to be told.
  const cutOff =
    origins?.addressesSure === false
      ? new Set<ReachabilityCell>()
      : checkNetworks(matrix, failing, topology, findings);
  const split = new Set([
    ...cutOff,
    ...checkAudiences(
      matrix,
      failing.filter((cell) => !cutOff.has(cell)),
      topology,
      findings,
      origins,
    ),
  ]);
  reportStart(
    failing.filter((cell) => cell.failed?.what === "start"),
    topology,
    findings,
  );
  reportRequired(
    withoutEchoes(failing).filter((cell) => !split.has(cell) && cell.failed?.what !== "start"),
    topology,
    findings,
    origins,
  );
  checkSeeded(matrix, topology, findings);
  reportOpen(
    matrix.cells.filter((c) => c.expected === "forbidden" && c.reached !== false && isSettled(c, origins)),
    findings,
  );
}

/** The steps that depend on what is dialled, published and bound as port. */
const ABOUT_PORT: readonly ReachabilityStepKind[] = [
  "publishedPort",
  "userlandProxy",
  "socket",
  "answer",
  "tls",
  "node",
];

/** Whether a way leads, as far as it is known. */
function isTaken({ reached }: ReachabilityCell): boolean {
  return reached === true || reached === UNCHECKED;
}

/** Whether a way leads, or fails, by what only stands for something that was refused. */
function isDoubtful(cell: ReachabilityCell, origins: Origins | undefined): boolean {
  if (origins === undefined) return false;
  const origin = originOf(cell, origins);
  if (origin?.sure !== true) return true;
  const what = cell.failed?.what;
  if (what === undefined) return false;
  if (!origin.portSure && ABOUT_PORT.includes(what)) return true;
  if (what === "start") return !origins.addressesSure;
  const isAddress = isIpv4(cell.dialled.host) && !isLoopback(cell.dialled.host);
  if (what === "network") return isAddress && !origins.addressesSure;
  return isAddress && what !== "publishedPort" && origins.nodes.get(cell.node)?.addressesSure !== true;
}

/** Whether what a node listens on was all taken as it was asked for. */
function isSettled({ node }: ReachabilityCell, origins: Origins | undefined): boolean {
  if (origins === undefined) return true;
  const own = origins.nodes.get(node);
  const all = own === undefined ? [] : [...own.clients.values(), ...own.peers.values()];
  return origins.addressesSure && all.every(({ sure, portSure }) => sure && portSure);
}

/** A seed that fails where what is gossiped fails says nothing new. */
function withoutEchoes(failing: readonly ReachabilityCell[]): readonly ReachabilityCell[] {
  const gossiped = new Set(failing.filter((c) => c.source !== "seed").map((c) => hostAndPort(c.dialled)));
  return failing.filter((c) => c.source !== "seed" || !gossiped.has(hostAndPort(c.dialled)));
}

/** A container that does not start fails everywhere; it is named once. */
function reportStart(cells: readonly ReachabilityCell[], topology: Topology, findings: Findings): void {
  for (const detail of new Set(cells.flatMap(({ failed }) => failed?.detail ?? []))) {
    const there = topology.networks.find((n) => detail.includes(`"${n.name}"`));
    findings.problem({
      code: "reachability.start",
      path: there === undefined ? "externalNetwork" : propOfNetwork(there),
      got: "keeps a node from starting",
      expected: detail,
      fix: "leave the containers' networks and addresses as the cluster declares them",
    });
  }
}

/** One address that leads to a node on one network of clients, and not on another, is told on the other in vain. */
function checkNetworks(
  matrix: Reachability,
  failing: readonly ReachabilityCell[],
  topology: Topology,
  findings: Findings,
): ReadonlySet<ReachabilityCell> {
  const networks = clientNetworksOf(topology);
  if (networks.length < 2) return new Set();
  // Whoever is on several is served by one of them, or cut off as those on one are.
  const networkOf = ({ audience, from }: ReachabilityCell) =>
    audience === Audience.NETWORK && from.kind === "container" && from.networks.length === 1
      ? from.networks[0]
      : undefined;
  const served = new Set(
    matrix.cells
      .filter((cell) => cell.expected === "required" && isTaken(cell) && networkOf(cell) !== undefined)
      .map(keyOf),
  );
  const split = failing.filter(
    (cell) =>
      cell.audience === Audience.NETWORK &&
      served.has(keyOf(cell)) &&
      ABOUT_ADDRESS.includes(cell.failed?.what ?? "socket"),
  );
  const cutOff = networks.filter(({ name }) => split.some((cell) => networkOf(cell) === name));
  const [first] = split;
  if (first === undefined || cutOff.length === 0) return new Set();
  const others = networks.filter((one) => one.unpromised !== true && !cutOff.includes(one));
  // Cut off on some Docker hosts of every network: no choice of networks mends that.
  if (others.length === 0) return new Set();
  const once = (all: readonly string[]) => [...new Set(all)];
  const names = (all: typeof networks) => once(all.map(({ name }) => quote(name))).join(" and ");
  const keysOf = once(others.map((one) => quote(one.key ?? EXTERNAL_KEY))).join(", ");
  const byName =
    topology.clientProtocol === "tcp"
      ? "use a release from 20.6.1, which tells clients host names"
      : "tell clients host names, which become the nodes' names on each of these networks";
  findings.problem({
    code: "reachability.networks",
    path: "clients.networks",
    got: `promises containers on ${names(others)}, for which ${shownAddress(first.dialled)} leads to ${first.endpoint} of ${first.node}, and on ${names(cutOff)}, for which it does not`,
    expected: `${first.failed?.detail ?? "nothing leads there"}, and gossip carries one client address per node`,
    fix: `set networks: [${keysOf}]; or ${first.failed?.what === "userlandProxy" ? WITH_PROXY : byName}`,
  });
  return new Set(split);
}

/** Gossip carries one client address per node: audiences that need different ones are named together. */
function checkAudiences(
  matrix: Reachability,
  failing: readonly ReachabilityCell[],
  topology: Topology,
  findings: Findings,
  origins: Origins | undefined,
): ReadonlySet<ReachabilityCell> {
  const served = new Set<string>();
  for (const cell of matrix.cells)
    if (cell.expected === "required" && isTaken(cell) && isClient(cell)) served.add(keyOf(cell));
  const split = failing.filter(
    (cell) =>
      isClient(cell) &&
      served.has(keyOf(cell)) &&
      ABOUT_ADDRESS.includes(cell.failed?.what ?? "socket") &&
      !isPublishedElsewhere(cell, topology),
  );
  const [first, ...others] = split;
  if (first === undefined) return new Set();
  const named = (audiences: readonly (Audience | undefined)[]) => [...new Set(audiences)].map(nameOfAudience);
  const cutOff = named(split.map(({ audience }) => audience));
  const reached = named(topology.audiences).filter((one) => !cutOff.includes(one));
  // Cut off on some Docker hosts alone: no choice of audiences mends that.
  if (reached.length === 0) return new Set();
  const { path, fix } = mendOf([first, ...others], topology, origins);
  findings.problem({
    code: "reachability.audiences",
    path: "clients.audiences",
    got: `promises ${reached.join(" and ")}, for which ${shownAddress(first.dialled)} leads to ${first.endpoint} of ${first.node}, and ${cutOff.join(" and ")}, for which it does not`,
    expected: `${first.failed?.detail ?? "nothing leads there"}, and gossip carries one client address per node`,
    fix: `promise audiences: [${reached.join(", ")}] only, or mend ${path}: ${fix}`,
  });
  return new Set(split);
}

/** Whether the dialled port is published, on another address of the host: the address of gossip is not at fault. */
function isPublishedElsewhere({ failed, node, dialled }: ReachabilityCell, { nodes }: Topology): boolean {
  if (failed?.what !== "publishedPort" || isLoopbackHost(dialled.host)) return false;
  const published = nodes.find(({ key }) => key === node)?.published ?? [];
  return published.some(({ hostPort }) => hostPort === dialled.port);
}

/** One problem for all that fail alike. */
function reportRequired(
  cells: readonly ReachabilityCell[],
  topology: Topology,
  findings: Findings,
  origins: Origins | undefined,
): void {
  // What one prop mends is one problem.
  const key = (c: ReachabilityCell) =>
    origins === undefined
      ? `${isClient(c)} ${c.source} ${c.failed?.what}`
      : `${c.source} ${mendOf([c], topology, origins).path}`;
  const order = new Map(topology.nodes.map((node, i) => [node.key, i]));
  const inOrder = [...cells].sort((a, b) => (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0));
  for (const alike of grouped(inOrder, key).values()) {
    const [first, ...others] = alike;
    const { path, fix } = mendOf(alike, topology, origins);
    const code = first.reached === DEPENDS ? "reachability.engine" : "reachability.required";
    const why = first.failed ?? first.steps.find((step) => step.ok === DEPENDS);
    findings.problem({
      code,
      path,
      got: `${whatFails(first)}${alsoOf(others)}`,
      expected: why?.detail ?? "it fails",
      fix,
    });
  }
}

function whatFails(cell: ReachabilityCell): string {
  if (cell.failed?.what === "tls") {
    const who =
      cell.audience === Audience.PEERS ? "other nodes dial" : `${nameOfAudience(cell.audience)} dials`;
    return `gives ${cell.node} a certificate without ${cell.dialled.host}, which ${who} for ${cell.endpoint}`;
  }
  const at = shownAddress(cell.dialled);
  const who = cell.audience === Audience.PEERS ? describePlace(cell.from) : nameOfAudience(cell.audience);
  switch (cell.source) {
    case "seed":
      return `lets ${who} look for other nodes at ${at}`;
    case "dns":
      return `lets ${who} look for other nodes by DNS, at ${at}`;
    case "connectionString":
      return `gives ${who} a connection string with ${at} for ${cell.endpoint} of ${cell.node}`;
    default:
      return `advertises ${at} to ${who} for ${cell.endpoint} of ${cell.node}`;
  }
}

/** Without a seed a node of a cluster never finds the others. */
function checkSeeded(matrix: Reachability, topology: Topology, findings: Findings): void {
  if (topology.nodes.length < 2) return;
  const looking = new Set(
    matrix.cells
      .filter(({ source }) => source === "seed" || source === "dns")
      .map(({ from }) => containerAt(from)),
  );
  const alone = topology.nodes.find((node) => !looking.has(node.key));
  if (alone === undefined) return;
  findings.problem({
    code: "reachability.seeds",
    path: "settings.GossipSeed",
    got: `leaves ${alone.key} without a seed`,
    expected: "a node that knows of no other refuses to start, or stays alone",
    fix: "leave GossipSeed to the cluster: seeds follow from its nodes",
  });
}

/** What should be closed and is not. */
function reportOpen(cells: readonly ReachabilityCell[], findings: Findings): void {
  for (const alike of grouped(cells, (c) => `${c.endpoint} ${c.source}`).values()) {
    const [first, ...others] = alike;
    const { endpoint, source } = first;
    findings.problem({
      code: "reachability.open",
      ...(source === "publishedPort"
        ? { path: "clients", fix: "remove what adds or changes the container's ports" }
        : {
            path: `bindings.${endpoint}`,
            fix: `leave bindings.${endpoint} out for Binding.NODE_ADDRESS, and remove settings that bind it elsewhere`,
          }),
      got: `lets ${describePlace(first.from)} reach ${hostAndPort(first.dialled)} (${endpoint} of ${first.node})${alsoOf(others)}`,
      expected: "what nodes say to each other is for nodes only",
    });
  }
}

function isClient(cell: ReachabilityCell): cell is ReachabilityCell & { readonly audience: Audience } {
  return cell.audience !== undefined && cell.audience !== Audience.PEERS;
}

function keyOf({ node, endpoint, dialled }: ReachabilityCell): string {
  return `${node} ${endpoint} ${hostAndPort(dialled)}`;
}

function alsoOf(others: readonly ReachabilityCell[]): string {
  return others.length === 0 ? "" : `, and ${others.length} more alike`;
}

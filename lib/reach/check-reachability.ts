import { Audience } from "../network/model/audience";
import { Interface } from "../network/model/endpoint";
import { hostAndPort, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { Reachability, ReachabilityCell } from "./cell";
import { checkState } from "./check-state";
import { mendOf } from "./mends";
import { describePlace } from "./place";
import { DEPENDS, type ReachabilityStepKind } from "./step";

/** Steps at which another address in gossip could serve the audience that fails. */
const ABOUT_ADDRESS: readonly ReachabilityStepKind[] = ["name", "network", "publishedPort"];

/** Reports every needed way that does not lead to its node, and every way that should be closed. */
export function checkReachability(matrix: Reachability, topology: Topology, findings: Findings): void {
  checkState(matrix.state, topology, findings);
  const failing = matrix.cells.filter((c) => c.expected === "required" && c.reached !== true);
  const split = checkAudiences(matrix, failing, findings);
  reportStart(
    failing.filter((cell) => cell.failed?.what === "start"),
    topology,
    findings,
  );
  reportRequired(
    withoutEchoes(failing).filter((cell) => !split.has(cell) && cell.failed?.what !== "start"),
    topology,
    findings,
  );
  checkSeeded(matrix, topology, findings);
  reportOpen(
    matrix.cells.filter((c) => c.expected === "forbidden" && c.reached !== false),
    findings,
  );
}

/** A seed that fails as what its node advertises does says nothing new. */
function withoutEchoes(failing: readonly ReachabilityCell[]): readonly ReachabilityCell[] {
  const key = (cell: ReachabilityCell) =>
    `${describePlace(cell.from)} ${cell.node} ${cell.endpoint} ${hostAndPort(cell.dialled)} ${cell.failed?.what}`;
  const gossiped = new Set(failing.filter((c) => c.source !== "seed").map(key));
  return failing.filter((c) => c.source !== "seed" || !gossiped.has(key(c)));
}

/** A container that does not start fails everywhere; it is named once. */
function reportStart(cells: readonly ReachabilityCell[], topology: Topology, findings: Findings): void {
  for (const detail of new Set(cells.map((c) => c.failed?.detail ?? ""))) {
    const internal = topology.networks.find((n) => n.interface === Interface.INTERNAL);
    const isThere = internal !== undefined && detail.includes(`"${internal.name}"`);
    findings.problem({
      code: "reachability.start",
      path: isThere ? "internalNetwork" : "externalNetwork",
      got: "keeps a node from starting",
      expected: detail,
      fix: "leave the containers' networks and addresses as the cluster declares them",
    });
  }
}

/** Gossip carries one client address per node: two audiences that need different ones are named together. */
function checkAudiences(
  matrix: Reachability,
  failing: readonly ReachabilityCell[],
  findings: Findings,
): ReadonlySet<ReachabilityCell> {
  const served = new Map<string, Audience>();
  for (const cell of matrix.cells) {
    if (cell.expected !== "required" || cell.reached !== true || !isClient(cell)) continue;
    served.set(keyOf(cell), cell.audience);
  }
  const split = failing.filter(
    (cell) =>
      isClient(cell) && served.has(keyOf(cell)) && ABOUT_ADDRESS.includes(cell.failed?.what ?? "socket"),
  );
  const first = split[0];
  const reaches = first === undefined ? undefined : served.get(keyOf(first));
  // Planning says the same of what it can see.
  if (first?.audience !== undefined && reaches !== undefined && !findings.hasProblemAt("clients.audiences")) {
    findings.problem({
      code: "reachability.audiences",
      path: "clients.audiences",
      got: `promises Audience.${word(reaches)}, which reaches ${hostAndPort(first.dialled)} (${first.endpoint} of ${first.node}), and Audience.${word(first.audience)}, which does not`,
      expected: `${first.failed?.detail ?? "nothing leads there"}, and gossip carries one client address per node`,
      fix: `use ClientAccess.everywhere({ domain, ports }), ClientAccess.throughHost with an address of the host that others can route to, or promise one of them only: audiences: [Audience.${word(reaches)}]`,
    });
  }
  return new Set(split);
}

/** One problem for all that fail alike. */
function reportRequired(cells: readonly ReachabilityCell[], topology: Topology, findings: Findings): void {
  for (const alike of group(cells, (c) => `${isClient(c)} ${c.source} ${c.failed?.what}`)) {
    const [first, ...others] = alike;
    if (first === undefined) continue;
    const { path, fix } = mendOf([first, ...others], topology);
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
      cell.audience === Audience.PEERS ? "other nodes dial" : `Audience.${word(cell.audience)} dials`;
    return `gives ${cell.node} a certificate without ${cell.dialled.host}, which ${who} for ${cell.endpoint}`;
  }
  const what = `${hostAndPort(cell.dialled)} for ${cell.endpoint} of ${cell.node}`;
  switch (cell.source) {
    case "seed":
      return `lets ${describePlace(cell.from)} look for other nodes at ${hostAndPort(cell.dialled)}`;
    case "dns":
      return `lets ${describePlace(cell.from)} look for other nodes by DNS, at ${hostAndPort(cell.dialled)}`;
    case "connectionString":
      return `gives Audience.${word(cell.audience)} a connection string with ${what}`;
    default:
      return cell.audience === Audience.PEERS
        ? `tells ${describePlace(cell.from)} ${what}`
        : `tells Audience.${word(cell.audience)} ${what}`;
  }
}

/** Without a seed a node of a cluster never finds the others. */
function checkSeeded(matrix: Reachability, topology: Topology, findings: Findings): void {
  if (topology.nodes.length < 2) return;
  const looking = new Set(
    matrix.cells.flatMap((c) =>
      (c.source === "seed" || c.source === "dns") && c.from.kind === "container" ? [c.from.key] : [],
    ),
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
  // A port that nobody asked for was named with the others of its kind.
  const byAddress = cells.filter((cell) => cell.source === "address");
  for (const alike of group(byAddress, (c) => `${c.endpoint} ${c.failed?.what}`)) {
    const [first, ...others] = alike;
    if (first === undefined) continue;
    findings.problem({
      code: "reachability.open",
      path: `bindings.${first.endpoint}`,
      got: `lets ${describePlace(first.from)} reach ${hostAndPort(first.dialled)} (${first.endpoint} of ${first.node})${alsoOf(others)}`,
      expected: "what nodes say to each other is for nodes only",
      fix: `leave bindings.${first.endpoint} out for Binding.NODE_ADDRESS, and remove settings that bind it elsewhere`,
    });
  }
}

function isClient(cell: ReachabilityCell): cell is ReachabilityCell & { readonly audience: Audience } {
  return cell.audience !== undefined && cell.audience !== Audience.PEERS;
}

function keyOf({ node, endpoint, dialled }: ReachabilityCell): string {
  return `${node} ${endpoint} ${hostAndPort(dialled)}`;
}

function group<T>(values: readonly T[], keyOfValue: (value: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOfValue(value);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [value]);
    else list.push(value);
  }
  return [...groups.values()];
}

function alsoOf(others: readonly ReachabilityCell[]): string {
  return others.length === 0 ? "" : `, and ${others.length} more alike`;
}

function word(audience: Audience | undefined): string {
  return String(audience).toUpperCase();
}

import type { Findings } from "../../problem/findings";
import { quoteNetwork } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import { Cidr, isRangeOfNetwork, proposeFreeRange } from "../model/cidr";
import { Interface } from "../model/endpoint";
import { nodesNetworkName } from "../model/names";
import { askAdditional } from "./additional-networks";
import { readNetwork } from "./network-reading";
import { standInNetwork, type AskedNetwork, type NetworkPlan } from "./planned-network";
import { standInRange } from "./stand-in";

/**
 * Reads the networks that every Docker host has of a cluster: the external one always, those for further clients, and the
 * internal one where more than one node has to meet.
 * @param hosts whether nodes meet through Docker hosts that were named
 */
export function planNetworks(
  spec: ClusterSpec,
  hosts: boolean,
  single: boolean,
  findings: Findings,
): readonly NetworkPlan[] {
  const internal: AskedNetwork = {
    side: Interface.INTERNAL,
    path: "internalNetwork",
    value: spec.internalNetwork,
    name: nodesNetworkName(spec.name, hosts),
    // What is published comes in over it.
    isolated: !hosts,
    why: "nodes meet on a network of their own",
    standIns: standInRange(1),
  };
  const external: AskedNetwork = {
    side: Interface.EXTERNAL,
    path: "externalNetwork",
    value: spec.externalNetwork,
    name: `${spec.name}-external`,
    isolated: false,
    why: "clients reach the nodes on it",
    standIns: standInRange(2),
  };
  const forClients = [external, ...askAdditional(spec, findings)];
  // Who proposes a range proposes another one than whoever came before.
  const all = [internal, ...forClients];
  const read = (asked: AskedNetwork) => ({
    asked,
    network: readNetwork(asked, { propose: (meant) => propose(asked, all, meant), findings }),
  });
  const clients = forClients.map(read);
  if (single && spec.internalNetwork !== undefined) {
    findings.warning({
      code: "network.internal.unused",
      path: "internalNetwork",
      got: "is declared for a cluster of one member",
      expected: "a single node has no other node to talk to, and joins the external network only",
      fix: "leave internalNetwork out, or use size: 3",
    });
  }
  const inner = single ? [] : [read(internal)];
  const apart = checkApart(
    [...inner, ...clients].map(({ network }) => network),
    all,
    findings,
  );
  return [...clients, ...inner].map(({ asked, network }) =>
    apart.has(network) ? network : standInNetwork(asked),
  );
}

/** The range of a network as it came, where it is one; somebody may have written nothing but that. */
function rangesOf(asked: readonly AskedNetwork[]): readonly Cidr[] {
  return asked.flatMap((one) => {
    const cidr = rangeTextOf(one);
    return (typeof cidr === "string" ? Cidr.parse(cidr) : undefined) ?? [];
  });
}

function rangeTextOf({ value }: AskedNetwork): unknown {
  if (typeof value === "string") return value;
  return (value as { readonly cidr?: unknown } | null | undefined)?.cidr;
}

/**
 * A free range for one of the networks, apart from those that are proposed to others which need one.
 * @param meant the range that was probably meant, which it gets where it can keep that
 */
function propose(wanted: AskedNetwork, all: readonly AskedNetwork[], meant?: Cidr): string {
  if (meant !== undefined && !needsAnother(wanted, all)) return meant.toString();
  const proposed: Cidr[] = [];
  const freeFor = (asked: AskedNetwork) =>
    proposeFreeRange([...rangesOf(all.filter((other) => other !== asked)), ...proposed]);
  for (const other of all.slice(0, all.indexOf(wanted))) {
    if (needsAnother(other, all)) proposed.push(Cidr.of(freeFor(other)));
  }
  return freeFor(wanted);
}

/** Whether a network cannot keep the range that it has, or that was meant. */
function needsAnother(asked: AskedNetwork, all: readonly AskedNetwork[]): boolean {
  const [range] = rangesOf([asked]);
  if (range === undefined || !isRangeOfNetwork(range)) return true;
  // Of two that were written as ranges the later one gives way.
  const isWritten = rangeTextOf(asked) === range.toString();
  const others = isWritten ? all.slice(0, all.indexOf(asked)) : all.filter((other) => other !== asked);
  return rangesOf(others).some((other) => other.overlaps(range));
}

/** The networks that are apart from those before them: nodes and clients meet on networks of their own. */
function checkApart(
  networks: readonly NetworkPlan[],
  all: readonly AskedNetwork[],
  findings: Findings,
): ReadonlySet<NetworkPlan> {
  const apart = new Set<NetworkPlan>();
  for (const one of networks) {
    const before = [...apart].filter(({ sure }) => sure);
    const same = before.find(({ network }) => network.name === one.network.name);
    const overlapping = before.find(({ range }) => range.overlaps(one.range));
    if (!one.sure || (same === undefined && overlapping === undefined)) apart.add(one);
    else if (same !== undefined) reportSame(one, same, findings);
    else if (overlapping !== undefined) reportOverlap(one, overlapping, freeFor(one, all), findings);
  }
  return apart;
}

/** A free range for a network that was read. */
function freeFor({ path }: NetworkPlan, all: readonly AskedNetwork[]): string {
  return all
    .filter((asked) => asked.path === path)
    .map((asked) => propose(asked, all))
    .join();
}

function reportSame({ path, network }: NetworkPlan, other: NetworkPlan, findings: Findings): void {
  const inside = other.network.interface === Interface.INTERNAL;
  findings.problem({
    code: "network.same",
    path,
    got: `is ${quoteNetwork(network.name)}, as ${other.path} is`,
    expected: inside
      ? "nodes and clients must meet on two networks, or clients reach the nodes' own traffic"
      : "the engine connects a container to a network once",
    fix: inside ? "use two networks" : "remove it from additionalNetworks, or use another network",
  });
}

function reportOverlap(
  { path, network }: NetworkPlan,
  other: NetworkPlan,
  free: string,
  findings: Findings,
): void {
  findings.problem({
    code: "network.cidr.overlap",
    path: `${path}.cidr`,
    got: `"${network.cidr}" overlaps ${other.path}.cidr "${other.network.cidr}"`,
    expected: "the two ranges must be disjoint",
    fix: `use a disjoint range, for example "${free}"`,
  });
}

import type { Findings } from "../../problem/findings";
import { quoteNetwork } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import { Cidr, proposeFreeRange } from "../model/cidr";
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
    network: readNetwork(asked, { propose: () => propose(asked, all), findings }),
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

/** The range of a network as it came, where it is one. */
function rangesOf(asked: readonly AskedNetwork[]): readonly Cidr[] {
  return asked.flatMap(({ value }) => {
    const cidr = (value as { readonly cidr?: unknown } | null | undefined)?.cidr;
    return (typeof cidr === "string" ? Cidr.parse(cidr) : undefined) ?? [];
  });
}

/** A free range for one of the networks, apart from those that are proposed to others which need one. */
function propose(wanted: AskedNetwork, all: readonly AskedNetwork[]): string {
  const taken = [...rangesOf(all)];
  for (const other of all.slice(0, all.indexOf(wanted))) {
    if (rangesOf([other]).length > 0) continue;
    taken.push(Cidr.of(proposeFreeRange(taken)));
  }
  return proposeFreeRange(taken);
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
    else if (overlapping !== undefined) reportOverlap(one, overlapping, all, findings);
  }
  return apart;
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
  all: readonly AskedNetwork[],
  findings: Findings,
): void {
  findings.problem({
    code: "network.cidr.overlap",
    path: `${path}.cidr`,
    got: `"${network.cidr}" overlaps ${other.path}.cidr "${other.network.cidr}"`,
    expected: "the two ranges must be disjoint",
    fix: `use a disjoint range, for example "${proposeFreeRange(rangesOf(all))}"`,
  });
}

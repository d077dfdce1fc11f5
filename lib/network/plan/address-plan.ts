import { checkKeys, checkObject } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec, NodeAddressSpec } from "../asked/cluster-spec";
import { isIpv4 } from "../model/ipv4";
import { EXTERNAL_KEY } from "../model/names";
import type { PlanContext } from "./plan-context";
import type { NetworkPlan } from "./planned-network";
import type { NodeAddress, NodeIdentity, PlacedNode } from "./planned-node";
import { addressAt, freeAddress, hasRoom, offsetOf, roomyOffsets } from "./room";
import { standIn } from "./stand-in";

/** Gives every node its address on every network, by its own number alone: no two have one, on whichever hosts they are. */
export function placeNodes(
  asked: ClusterSpec["addresses"],
  nodes: readonly NodeIdentity[],
  networks: readonly NetworkPlan[],
  findings: Findings,
): readonly PlacedNode[] {
  const start: readonly PlacedNode[] = nodes.map((node) => ({ ...node, places: [] }));
  // From the last to the first, each put before the others: what nodes need is spoken of before what clients need.
  return networks.reduceRight((placed, network) => placeOn(network, asked, placed, findings), start);
}

function placeOn(
  network: NetworkPlan,
  given: ClusterSpec["addresses"],
  nodes: readonly PlacedNode[],
  findings: Findings,
): readonly PlacedNode[] {
  const owners = new Map<string, Owner>();
  if (network.gateway !== undefined)
    owners.set(network.gateway, { name: `${network.path}.gateway`, chosen: false });
  const { interface: side, key } = network.network;
  const prop = key === undefined ? `${side}Address` : `additionalAddresses[${quote(key)}]`;
  const chosen = ({ key: node }: NodeIdentity): unknown =>
    key === undefined
      ? given[node]?.[`${side}Address`]
      : new Map(Object.entries<unknown>({ ...given[node]?.additionalAddresses })).get(key);
  const site: Site = { network, nodes, chosen };
  let full = false;
  return nodes.map((node) => {
    const at = (place: NodeAddress): PlacedNode => ({
      ...node,
      places: [{ network, ...place }, ...node.places],
    });
    const refused = () => at({ address: standIn(node, network.standIns), sure: false });
    if (!network.sure) return refused();
    const asked = chosen(node);
    if (asked === undefined && network.refusedOffsets.includes(node.kind)) return refused();
    const path = `nodeOverrides["${node.key}"].${prop}`;
    const address =
      asked === undefined
        ? addressAt(offsetOf(node, network), network)
        : readAddress(asked, path, network, findings);
    if (address === undefined) {
      // The nodes that follow have no room either.
      if (asked === undefined && !full) reportNoRoom(node, site, findings);
      full ||= asked === undefined;
      return refused();
    }
    const owner = owners.get(address);
    if (owner !== undefined) {
      reportTaken(node, path, address, owner, site, findings);
      return refused();
    }
    owners.set(address, { name: node.key, chosen: asked !== undefined });
    return at({ address, sure: true });
  });
}

/** Whether fixed addresses on additional networks are by keys of such networks. */
export function checkAdditionalAddresses(
  asked: ClusterSpec["addresses"],
  { clientNetworks, findings }: Pick<PlanContext, "clientNetworks" | "findings">,
): void {
  // Where the networks themselves were refused, nobody knows their keys.
  if (clientNetworks === undefined) return;
  const known = clientNetworks.filter((key) => key !== EXTERNAL_KEY);
  for (const [node, own] of Object.entries<Partial<NodeAddressSpec> | null | undefined>(asked)) {
    const given: unknown = own?.additionalAddresses;
    if (given === undefined) continue;
    const path = `nodeOverrides[${quote(node)}].additionalAddresses`;
    const addresses = checkObject(given, 'use { proxy: "10.240.2.50" }', findings.at(path));
    if (addresses !== undefined) checkKeys(addresses, known, findings.at(path));
  }
}

/** Who has an address, and whether it was chosen for it. */
interface Owner {
  readonly name: string;
  readonly chosen: boolean;
}

/** A network with the nodes that are on it, and the addresses that were chosen for some. */
interface Site {
  readonly network: NetworkPlan;
  readonly nodes: readonly NodeIdentity[];
  readonly chosen: (node: NodeIdentity) => unknown;
}

/** The addresses that no offset moves, as they came. */
function fixedOn({ network, nodes, chosen }: Site): ReadonlySet<unknown> {
  return new Set([network.gateway, ...nodes.map(chosen)]);
}

/** Offsets of the network with which every node whose address was not chosen has room, as a mend. */
function offsetsFor(site: Site): string | undefined {
  const { network, nodes, chosen } = site;
  const planned = nodes.filter((node) => chosen(node) === undefined);
  const offsets = roomyOffsets(planned, network, fixedOn(site));
  if (offsets === undefined) return undefined;
  const props = Object.entries(offsets).map(([prop, offset]) => `${network.path}.${prop}: ${offset}`);
  return `set ${props.join(" and ")}`;
}

function readAddress(
  asked: unknown,
  path: string,
  network: NetworkPlan,
  findings: Findings,
): string | undefined {
  if (typeof asked !== "string" || !isIpv4(asked) || !network.range.isHostAddress(asked)) {
    const expected = `must be an address within ${network.path}.cidr "${network.network.cidr}"`;
    findings.problem({
      code: "address.outside",
      path,
      got: `is ${quote(asked)}`,
      expected,
      fix: `leave it out, or use an address such as ${network.range.at(11) ?? network.range.at(2)}`,
    });
    return undefined;
  }
  if (network.dynamicRange?.contains(asked) === true) {
    const expected = `lies in ${network.path}.dynamicRange ${network.dynamicRange.toString()}, where the engine puts other containers`;
    findings.problem({
      code: "address.dynamic",
      path,
      got: `is ${quote(asked)}`,
      expected,
      fix: "leave it out, or use an address outside it",
    });
  }
  return asked;
}

function reportNoRoom(node: NodeIdentity, site: Site, findings: Findings): void {
  const { network } = site;
  const offset = offsetOf(node, network);
  const address = network.range.at(offset);
  const covering = network.dynamicRange?.toString();
  // The range is large enough; what was asked for covers it.
  const isDefault = !network.network.existing && covering === network.range.upperHalf().toString();
  if (address !== undefined && covering !== undefined && !isDefault)
    reportCovered(node, address, covering, site, findings);
  else reportTooSmall(node, offset, site, findings);
}

function reportCovered(
  { key }: NodeIdentity,
  address: string,
  dynamicRange: string,
  site: Site,
  findings: Findings,
): void {
  const { network, nodes, chosen } = site;
  const upperHalf = network.range.upperHalf();
  const planned = nodes.filter((node) => chosen(node) === undefined);
  const fits = hasRoom(planned, { ...network, dynamicRange: upperHalf }, fixedOn(site));
  findings.problem({
    code: "network.dynamicRange.nodes",
    path: `${network.path}.dynamicRange`,
    got: `is "${dynamicRange}", which holds "${address}" of ${key}`,
    expected: "the engine puts other containers there",
    fix:
      !network.network.existing && fits
        ? `leave it out for ${upperHalf.toString()}`
        : (offsetsFor(site) ??
          (network.network.existing
            ? "create the network with a smaller ip_range, outside the nodes' addresses"
            : "use a smaller one, outside the nodes' addresses")),
  });
}

function reportTooSmall(node: NodeIdentity, offset: number, site: Site, findings: Findings): void {
  const { network, nodes } = site;
  const mends = [offsetsFor(site), largerRange(Math.max(...nodes.map((one) => offsetOf(one, network))))];
  const where =
    network.dynamicRange === undefined
      ? "the range"
      : `the range, of which ${network.dynamicRange.toString()} is for other containers (dynamicRange)`;
  const other = node.kind === "member" ? "memberOffset" : "replicaOffset";
  findings.problem({
    code: "network.cidr.small",
    path: `${network.path}.cidr`,
    got: `"${network.network.cidr}" has no room for ${node.key}`,
    expected: `its address would be number ${offset} of ${where}`,
    fix: mends.filter((mend) => mend !== undefined).join(", or ") || `use a smaller ${other}`,
  });
}

/** The lower half holds the nodes, the upper half the engine's own choices. */
function largerRange(highest: number): string | undefined {
  const prefix = 31 - Math.ceil(Math.log2(highest + 1));
  return prefix < 8 ? undefined : `use a range of /${prefix} or larger`;
}

function reportTaken(
  node: NodeIdentity,
  path: string,
  address: string,
  owner: Owner,
  site: Site,
  findings: Findings,
): void {
  const { network, nodes, chosen } = site;
  const isChosen = chosen(node) !== undefined;
  const taken = new Set(fixedOn(site));
  for (const one of nodes) taken.add(addressAt(offsetOf(one, network), network));
  const free = freeAddress(network, taken);
  const own = free === undefined ? undefined : `set ${path}: "${free}"`;
  const mend = isChosen || owner.chosen ? own : (offsetsFor(site) ?? own);
  findings.problem({
    code: "address.taken",
    path,
    got: `would be "${address}", which ${owner.name} has`,
    expected: "every node needs an address of its own",
    fix: mend ?? `use a larger range as ${network.path}.cidr`,
  });
}

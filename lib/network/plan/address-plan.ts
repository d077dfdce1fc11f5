import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import { Interface } from "../model/endpoint";
import { isIpv4 } from "../model/ipv4";
import type { NetworkPlan } from "./network-plan";
import type { NodeAddress, NodeIdentity, PlacedNode } from "./planned-node";
import { standIn } from "./stand-in";

/** Gives every node its address on every network of its host, by its own number alone. */
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
  const side = network.network.interface;
  const prop = side === Interface.INTERNAL ? "internalAddress" : "externalAddress";
  const owners = new Map<string, string>();
  if (network.gateway !== undefined) owners.set(network.gateway, `${network.path}.gateway`);
  let full = false;
  return nodes.map((node) => {
    if (node.host !== network.network.host) return node;
    const at = (place: NodeAddress): PlacedNode => ({
      ...node,
      places: [{ network, ...place }, ...node.places],
    });
    const refused = () => at({ address: standIn(node.kind, node.index, side), sure: false });
    if (!network.sure) return refused();
    const asked: unknown = given[node.key]?.[prop];
    const path = `nodeOverrides["${node.key}"].${prop}`;
    const address =
      asked === undefined ? plannedAddress(node, network) : readAddress(asked, path, network, findings);
    if (address === undefined) {
      // The nodes that follow have no room either.
      if (asked === undefined && !full) reportTooSmall(node, network, findings);
      full ||= asked === undefined;
      return refused();
    }
    const owner = owners.get(address);
    if (owner !== undefined) {
      reportTaken(path, address, owner, network, findings);
      return refused();
    }
    owners.set(address, node.key);
    return at({ address, sure: true });
  });
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
      fix: "use an address outside it, or set dynamicRange",
    });
  }
  return asked;
}

function offsetOf(node: NodeIdentity, network: NetworkPlan): number {
  return (node.kind === "member" ? network.memberOffset : network.replicaOffset) + node.index;
}

function plannedAddress(node: NodeIdentity, network: NetworkPlan): string | undefined {
  const address = network.range.at(offsetOf(node, network));
  return address === undefined || network.dynamicRange?.contains(address) === true ? undefined : address;
}

function reportTooSmall(node: NodeIdentity, network: NetworkPlan, findings: Findings): void {
  const offset = offsetOf(node, network);
  // The lower half holds the nodes, the upper half the engine's own choices.
  const prefix = 31 - Math.ceil(Math.log2(offset + 1));
  const other = node.kind === "member" ? "memberOffset" : "replicaOffset";
  const fix =
    prefix < 8 ? `use a smaller ${other}` : `use a range of /${prefix} or larger, or a smaller ${other}`;
  const where =
    network.dynamicRange === undefined
      ? "the range"
      : `the part of the range outside ${network.dynamicRange.toString()}`;
  findings.problem({
    code: "network.cidr.small",
    path: `${network.path}.cidr`,
    got: `"${network.network.cidr}" has no room for ${node.key}`,
    expected: `its address would be number ${offset} of ${where}`,
    fix,
  });
}

function reportTaken(
  path: string,
  address: string,
  owner: string,
  network: NetworkPlan,
  findings: Findings,
): void {
  findings.problem({
    code: "address.taken",
    path,
    got: `would be "${address}", which ${owner} has`,
    expected: "every node needs an address of its own",
    fix: `give one of them another address, or set ${network.path}.memberOffset or replicaOffset`,
  });
}

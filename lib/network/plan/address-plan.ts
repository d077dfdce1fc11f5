import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import { Interface } from "../model/endpoint";
import { isIpv4 } from "../model/ipv4";
import type { NetworkPlan } from "./network-plan";
import type { NodeIdentity, NodePlan } from "./node-plan";

/** A node's address on each network that it joins. */
export type NodeAddresses = Readonly<Partial<Record<Interface, string>>>;

/** Gives every node its address on every network, by its own number alone. */
export function planAddresses(
  spec: ClusterSpec,
  plan: NodePlan,
  networks: Readonly<Partial<Record<Interface, NetworkPlan>>>,
  findings: Findings,
): ReadonlyMap<string, NodeAddresses> {
  const addresses = new Map<string, Partial<Record<Interface, string>>>();
  for (const node of plan.nodes) addresses.set(node.key, {});
  for (const side of [Interface.INTERNAL, Interface.EXTERNAL]) {
    const network = networks[side];
    if (network === undefined) continue;
    const owners = new Map<string, string>();
    if (network.gateway !== undefined) owners.set(network.gateway, `${network.path}.gateway`);
    for (const node of plan.nodes) {
      const address = addressOf(spec, node, side, network, findings);
      if (address === undefined) continue;
      const owner = owners.get(address);
      if (owner !== undefined) reportTaken(node, side, address, owner, network, findings);
      owners.set(address, node.key);
      const own = addresses.get(node.key);
      if (own !== undefined) own[side] = address;
    }
  }
  return addresses;
}

function addressOf(
  spec: ClusterSpec,
  node: NodeIdentity,
  side: Interface,
  network: NetworkPlan,
  findings: Findings,
): string | undefined {
  const prop = side === Interface.INTERNAL ? "internalAddress" : "externalAddress";
  const asked: unknown = spec.addresses[node.key]?.[prop];
  const path = `nodeOverrides["${node.key}"].${prop}`;
  if (asked !== undefined) {
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
  const offset = (node.kind === "member" ? network.memberOffset : network.replicaOffset) + node.index;
  const address = network.range.at(offset);
  if (address === undefined || network.dynamicRange?.contains(address) === true) {
    if (!findings.hasProblemAt(`${network.path}.cidr`)) reportTooSmall(network, node, offset, findings);
    return undefined;
  }
  return address;
}

function reportTooSmall(network: NetworkPlan, node: NodeIdentity, offset: number, findings: Findings): void {
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
  node: NodeIdentity,
  side: Interface,
  address: string,
  owner: string,
  network: NetworkPlan,
  findings: Findings,
): void {
  findings.problem({
    code: "address.taken",
    path: `nodeOverrides["${node.key}"].${side === Interface.INTERNAL ? "internalAddress" : "externalAddress"}`,
    got: `would be "${address}", which ${owner} has`,
    expected: "every node needs an address of its own",
    fix: `give one of them another address, or set ${network.path}.memberOffset or replicaOffset`,
  });
}

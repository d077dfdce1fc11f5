import { Cidr } from "../network/model/cidr";
import { Interface } from "../network/model/endpoint";
import { propOfNetwork, type Network, type Topology } from "../network/model/topology";
import { quote } from "../problem/quote";
import { keepsApart, reservedOf } from "./cluster-networks";
import type { ForeignIndex, ForeignNetwork } from "./foreign";
import type { OwnResources } from "./own";
import type { Report } from "./report";
import { blocksOf, isExpression, isOn, plainText, stated } from "./values";

/** What the cluster was told of a network that the same program declares, beside what is declared. */
export function judgeExistingNetworks(own: OwnResources, foreign: ForeignIndex): void {
  for (const { network, keys } of own.networks) {
    if (!network.existing) continue;
    const declared = keys.map((key) => foreign.network(key, own.engine)).find((one) => one !== undefined);
    if (declared !== undefined) judge(network, declared, own);
  }
}

function judge(network: Network, { path, attributes }: ForeignNetwork, { topology, report }: OwnResources) {
  const side = propOfNetwork(network);
  if (network.checkedAtPlan)
    report.problem({
      attribute: `${side}.checkedAtPlan`,
      got: `is true, and ${path} is of the same program`,
      expected: "Terraform looks before it makes that network, and it is compared at synth already",
      fix: "leave checkedAtPlan out",
    });
  const internal = isOn(attributes.internal);
  if (internal !== network.isolated && !isExpression(attributes.internal)) {
    report.problem({
      attribute: `${side}.internal`,
      got: `is ${network.isolated}, and ${path} is declared with internal ${stated(attributes.internal).replace(/^is /, "")}`,
      expected: network.isolated
        ? "it has a way out and in then, and is not for those only who are on it"
        : "an internal network has no way out, and no port of a container on it is published",
      fix: internal
        ? "leave internal out there, or set internal: true here"
        : network.interface === Interface.INTERNAL
          ? "set internal: true there"
          : "set internal: true there, or leave it out here",
    });
  }
  if (isExpression(attributes.internal) && !network.isolated && network.interface !== Interface.INTERNAL)
    report.warning({
      attribute: `${side}.internal`,
      got: `is false, and with what internal ${path} is declared is known only when Terraform runs`,
      expected: "an internal network has no way out, and no port of a container on it is published",
      fix: "write true or false there",
    });
  if (keepsApart(attributes))
    report.problem({
      attribute: side,
      got: `is ${path}, whose options hold enable_icc = false`,
      expected: "containers on the network then do not reach each other",
      fix: "leave it out there",
    });
  const driver = plainText(attributes.driver) || "bridge";
  if (driver !== "bridge" && !isExpression(driver)) {
    report.warning({
      attribute: side,
      got: `is ${path}, whose driver is ${quote(driver)}`,
      expected: "who reaches what is judged for a bridge",
      fix: "use a bridge where you can, and try the routes where you cannot",
    });
  }
  judgeRange(network, path, blocksOf(attributes, "ipam_config"), topology, report);
}

function judgeRange(
  network: Network,
  path: string,
  ranges: readonly Readonly<Record<string, unknown>>[] | undefined,
  topology: Topology,
  report: Report,
): void {
  // What only Terraform knows may be right.
  if (ranges === undefined || ranges.some(({ subnet }) => isExpression(subnet))) return;
  const side = propOfNetwork(network);
  const own = ranges.find(({ subnet }) => Cidr.parse(plainText(subnet))?.toString() === network.cidr);
  if (own === undefined) {
    const subnets = ranges.map(({ subnet }) => quote(plainText(subnet))).join(", ");
    report.problem({
      attribute: `${side}.cidr`,
      got: `is "${network.cidr}", and ${path} ${subnets === "" ? "is declared without ipam_config" : `has ${subnets}`}`,
      expected:
        "the engine gives nodes their fixed addresses only in a range that the network was declared with",
      fix:
        subnets === ""
          ? `give that network ipam_config with the subnet "${network.cidr}"`
          : "use the range that the network is declared with",
    });
    return;
  }
  const places = topology.nodes.flatMap(({ key, attachments }) =>
    attachments.filter((a) => a.network === network.name).map(({ address }) => ({ key, address })),
  );
  const gateway = plainText(own.gateway);
  const atGateway = places.find(({ address }) => address === gateway);
  if (atGateway !== undefined) {
    report.problem({
      attribute: side,
      got: `gives ${atGateway.key} the address ${gateway}, which is the gateway of ${path}`,
      expected: "the engine gives that address to no container",
      fix: "set memberOffset or replicaOffset, or another gateway there",
    });
  }
  for (const [name, address] of reservedOf(own)) {
    const reserved = places.find((place) => place.address === address);
    if (reserved === undefined) continue;
    report.problem({
      attribute: side,
      got: `gives ${reserved.key} the address ${address}, which ${path} keeps for ${quote(name)} by aux_address`,
      expected: "the engine gives that address to no container",
      fix: "set memberOffset or replicaOffset, or another address there",
    });
  }
  if (isExpression(own.ip_range)) return;
  const given = plainText(own.ip_range);
  const { dynamicRange } = network;
  if (dynamicRange !== undefined && Cidr.parse(given)?.toString() !== dynamicRange)
    report.problem({
      attribute: `${side}.dynamicRange`,
      got: `is "${dynamicRange}", and ${path} ${given === "" ? "has no ip_range" : `has ${quote(given)}`}`,
      expected: "where the engine puts other containers, no node has its address",
      fix: "leave dynamicRange out: that network is read",
    });
  const dynamic = Cidr.parse(given || network.cidr);
  const among = places.find(({ address }) => dynamic?.contains(address) === true);
  if (among === undefined) return;
  report.warning({
    attribute: side,
    got: `is ${path}, ${given === "" ? "which has no ip_range" : `whose ip_range is ${quote(given)}`}`,
    expected: `the engine may give the address of ${among.key} to another container while the node is stopped`,
    fix: "give that network an ip_range that leaves the nodes' addresses out",
  });
}

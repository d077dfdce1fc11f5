import { Cidr } from "../network/model/cidr";
import { Interface } from "../network/model/endpoint";
import { clientNetworksOf, propOfNetwork, type Network } from "../network/model/topology";
import { quote } from "../problem/quote";
import { isPlain, type Attributes } from "./attributes";
import { differs, type ContainerView } from "./container-view";
import { blocksOf, isOn, plainText, stated } from "./values";

/** A network of the cluster has its range, and the internal one no way out. */
export function judgeNetwork(network: Network, view: ContainerView): void {
  const { now, report, plan } = view;
  const internal = network.interface === Interface.INTERNAL;
  if (internal && !isOn(now.internal)) {
    report.problem({
      attribute: "internal",
      got: stated(now.internal),
      expected:
        "replication and gossip then run on a network with a way out and in, and the nodes' default gateway may lie there",
      fix: "leave it true",
    });
  }
  if (!internal && isOn(now.internal)) {
    const others = clientNetworksOf(plan.topology).filter((one) => one !== network && !one.isolated);
    const published = others.length === 0 && plan.topology.nodes.some((node) => node.published.length > 0);
    const expected =
      "the engine publishes no port of a container that is on internal networks only, and containers there reach nothing outside";
    if (published) report.problem({ attribute: "internal", got: "is true", expected, fix: "leave it false" });
    else report.warning({ attribute: "internal", got: "is true", expected, fix: "leave it false" });
  }
  if (now.driver !== "bridge") {
    report.problem({
      attribute: "driver",
      got: stated(now.driver),
      expected: "who reaches what was planned for a bridge",
      fix: "leave it; for another network use ClusterNetwork.fromNetworkName",
    });
  }
  if (differs(view, "ipam_config")) judgeRange(network, view);
  judgeOptions(internal, view);
}

function judgeRange(network: Network, { now, report, plan }: ContainerView): void {
  const entries = blocksOf(now, "ipam_config");
  const path = propOfNetwork(network);
  const entry = entries?.find((e) => e.subnet === network.cidr);
  if (entry === undefined) {
    const subnets = (entries ?? []).map((e) => quote(plainText(e.subnet))).join(", ");
    report.problem({
      attribute: "ipam_config",
      got: entries === undefined || subnets === "" ? "holds no subnet" : `holds ${subnets}`,
      expected: `the library set "${network.cidr}", and the nodes' fixed addresses need their range`,
      fix: `use ${path}.cidr`,
    });
    return;
  }
  const owner = (address: string) =>
    plan.topology.nodes.find((node) =>
      node.attachments.some((a) => a.network === network.name && a.address === address),
    );
  const gateway = plainText(entry.gateway);
  const taken = gateway === "" ? undefined : owner(gateway);
  if (taken !== undefined) {
    report.problem({
      attribute: "ipam_config.gateway",
      got: `is ${quote(gateway)}`,
      expected: `${taken.key} has that address`,
      fix: `use ${path}.gateway`,
    });
  }
  for (const [name, address] of reservedOf(entry)) {
    const reserved = owner(address);
    if (reserved === undefined) continue;
    report.problem({
      attribute: "ipam_config.aux_address",
      got: `keeps ${quote(address)} for ${quote(name)}`,
      expected: `${reserved.key} has that address, and the engine gives a kept one to no container`,
      fix: "use another address there",
    });
  }
  const dynamic = Cidr.parse(plainText(entry.ip_range) || network.cidr);
  const among = plan.topology.nodes.find((node) =>
    node.attachments.some((a) => a.network === network.name && dynamic?.contains(a.address) === true),
  );
  if (among !== undefined) {
    report.warning({
      attribute: "ipam_config.ip_range",
      got: plainText(entry.ip_range) === "" ? "is missing" : `is ${quote(plainText(entry.ip_range))}`,
      expected: `the engine may give the address of ${among.key} to another container while the node is stopped`,
      fix: `use ${path}.dynamicRange`,
    });
  }
}

/** Options of the bridge driver by which nodes do not meet, or everybody meets them. */
function judgeOptions(internal: boolean, { now, report }: ContainerView): void {
  if (keepsApart(now)) {
    report.problem({
      attribute: "options",
      got: "holds enable_icc = false",
      expected: "containers on the network then do not reach each other",
      fix: "leave it out",
    });
  }
  const mode = plainText(mapOf(now.options)["com.docker.network.bridge.gateway_mode_ipv4"]);
  if (mode !== "routed" && mode !== "nat-unprotected") return;
  const expected = "other machines then reach the nodes' own addresses";
  if (internal)
    report.problem({
      attribute: "options",
      got: `holds gateway_mode_ipv4 = ${mode}`,
      expected,
      fix: "leave it out",
    });
  else
    report.warning({
      attribute: "options",
      got: `holds gateway_mode_ipv4 = ${mode}`,
      expected,
      fix: "leave it out",
    });
}

/** Whether the engine keeps the containers on a bridge from each other. */
export function keepsApart({ options }: Attributes): boolean {
  // As Go reads a switch.
  return /^(0|f|F|false|FALSE|False)$/.test(
    plainText(mapOf(options)["com.docker.network.bridge.enable_icc"]),
  );
}

/** The addresses of a range that the engine gives to nobody, each with what it is called. */
export function reservedOf(entry: Attributes): readonly (readonly [string, string])[] {
  return Object.entries(mapOf(entry.aux_address)).map(([name, address]) => [name, plainText(address)]);
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isPlain(value) ? value : {};
}

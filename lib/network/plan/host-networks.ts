import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { Interface } from "../model/endpoint";
import { isKnownAtApply } from "../model/host-name";
import { namedHosts, type HostsPlan } from "./host-plan";
import type { NetworkPlan } from "./planned-network";

/**
 * The hosts, of which those are not sure at whose nodes nothing arrives that is published there. Judges whether what is published on the hosts arrives at the nodes: an engine leads it over the first network by name that has a
 * way out, and no address of a host is one of a network that every host has.
 */
export function checkHostNetworks(
  hosts: HostsPlan,
  networks: readonly NetworkPlan[],
  single: boolean,
  findings: Findings,
): HostsPlan {
  const { addressed } = hosts;
  if (addressed === undefined) return hosts;
  const refused = new Set<string>();
  for (const { sure, path, host } of addressed.values()) {
    if (!sure) continue;
    const { internalAddress, externalAddress } = host;
    for (const [prop, address] of Object.entries({ internalAddress, externalAddress })) {
      if (prop === "externalAddress" && address === internalAddress) continue;
      const inside = networks.find((one) => one.sure && one.range.contains(address));
      if (inside === undefined) continue;
      refused.add(host.name);
      findings.problem({
        code: "hosts.address.network",
        path: `${path}.${prop}`,
        got: `is ${quote(address)}, an address of ${inside.path}.cidr "${inside.network.cidr}"`,
        expected: "every host has that network, and what is sent to the address never leaves it",
        fix: `use another range as ${inside.path}.cidr`,
      });
    }
  }
  const known = addressed.size < 2 || checkKnown(networks, findings);
  const arrives = known && (single || checkArrival(networks, findings));
  return namedHosts(
    [...addressed.values()].map((one) => ({
      ...one,
      sure: one.sure && arrives && !refused.has(one.host.name),
    })),
  );
}

/** Whether networks that exist are known by name: a token is that of one host's network, and no order is known of it. */
function checkKnown(networks: readonly NetworkPlan[], findings: Findings): boolean {
  const unknown = networks.filter(
    ({ sure, network }) => sure && network.existing && isKnownAtApply(network.name),
  );
  for (const path of new Set(unknown.map((one) => one.path))) {
    findings.problem({
      code: "hosts.network.token",
      path,
      got: "is a network whose name is known only when Terraform runs",
      expected: "every host has one of that name, and an engine leads published ports over the first by name",
      fix: "leave it to the cluster: { cidr }, or make one on every host, and write the name itself: ClusterNetwork.fromNetworkName(name, { cidr })",
    });
  }
  return unknown.length === 0;
}

/** Whether published ports arrive where replication listens. */
function checkArrival(networks: readonly NetworkPlan[], findings: Findings): boolean {
  const internal = networks.find(({ network }) => network.interface === Interface.INTERNAL);
  if (internal?.sure !== true) return true;
  if (internal.network.existing && internal.network.isolated) {
    findings.problem({
      code: "hosts.network.isolated",
      path: internal.path,
      got: `is the existing network ${quote(internal.network.name)}, declared internal`,
      expected: "nodes on other hosts come in by published ports, and into such a network there is no way",
      fix: "leave it to the cluster: { cidr }, or create it without internal: true",
    });
    return false;
  }
  const first = networks.find(
    ({ sure, network }) => sure && !network.isolated && network.name < internal.network.name,
  );
  if (first === undefined) return true;
  findings.problem({
    code: "hosts.network.order",
    path: first.network.existing ? first.path : internal.path,
    got: `is the network ${quote(first.network.existing ? first.network.name : internal.network.name)}`,
    expected: `an engine leads published ports over the first network by name, and ${quote(first.network.name)} comes before ${quote(internal.network.name)}, on which replication listens`,
    fix: first.network.existing
      ? `leave it to the cluster: { cidr }, or use one whose name comes after ${quote(internal.network.name)}`
      : `leave it to the cluster: { cidr }, or use one whose name comes before ${quote(first.network.name)}`,
  });
  return false;
}

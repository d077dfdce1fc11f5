import { quote } from "../../problem/quote";
import { isIpv4 } from "../model/ipv4";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

/** Where clients come through the Docker host, its address is no unused one of a network of the cluster. */
export function checkClientHost(nodes: readonly PlannedNode[], { networks, findings }: PlanContext): void {
  const told = new Set<string>();
  const own = new Set(nodes.flatMap(({ places }) => places.map(({ address }) => address)));
  for (const { client } of nodes) {
    const { host } = client.http;
    if (
      !client.sure ||
      client.publishedOn === undefined ||
      !isIpv4(host) ||
      own.has(host) ||
      told.has(client.props.host)
    )
      continue;
    const network = networks.find(({ sure, range }) => sure && range.contains(host));
    if (network === undefined) continue;
    told.add(client.props.host);
    findings.problem({
      code: "clients.host.network",
      path: client.props.host,
      got: `is ${quote(host)}, an address of ${network.path}.cidr "${network.network.cidr}"`,
      expected: "ports are published on the Docker host, and clients that dial that address miss them",
      fix: "use a name or an address of the Docker host",
    });
  }
}

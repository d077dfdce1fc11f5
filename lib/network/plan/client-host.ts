import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { isKnownAtApply } from "../model/host-name";
import { isIpv4 } from "../model/ipv4";
import type { Capabilities } from "./capabilities";
import { isEngineGivenHost } from "./host-reading";
import type { NetworkPlan } from "./planned-network";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

/**
 * Where clients come through the Docker host, what is dialled and what is published on are no addresses of a network of
 * the cluster, of which the host has the gateway alone.
 */
export function checkClientHost(
  nodes: readonly PlannedNode[],
  { capabilities, networks, findings }: PlanContext,
): readonly PlannedNode[] {
  const told = new Set<string>();
  const own = new Set(nodes.flatMap(({ places }) => places.map(({ address }) => address)));
  const report = (code: string, path: string, address: string, network: NetworkPlan, fix: string) => {
    if (told.has(path)) return;
    told.add(path);
    findings.problem({
      code,
      path,
      got: `is ${quote(address)}, an address of ${network.path}.cidr "${network.network.cidr}"`,
      expected: "ports are published on the Docker host, which has no address there but the gateway",
      fix,
    });
  };
  const foreign = (address: string) =>
    isIpv4(address)
      ? networks.find(({ sure, range, gateway }) => sure && range.contains(address) && address !== gateway)
      : undefined;
  return nodes.map((node) => {
    const { client } = node;
    const { publishedOn } = client;
    if (!client.sure || (publishedOn === undefined && !client.proxied)) return node;
    const { host } = client.http;
    if (!told.has(client.props.host) && (isKnownAtApply(host) || isEngineGivenHost(host))) {
      told.add(client.props.host);
      if (isKnownAtApply(host)) warnOfUnchecked(client.props.host, capabilities, findings);
      else warnOfEngineGiven(host, client.props.host, findings);
    }
    if (publishedOn === undefined) return node;
    const dialled = own.has(host) ? undefined : foreign(host);
    const bound = foreign(publishedOn);
    if (dialled !== undefined)
      report(
        "clients.host.network",
        client.props.host,
        host,
        dialled,
        "use a name or an address of the Docker host",
      );
    if (bound !== undefined)
      report(
        "clients.bindIp.network",
        client.props.bindIp,
        publishedOn,
        bound,
        "leave it out, or use an address of the Docker host",
      );
    return dialled === undefined && bound === undefined
      ? node
      : { ...node, client: { ...client, sure: false } };
  });
}

function warnOfUnchecked(path: string, { addressesOnly, release }: Capabilities, findings: Findings): void {
  findings.warning({
    code: "clients.host.unchecked",
    path,
    got: "is known only when Terraform runs",
    expected: `it is advertised to clients and put into generated certificates; not checked are whether clients can dial it, whether it leads to the nodes, and whether a certificate of your own carries it${addressesOnly ? `; ${release} takes an IPv4 address only` : ""}`,
    fix: "write the value itself where it is known, and it is checked",
  });
}

function warnOfEngineGiven(host: string, path: string, findings: Findings): void {
  findings.warning({
    code: "clients.host.engine",
    path,
    got: `is ${quote(host)}`,
    expected:
      "Docker Desktop and the like give that name to their own machine and to its containers; an engine on Linux gives it to nobody, and no other machine knows it",
    fix: "use a name or an address of the host that everybody who dials knows, or ClientAccess.everywhere({ domain, ports })",
  });
}

import { EndpointKind, Interface } from "../model/endpoint";
import { isLoopback } from "../model/ipv4";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

const ALL = "0.0.0.0";

/** What goes without TLS though the cluster is secure: nobody should learn of it from a packet capture. */
export function checkPlainTraffic(
  nodes: readonly PlannedNode[],
  { capabilities, networks, replicationTls, single, findings }: PlanContext,
): void {
  if (!replicationTls && !capabilities.separateHttp) {
    findings.problem({
      code: "security.tlsForClients.release",
      path: "security",
      got: `is Security.tlsForClients on ${capabilities.release}`,
      expected: "from 20.6 nodes have TLS among themselves wherever clients have it",
      fix: "use Security.tls",
    });
    return;
  }
  if (capabilities.separateHttp) {
    findings.warning({
      code: "security.plainHttp",
      path: "security",
      got: `is Security.tls${replicationTls ? "" : "ForClients"} on ${capabilities.release}`,
      expected: "its HTTP, gossip included, is always plain; TLS covers TCP alone",
      fix: "keep its HTTP on networks that you trust, or use a release from 20.6.1",
    });
  }
  if (!replicationTls && !single) checkPlainReplication(nodes, networks, capabilities.release, findings);
  for (const node of nodes) {
    for (const { endpoint: kind, hostIp, hostPort } of node.published) {
      if (isLoopback(hostIp) || node.endpoints.some((e) => e.kind === kind && e.tls)) continue;
      // One is enough: the others are published alike.
      findings.warning({
        code: "security.plainPublished",
        path: "clients",
        got: `publishes ${kind} of ${node.key} on ${hostIp}:${hostPort} without TLS`,
        expected: "passwords and events then cross that network in clear",
        fix: "publish on 127.0.0.1, or keep that network to machines that you trust",
      });
      return;
    }
  }
}

/** Nodes replicate in clear only where nobody but they is: on a network that the cluster makes for itself. */
function checkPlainReplication(
  nodes: readonly PlannedNode[],
  networks: PlanContext["networks"],
  release: string,
  findings: PlanContext["findings"],
): void {
  const expected =
    "nodes replicate in clear then, so nobody else may be on their network or reach their port for it";
  const existing = networks.find(
    ({ network }) => network.interface === Interface.INTERNAL && network.existing,
  );
  if (existing !== undefined) {
    findings.problem({
      code: "security.tlsForClients.network",
      path: "internalNetwork",
      got: "is a network that exists, with Security.tlsForClients",
      expected,
      fix: 'let the cluster make its own, internalNetwork: { cidr: "10.240.0.0/24" }, or use Security.tls',
    });
  }
  const open = nodes.some(({ endpoints }) =>
    endpoints.some(({ kind, bind }) => kind === EndpointKind.INTERNAL_TCP && bind === ALL),
  );
  if (open) {
    findings.problem({
      code: "security.tlsForClients.binding",
      path: "bindings.internalTcp",
      got: "is Binding.ALL_INTERFACES, with Security.tlsForClients",
      expected,
      fix: "leave bindings.internalTcp out for Binding.NODE_ADDRESS, or use Security.tls",
    });
  }
  const several = networks.some(({ network }) => network.key !== undefined);
  const where = several ? "the networks of clients" : "the external network";
  findings.warning({
    code: "security.plainTcp",
    path: "security",
    got: `is Security.tlsForClients on ${release}`,
    expected: `nodes replicate in clear, and beside the secure port for clients a plain one, at a number that the system chooses, stays open to containers on ${where}`,
    fix: `keep ${where} to containers that you trust, or use Security.tls`,
  });
}

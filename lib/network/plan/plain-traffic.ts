import { EndpointKind, Interface, isForNodes } from "../model/endpoint";
import { isLoopback } from "../model/ipv4";
import type { PlanContext } from "./plan-context";
import type { PlannedNode } from "./planned-node";

const ALL = "0.0.0.0";

/** What goes without TLS though the cluster is secure: nobody should learn of it from a packet capture. */
export function checkPlainTraffic(nodes: readonly PlannedNode[], context: PlanContext): void {
  const { capabilities, replicationTls, single, findings } = context;
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
  if (!replicationTls && !single) checkPlainReplication(nodes, context);
  checkPlainPublished(nodes, context);
}

/** What is published in clear, by the prop that has it published. One of each is enough: the others are published alike. */
function checkPlainPublished(nodes: readonly PlannedNode[], { hosts, findings }: PlanContext): void {
  const plain = nodes.flatMap((node) =>
    node.published
      .filter(({ endpoint: kind, hostIp }) => {
        const isTls = node.endpoints.some((e) => e.kind === kind && e.tls);
        return !isTls && !isLoopback(hostIp);
      })
      .map(({ endpoint, hostIp, hostPort }) => ({
        endpoint,
        got: `publishes ${endpoint} of ${node.key} on ${hostIp}:${hostPort} without TLS`,
      })),
  );
  // Replication in clear is refused between hosts, and published nowhere else.
  const ofPeers = plain.find(({ endpoint }) => endpoint === EndpointKind.INTERNAL_HTTP);
  if (ofPeers !== undefined)
    findings.warning({
      code: "security.plainPublished",
      path: "peers",
      got: ofPeers.got,
      expected: "gossip and elections then cross the network between the hosts in clear",
      fix: "keep that network to your hosts, or to machines that you trust",
    });
  const ofClients = plain.find(({ endpoint }) => !isForNodes(endpoint));
  if (ofClients !== undefined)
    findings.warning({
      code: "security.plainPublished",
      path: "clients",
      got: ofClients.got,
      expected: "passwords and events then cross that network in clear",
      // Clients of several hosts come from other machines.
      fix: `${hosts.addressed === undefined ? "publish on 127.0.0.1, or " : ""}keep that network to machines that you trust`,
    });
}

/** Nodes replicate in clear only where nobody but they is: on a network that the cluster makes for itself. */
function checkPlainReplication(
  nodes: readonly PlannedNode[],
  { capabilities: { release }, hosts, networks, findings }: PlanContext,
): void {
  const expected =
    "nodes replicate in clear then, so nobody else may be on their network or reach their port for it";
  if (hosts.addressed !== undefined)
    findings.problem({
      code: "security.tlsForClients.hosts",
      path: "security",
      got: "is Security.tlsForClients, with hosts",
      expected: `${expected}, and hosts publish that port to each other over a network of their own`,
      fix: "use Security.tls with the authority's certificate among trustedRoots, or one engine, without hosts",
    });
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

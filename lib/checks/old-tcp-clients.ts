import { isKnownAtApply } from "../network/model/host-name";
import { isIpv4 } from "../network/model/ipv4";
import type { Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";

/** v5's own .NET client takes what gossip tells it for an address, and servers from 20.6 tell names. */
export function checkOldTcpClients({ nodes, audiences, clientProtocol }: Topology, findings: Findings): void {
  // A client of a single node dials it, and asks no gossip.
  if (clientProtocol === "tcp" || nodes.length === 1 || audiences.length === 0) return;
  const hosts = nodes.flatMap(({ advertised }) => advertised.externalTcp?.host ?? []);
  const name = hosts.find((host) => !isIpv4(host) && !isKnownAtApply(host));
  if (name === undefined) return;
  findings.warning({
    code: "externalTcp.names",
    path: "externalTcp",
    got: `is advertised to TCP clients by name, such as ${quote(name)}`,
    expected: ".NET clients before 5.0.12 take addresses only, and fail on a name",
    fix: "use .NET client 5.0.12, or one of 20.6 or later, or state addresses in clients",
  });
}

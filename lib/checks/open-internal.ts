import { EndpointKind, Interface } from "../network/model/endpoint";
import { endpointOf, isThroughHosts, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";

const ANY = "0.0.0.0";

/** The sockets that only nodes dial, and what they serve. */
const INTERNAL = [
  [EndpointKind.INTERNAL_TCP, "replication"],
  [EndpointKind.INTERNAL_HTTP, "gossip and elections"],
] as const;

/** A socket for nodes that listens on all interfaces is open to the clients' network, too. */
export function checkOpenInternal(topology: Topology, findings: Findings): void {
  for (const [kind, serves] of INTERNAL) {
    const node = topology.nodes.find((n) => endpointOf(n, kind)?.bind === ANY);
    if (node === undefined) continue;
    const open = node.attachments.filter((a) => a.interface === Interface.EXTERNAL);
    const port = endpointOf(node, kind)?.port;
    // An address answers only requests that name it, and nodes on other hosts name the host's.
    const mustBe = kind === EndpointKind.INTERNAL_HTTP && isThroughHosts(topology);
    findings.warning({
      code: "bindings.internal.open",
      path: `bindings.${kind}`,
      got: `is Binding.ALL_INTERFACES${mustBe ? ", as it must be with hosts" : ""}`,
      expected: `everybody on the network ${open.map(({ network }) => `"${network}"`).join(" or ")} then reaches ${serves} of ${topology.release}, on ${open.map(({ address }) => `${address}:${port}`).join(" or ")}`,
      fix: mustBe
        ? "keep containers that are no clients off that network"
        : `leave bindings.${kind} out for Binding.NODE_ADDRESS`,
    });
  }
}

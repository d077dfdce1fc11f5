import { Interface } from "../network/model/endpoint";
import type { Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import { isAtLeast } from "../server/release";
import type { ServerPlan } from "../server/server-plan";

/** Whether the links in a release's AtomPub answers carry the address that is advertised to nodes, not clients. */
function linksCarryNodeAddress(version: string): boolean {
  if (!isAtLeast(version, "20.6.0") || isAtLeast(version, "21.10.0")) return false;
  return !isAtLeast(version, "20.10.5") || isAtLeast(version, "21.2.0");
}

/** AtomPub clients follow links; on some releases these lead to the internal network. */
export function checkAtomLinks(topology: Topology, server: ServerPlan, findings: Findings): void {
  const { version } = server.release;
  const separate = topology.networks.some((n) => n.interface === Interface.INTERNAL);
  if (!server.atomPub || !separate || topology.audiences.length === 0 || !linksCarryNodeAddress(version))
    return;
  findings.warning({
    code: "atomPub.links",
    path: "atomPub",
    got: `is true on ${version}`,
    expected:
      "the links in its answers carry the address that is advertised to nodes, which clients outside the internal network cannot reach",
    fix: "use 20.10.5, 20.10.6 or a release from 21.10.0, where links carry the clients' address",
  });
}

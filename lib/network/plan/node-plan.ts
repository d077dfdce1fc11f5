import { checkWholeNumber } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { Capabilities } from "./capabilities";
import type { ClusterSpec } from "../asked/cluster-spec";
import { majorityOf } from "../model/majority";
import { wordOf } from "../model/names";
import type { NodeKind } from "../model/topology";
import type { HostsPlan } from "./host-plan";
import { hostOfNode } from "./node-hosts";
import type { NodeIdentity } from "./planned-node";

const LONGEST_NAME = 40;
/** More nodes of one kind than this have never been one cluster; the bound keeps a slip of the pen from becoming a plan. */
export const MOST_NODES = 100;

/**
 * Counts and names the nodes; none where their number was refused. Members and replicas are numbered apart, so that
 * adding one renames no other.
 */
export function planNodes(
  spec: ClusterSpec,
  hosts: HostsPlan,
  capabilities: Capabilities,
  findings: Findings,
): readonly NodeIdentity[] {
  const size = checkWholeNumber(
    spec.size === undefined ? 3 : spec.size,
    {
      min: 1,
      max: MOST_NODES,
      what: "a whole number of members",
      fix: "use 3 for a cluster, 1 for a single node",
    },
    findings.at("size"),
  );
  const replicas = checkWholeNumber(
    spec.readOnlyReplicas === undefined ? 0 : spec.readOnlyReplicas,
    { min: 0, max: MOST_NODES, what: "a whole number of read-only replicas", fix: "leave it out for none" },
    findings.at("readOnlyReplicas"),
  );
  if (size === undefined || replicas === undefined) return [];
  if (replicas > 0 && !checkReplicas(replicas, size, capabilities, findings)) return [];
  if (size % 2 === 0) {
    findings.warning({
      code: "size.even",
      path: "size",
      got: `is ${size}`,
      expected: `an even number of members survives no more failures than ${size - 1} would, and needs ${majorityOf(size)} for a quorum`,
      fix: `use ${size < MOST_NODES ? size + 1 : size - 1}${size > 2 && size < MOST_NODES && capabilities.readOnlyReplicas ? `, or ${size - 1} and readOnlyReplicas: ${replicas + 1}` : ""}`,
    });
  }
  const identity = (kind: NodeKind, index: number): NodeIdentity => {
    const key = `${wordOf(kind)}-${index}`;
    const host = hostOfNode(key, index, spec.addresses, hosts, findings);
    return { key, kind, index, name: `${spec.name}-${key}`, host };
  };
  return [
    ...Array.from({ length: size }, (_, n) => identity("member", n)),
    ...Array.from({ length: replicas }, (_, n) => identity("readOnlyReplica", n)),
  ];
}

/** The cluster's name; where it was refused, one that stands for it. */
export function readName(name: unknown, findings: Findings): string {
  const valid =
    typeof name === "string" && name.length <= LONGEST_NAME && /^[a-z0-9][a-z0-9-]*[a-z0-9]$/i.test(name);
  if (valid) return name;
  // A slip of the pen can be mended, anything else cannot.
  const proposal =
    typeof name === "string" && /^[\w. -]+$/.test(name)
      ? name
          .slice(0, LONGEST_NAME)
          .replace(/[^a-z0-9-]+/gi, "-")
          .replace(/^-+|-+$/g, "")
      : "";
  findings.problem({
    code: "name",
    path: "name",
    got: `is ${quote(name)}`,
    expected: `must be 2 to ${LONGEST_NAME} letters, digits and hyphens, a letter or digit at both ends, because Docker names and host names are made from it`,
    fix: `set name: ${quote(proposal.length > 1 ? proposal : "esdb")}`,
  });
  return "refused";
}

/** Whether the release and the cluster have read-only replicas. */
function checkReplicas(
  replicas: number,
  size: number,
  capabilities: Capabilities,
  findings: Findings,
): boolean {
  if (!capabilities.readOnlyReplicas) {
    findings.problem({
      code: "readOnlyReplicas.release",
      path: "readOnlyReplicas",
      got: `is ${replicas}`,
      expected: `${capabilities.release} has no read-only replicas; ${capabilities.readOnlyReplicaReleases} has them`,
      fix: "leave readOnlyReplicas out, or use such a release",
    });
    return false;
  }
  if (size === 1) {
    findings.problem({
      code: "readOnlyReplicas.single",
      path: "readOnlyReplicas",
      got: `is ${replicas} with size 1`,
      expected: `a read-only replica follows a cluster of more than one member, and ${capabilities.release} refuses to start otherwise`,
      fix: "use size: 3, or leave readOnlyReplicas out",
    });
    return false;
  }
  return true;
}

import type { IConstruct } from "constructs";
import { judgePolicy, type Policed } from "../guarantees/policy";
import { reportCopy } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { EventStorePolicy } from "./event-store-policy";

/**
 * Reports what the policies above a cluster refuse of it.
 * @param look gives the cluster as it is about to be written; asked where there is a policy
 */
export function refusedByPolicies(cluster: IConstruct, look: () => Policed, findings: Findings): void {
  let policed: Policed | undefined;
  for (const { node } of cluster.node.scopes)
    for (const child of node.children) {
      const { path } = child.node;
      if (child instanceof EventStorePolicy) {
        policed ??= look();
        judgePolicy({ path, rules: child.rules }, policed, findings);
      } else {
        // Of another copy it would be passed over, and nobody would know.
        reportCopy(child, EventStorePolicy, findings.at(path));
      }
    }
}

import { checkOneOf } from "../problem/checked";
import type { Findings } from "../problem/findings";
import type { ClusterData } from "./cluster-data";

/**
 * What outlives the cluster. From DESTROY to RETAIN alone the next apply deletes the data: Terraform owns the volumes,
 * and they are no longer in the program. There are two ways that keep them: RETAIN_AFTER_DESTROY, or, before the apply,
 * `terraform state rm` with the address of each data volume, as `terraform state list` shows it.
 */
export enum RemovalPolicy {
  /**
   * Nothing that the program or Terraform does deletes the data: not a replaced container, `terraform destroy`, fewer
   * nodes, a cluster taken out of the program, or a moved construct. With `ClusterData.namedVolumes()` the volumes are
   * not Terraform's; those of `existingVolumes` and the folders of `hostPath` and `hostPaths` never are. Refused with
   * `inMemory()`, where nothing can be kept. After DESTROY use RETAIN_AFTER_DESTROY first: RETAIN alone deletes what there is.
   */
  RETAIN = "retain",
  /**
   * RETAIN for a cluster that was under DESTROY before: Terraform also forgets the data volumes that it owns, and leaves
   * them where they are, by a `removed` block for every node that a cluster can have. Needs Terraform 1.7. Once that was
   * applied, RETAIN does the same without; until then `terraform destroy` deletes them still. With `existingVolumes`,
   * `hostPath` and `hostPaths` it keeps the named volumes that were used before. Refused with `inMemory()`.
   */
  RETAIN_AFTER_DESTROY = "retainAfterDestroy",
  /**
   * The data go with the cluster, and a node's with the node. For trials. With `ClusterData.namedVolumes()` the volumes
   * are Terraform's; what `inMemory()` holds is gone with the container in any case. Refused with `existingVolumes`,
   * `hostPath` and `hostPaths`, which Terraform does not own and would leave.
   */
  DESTROY = "destroy",
}

/**
 * The policy asked for, held against where the data are.
 * @internal
 */
export function readRemovalPolicy(
  asked: unknown,
  data: ClusterData["kind"],
  findings: Findings,
): RemovalPolicy {
  if (asked === undefined) return RemovalPolicy.RETAIN;
  const path = "removalPolicy";
  const what = Object.keys(RemovalPolicy)
    .map((name) => `RemovalPolicy.${name}`)
    .join(", ");
  const wrong = { what, fix: "leave it out for RETAIN" };
  const policy = checkOneOf(asked, Object.values(RemovalPolicy), wrong, findings.at(path));
  if (policy === undefined) return RemovalPolicy.RETAIN;
  const got = `is RemovalPolicy.${nameOf(policy)}`;
  if (policy !== RemovalPolicy.DESTROY && data === "memory") {
    findings.problem({
      code: "removalPolicy.data",
      path,
      got: `${got} of data: ClusterData.inMemory()`,
      expected: "what is in memory is gone with the container, and nothing can be kept",
      fix: "leave removalPolicy out, or use data: ClusterData.namedVolumes()",
    });
  } else if (
    policy === RemovalPolicy.DESTROY &&
    (data === "existing" || data === "hostPath" || data === "hostPaths")
  ) {
    const [kind, removal] =
      data === "existing" ? ["existingVolumes", "docker volume rm"] : [data, "rm -r on the host"];
    findings.problem({
      code: "removalPolicy.data",
      path,
      got: `${got} of data: ClusterData.${kind}`,
      expected: "they are not Terraform's to delete, and would stay",
      fix: `leave removalPolicy out, and remove them by ${removal} when the cluster is gone; or use data: ClusterData.namedVolumes()`,
    });
  }
  return policy;
}

function nameOf(policy: RemovalPolicy): string {
  return Object.entries(RemovalPolicy).find(([, value]) => value === policy)?.[0] ?? policy;
}

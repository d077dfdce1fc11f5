import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { FreeValues } from "../checks/claims/free-values";
import { TrustedAuthorities } from "../checks/claims/trusted-authorities";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { NODE_COMMON_NAME } from "../server/server-tls";
import type { DeclaredCluster } from "./declared-cluster";
import { differentName, engineNamesOf } from "./engine-names";
import { SharedEngines } from "./shared-engines";
import { StackProblems } from "./stack-problems";

/**
 * What each cluster claims that an earlier one has. Two clusters that are each right may still claim one thing of one
 * Docker engine, or of one stack. They are judged together, at synth, when every provider is known.
 */
export function conflictsOf(
  entries: readonly DeclaredCluster[],
): ReadonlyMap<IConstruct, readonly Problem[]> {
  const [first] = entries;
  if (first === undefined) return new Map();
  const engineNames = engineNamesOf(entries);
  const free = new FreeValues(entries.map(({ plan }) => plan.topology));
  const shared = new SharedEngines(first.cluster.node.root, engineNames, free);
  const addresses = new Map<string, string>();
  const authorities = new TrustedAuthorities();
  const conflicts = new Map<IConstruct, readonly Problem[]>();
  for (const entry of entries) {
    const { cluster, plan } = entry;
    const { name } = plan.topology;
    const address = `${TerraformStack.of(cluster).node.path} ${name.toLowerCase()}`;
    const other = addresses.get(address);
    if (other === undefined) addresses.set(address, cluster.node.path);
    const found = shared.add(entry);
    const different = found.length === 0 ? differentName(cluster, engineNames) : undefined;
    const problems = different === undefined ? found : [different];
    // A name that is taken on the engine is told already.
    if (problems.length > 0) conflicts.set(cluster, problems);
    else if (other !== undefined) conflicts.set(cluster, [sameAddress(name, other, free)]);
    warnOfSharedAuthority(cluster, plan, authorities);
  }
  return conflicts;
}

/** Wherever they run: a key that is a node's in one cluster must be nobody's in another. */
function warnOfSharedAuthority(
  cluster: IConstruct,
  plan: ClusterPlan,
  authorities: TrustedAuthorities,
): void {
  const { certificates } = plan;
  if (certificates === undefined) return;
  const roots = certificates.roots.map((file) =>
    "text" in file ? file.text : file.kind === "mounted" ? file.path : "",
  );
  const commonName = certificates.commonName ?? NODE_COMMON_NAME;
  const warning = authorities.add({ owner: cluster.node.path, roots, commonName });
  if (warning !== undefined) StackProblems.of(cluster).warn(cluster, warning);
}

/** Within one stack the name also makes the Terraform addresses, on whatever engine. */
function sameAddress(name: string, other: string, free: FreeValues): Problem {
  return {
    code: "name.twice",
    path: "name",
    got: `is ${quote(name)}, as that of ${other} in the same stack`,
    expected: "the addresses of its resources in Terraform come from it",
    fix: `set another name, for example "${free.name(name)}"`,
  };
}

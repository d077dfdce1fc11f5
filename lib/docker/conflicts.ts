import { Annotations, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { EngineClaims } from "../checks/claims/engine-claims";
import { TrustedAuthorities } from "../checks/claims/trusted-authorities";
import { partOn } from "../network/model/topology";
import { describeProblem, type Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { NODE_COMMON_NAME } from "../server/server-tls";
import { storeKeyOf } from "../cluster/data-mount";
import type { ClusterPlan } from "../cluster/cluster-plan";
import { Engines } from "../terraform/engine-of";
import type { EngineResources } from "./engine-resources";

/*
 * Two clusters that are each right may still claim one thing of one Docker engine. They are judged together,
 * at synth, when every provider is known.
 */

/** A cluster of a program. */
export interface DeclaredCluster {
  readonly cluster: IConstruct;
  readonly plan: ClusterPlan;
  /** What it has on each engine. */
  readonly engines: readonly Pick<EngineResources, "host" | "provider">[];
}

/** What each cluster claims that an earlier one has, as text. */
export function conflictsOf(entries: readonly DeclaredCluster[]): ReadonlyMap<IConstruct, readonly string[]> {
  const claimsOf = new Map<string, EngineClaims>();
  const ids = new Engines();
  const addresses = new Map<string, string>();
  const conflicts = new Map<IConstruct, readonly string[]>();
  const authorities = new TrustedAuthorities();
  for (const { cluster, plan, engines } of entries) {
    const stack = TerraformStack.of(cluster);
    const owner = cluster.node.path;
    const problems: Problem[] = [];
    for (const { host, provider } of engines) {
      const engine = ids.of(stack, provider.provider);
      const topology = partOn(plan.topology, host);
      const claims = claimsOf.get(engine) ?? new EngineClaims();
      claimsOf.set(engine, claims);
      problems.push(...claims.add({ owner, topology, stores: storesOn(host, plan) }));
    }
    warnOfSharedAuthority(cluster, plan, authorities);
    const address = `${stack.node.path} ${plan.topology.name.toLowerCase()}`;
    const other = addresses.get(address);
    if (other === undefined) addresses.set(address, owner);
    else if (problems.length === 0) problems.push(sameAddress(plan.topology.name, other));
    if (problems.length > 0) conflicts.set(cluster, problems.map(describeProblem));
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
  if (warning === undefined) return;
  const text = describeProblem(warning);
  // Every synth judges anew.
  if (!cluster.node.metadata.some(({ data }) => data === text)) Annotations.of(cluster).addWarning(text);
}

/** Within one stack the name also makes the Terraform addresses, on whatever engine. */
function sameAddress(name: string, other: string): Problem {
  return {
    code: "name.twice",
    path: "name",
    got: `is ${quote(name)}, as that of ${other} in the same stack`,
    expected: "the addresses of its resources in Terraform come from it",
    fix: "set another name",
  };
}

/** The volumes and folders of a host that hold the cluster's data. */
function storesOn(host: string, { nodes }: ClusterPlan): readonly string[] {
  return nodes.flatMap(({ node, data }) =>
    node.host !== host || data === undefined ? [] : [storeKeyOf(data)],
  );
}

import { Annotations, TerraformStack, Token, type TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { EngineClaims } from "../checks/engine-claims";
import { checkSeparation, type SeparateCluster } from "../checks/reachability/check-separation";
import { TrustedAuthorities } from "../checks/trusted-authorities";
import { describeProblem, type Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { NODE_COMMON_NAME } from "../server/server-tls";
import type { DataMount } from "./cluster-data";
import type { ClusterPlan } from "./cluster-plan";

/*
 * Two clusters that are each right may still claim one thing of one Docker engine. They are judged together,
 * at synth, when every provider is known.
 */

interface Registered {
  readonly cluster: IConstruct;
  readonly plan: ClusterPlan;
  readonly provider: TerraformProvider | undefined;
}

/** The clusters of one construct tree, by its root. */
const trees = new WeakMap<IConstruct, ClusterTree>();

/** Makes the cluster known to the others of its tree, and lets synth judge them together. */
export function registerCluster(
  cluster: IConstruct,
  plan: ClusterPlan,
  provider: TerraformProvider | undefined,
): void {
  const { root } = cluster.node;
  const tree = trees.get(root) ?? new ClusterTree();
  trees.set(root, tree);
  tree.entries.push({ cluster, plan, provider });
  cluster.node.addValidation({ validate: () => [...tree.conflictsOf(cluster)] });
}

class ClusterTree {
  readonly entries: Registered[] = [];
  private judged: Judgement | undefined;

  /**
   * What the cluster claims that an earlier one has. All are judged at once when the first of them is asked,
   * which happens once in every synth.
   */
  conflictsOf(cluster: IConstruct): readonly string[] {
    const { judged } = this;
    const stale =
      judged === undefined ||
      judged.first === cluster ||
      judged.count !== this.entries.length ||
      !isInTree(judged.first);
    if (!stale) return judged.conflicts.get(cluster) ?? [];
    const present = this.entries.filter((entry) => isInTree(entry.cluster));
    const first = present[0]?.cluster ?? cluster;
    this.judged = { first, count: this.entries.length, conflicts: judge(present) };
    return this.judged.conflicts.get(cluster) ?? [];
  }
}

interface Judgement {
  /** The first cluster of the tree. */
  readonly first: IConstruct;
  readonly count: number;
  readonly conflicts: ReadonlyMap<IConstruct, readonly string[]>;
}

/** Whether the construct was not removed again. */
function isInTree(construct: IConstruct): boolean {
  return construct.node.scope?.node.tryFindChild(construct.node.id) === construct;
}

function judge(entries: readonly Registered[]): ReadonlyMap<IConstruct, readonly string[]> {
  const engines = new Map<string, EngineClaims>();
  const neighbours = new Map<string, SeparateCluster[]>();
  const defaults = new Map<TerraformStack, string>();
  const addresses = new Map<string, string>();
  const conflicts = new Map<IConstruct, readonly string[]>();
  const authorities = new TrustedAuthorities();
  for (const { cluster, plan, provider } of entries) {
    const stack = TerraformStack.of(cluster);
    const owner = cluster.node.path;
    const engine = provider === undefined ? defaultEngine(stack, defaults) : engineOf(provider);
    const claims = engines.get(engine) ?? new EngineClaims();
    engines.set(engine, claims);
    const here = neighbours.get(engine) ?? [];
    here.push({ owner, topology: plan.topology });
    neighbours.set(engine, here);
    warnOfSharedAuthority(cluster, plan, authorities);
    const stores = [...plan.data.values()].map(storeOf);
    const problems = [...claims.add({ owner, topology: plan.topology, stores })];
    const address = `${stack.node.path} ${plan.topology.name.toLowerCase()}`;
    const other = addresses.get(address);
    if (other === undefined) addresses.set(address, owner);
    else if (problems.length === 0) problems.push(sameAddress(plan.topology.name, other));
    if (problems.length > 0) conflicts.set(cluster, problems.map(describeProblem));
  }
  addMeetings(entries, neighbours, conflicts);
  return conflicts;
}

/** What clusters of one engine share though each claims only its own. */
function addMeetings(
  entries: readonly Registered[],
  neighbours: ReadonlyMap<string, readonly SeparateCluster[]>,
  conflicts: Map<IConstruct, readonly string[]>,
): void {
  const clusters = new Map(entries.map(({ cluster }) => [cluster.node.path, cluster]));
  for (const { owner, problem } of [...neighbours.values()].flatMap(checkSeparation)) {
    const cluster = clusters.get(owner);
    if (cluster === undefined) continue;
    conflicts.set(cluster, [...(conflicts.get(cluster) ?? []), describeProblem(problem)]);
  }
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

function storeOf(mount: DataMount): string {
  return mount.kind === "volume" ? mount.name : mount.path;
}

/** The engine of a stack's default Docker provider. */
export function defaultEngine(stack: TerraformStack, known: Map<TerraformStack, string>): string {
  const found = known.get(stack);
  if (found !== undefined) return found;
  const provider = stack
    .allProviders()
    .find((p) => p.terraformResourceType === "docker" && p.alias === undefined);
  const engine = provider === undefined ? LOCAL : engineOf(provider);
  known.set(stack, engine);
  return engine;
}

/** The engine of a provider that is told nothing. */
const LOCAL = "the local engine";

/** What tells one engine from another: the provider's host, or the provider itself where that is unknown. */
export function engineOf(provider: TerraformProvider): string {
  const { host, context } = provider as TerraformProvider & {
    readonly host?: unknown;
    readonly context?: unknown;
  };
  if (Token.isUnresolved(host) || Token.isUnresolved(context)) return provider.node.path;
  if (host === undefined && context === undefined) return LOCAL;
  return JSON.stringify([host, context]);
}

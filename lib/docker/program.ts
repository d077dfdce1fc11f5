import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { EngineName } from "../terraform/engine-of";
import { ForeignResources } from "../terraform/foreign-resources";
import { isInTree, type WatchedResource } from "../terraform/watched-resource";
import type { Problem } from "../problem/problem";
import { conflictsOf } from "./conflicts";
import type { DeclaredCluster } from "./declared-cluster";
import { engineNamesOf } from "./engine-names";
import { StackProblems } from "./stack-problems";

/** The programs, by the roots of their construct trees. */
const programs = new WeakMap<IConstruct, Program>();

/** What all clusters of one construct tree share, and are judged by together. */
export class Program {
  /** The program that a construct is part of. */
  static of(construct: IConstruct): Program {
    const { root } = construct.node;
    const known = programs.get(root) ?? new Program(root);
    programs.set(root, known);
    return known;
  }

  /** What is no part of any cluster. */
  readonly foreign: ForeignResources;
  private readonly clusters: DeclaredCluster[] = [];
  /** What is part of a cluster. */
  private readonly own = new Map<TerraformResource, WatchedResource>();
  private judged: Judgement | undefined;

  private constructor(root: IConstruct) {
    this.foreign = new ForeignResources(
      root,
      (resource) => this.own.get(resource),
      () => this.engineNames,
    );
  }

  /** The names that clusters give to engines. */
  get engineNames(): readonly EngineName[] {
    return engineNamesOf(this.clusters);
  }

  /** Makes a cluster known to the others; at synth all are judged together. */
  declare(declared: DeclaredCluster): void {
    const { cluster } = declared;
    this.clusters.push(declared);
    StackProblems.of(cluster).validate(cluster, () =>
      this.conflictsOf(cluster).map((problem) => ({ construct: cluster, problem })),
    );
  }

  /** Makes a resource known as part of a cluster. */
  keep(watched: WatchedResource): void {
    this.own.set(watched.resource, watched);
  }

  /** Whether a cluster of that name is declared. */
  declares(name: string): boolean {
    return this.clusters.some(({ cluster, plan }) => plan.topology.name === name && isInTree(cluster));
  }

  /** Whether an element is part of another cluster of the name. */
  isOfNamesake(element: IConstruct, cluster: IConstruct, name: string): boolean {
    return this.clusters.some(
      (one) =>
        one.cluster !== cluster &&
        one.plan.topology.name === name &&
        element.node.scopes.includes(one.cluster),
    );
  }

  /** Whether a resource is part of a cluster. */
  isOwn(resource: TerraformResource): boolean {
    return this.own.has(resource);
  }

  /**
   * What the cluster claims that an earlier one has. All are judged at once when the first of them is asked,
   * which happens once in every synth.
   */
  private conflictsOf(cluster: IConstruct): readonly Problem[] {
    const { judged } = this;
    const stale =
      judged === undefined ||
      judged.first === cluster ||
      judged.count !== this.clusters.length ||
      !isInTree(judged.first);
    if (!stale) return judged.conflicts.get(cluster) ?? [];
    const present = this.clusters.filter((one) => isInTree(one.cluster));
    const first = present[0]?.cluster ?? cluster;
    this.judged = { first, count: this.clusters.length, conflicts: conflictsOf(present) };
    return this.judged.conflicts.get(cluster) ?? [];
  }
}

interface Judgement {
  /** The first cluster of the tree. */
  readonly first: IConstruct;
  readonly count: number;
  readonly conflicts: ReadonlyMap<IConstruct, readonly Problem[]>;
}

import type { App, TerraformStack } from "cdktf";
import { type TerraformElement, TerraformResource, TerraformStack as Stack } from "cdktf";
import type { IConstruct } from "constructs";
import { describeProblem, EventStoreCluster } from "../../../lib";
import { expectingProblems } from "../told";

/** What a program has made so far, and what it was told. */
export class World {
  readonly stacks: TerraformStack[] = [];
  readonly clusters: EventStoreCluster[] = [];
  readonly faults: string[] = [];
  /** What the library told while the program was written. */
  readonly told: string[] = [];
  readonly codes: string[] = [];
  /** The constructs of the library's that the program changed. */
  readonly touched = new Set<TerraformResource>();
  /** What went with clusters that were taken out whole: who refers to it is told nothing, but for clients. */
  readonly gone: string[] = [];
  /** Clusters of which a part was taken out. */
  readonly broken = new Set<EventStoreCluster>();
  private last = 0;

  constructor(readonly app: App) {}

  stack(n: number): TerraformStack {
    return pick(this.stacks, n) ?? new Stack(this.app, this.id("late"));
  }

  cluster(n: number): EventStoreCluster | undefined {
    return pick(this.clusters.filter(isThere), n);
  }

  /** An id that nothing has yet. */
  id(name: string): string {
    this.last++;
    return `${name}-${this.last}`;
  }

  /** Calls the library; what it throws are problems, and are told. */
  ask<T>(call: () => T): T | undefined {
    let came: { readonly value: T } | undefined;
    const problems = expectingProblems(this.faults, () => {
      came = { value: call() };
      return [];
    });
    this.told.push(...problems.map(describeProblem));
    this.codes.push(...problems.map(({ code }) => code));
    return came?.value;
  }

  /** All resources of some type, also those that only a program's user has. */
  resources(type?: string): readonly TerraformResource[] {
    return this.app.node
      .findAll()
      .filter((one): one is TerraformResource => TerraformResource.isTerraformResource(one))
      .filter((one) => type === undefined || one.terraformResourceType === type);
  }

  /** The resources of a stack that the library made. */
  own(stack: TerraformStack): readonly TerraformResource[] {
    return this.resources().filter((one) => one.cdktfStack === stack && this.isOwn(one));
  }

  /** Whether the library made it. */
  isOwn(construct: TerraformElement): boolean {
    return construct.node.scopes.some((scope) => scope instanceof EventStoreCluster);
  }
}

/** Whether a construct was not taken out of the tree. */
export function isThere({ node }: IConstruct): boolean {
  return node.scopes.every((one, i, all) => i === 0 || all[i - 1]?.node.tryFindChild(one.node.id) === one);
}

/** What Terraform calls a resource. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** The entry at a number of any size. */
export function pick<T>(all: readonly T[], n: number): T | undefined {
  return all[n % all.length];
}

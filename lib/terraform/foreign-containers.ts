import { TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { bareAddress } from "./address";
import { Engines } from "./engine-of";
import { blocksOf, isOn, plainText } from "../guarantees/values";
import { attributesOf, textOf } from "./watched-resource";

/** A container that is no part of any cluster, and what it uses of the engine. */
export interface ForeignContainer {
  readonly path: string;
  readonly engine: string;
  /** The networks that it joins, as keys of `keyOf` or by name. */
  readonly networks: readonly string[];
  /** The volumes that it may write, in the same way. */
  readonly writes: readonly string[];
}

/** What a key begins with that stands for a resource of the program, and not for a name. */
const REFERENCE = "resource ";

/** Whether a key stands for a resource of the program, whatever the engine. */
export function isReference(key: string): boolean {
  return key.startsWith(REFERENCE);
}

/**
 * What Terraform's text for another resource stands for: the same key in the resource's own stack, and in another
 * that gets at it through the state.
 */
export function keyOf(reference: string, stack: TerraformStack): string {
  const local = /^\$\{(docker_\w+\.[^}]+)\}$/.exec(reference)?.[1];
  if (local !== undefined) return refer(stack.node.path, local);
  const [, origin, output] =
    /cross-stack-reference-input-(.+?)\.outputs\.cross-stack-output-([^}]+)\}$/.exec(reference) ?? [];
  return origin === undefined || output === undefined ? reference : refer(origin, output);
}

/** The key of a name that a user gave, which may be a token of another resource. */
export function keyOfName(name: string, scope: IConstruct): string {
  // Most names are none, and Terraform's text of one costs more than all else here.
  return name.includes("${TfToken[") ? keyOf(plainText(textOf(name, scope)), TerraformStack.of(scope)) : name;
}

/** How a resource is referred to: by its id or by its name. */
export function keysOf(resource: TerraformResource, stack: TerraformStack): readonly string[] {
  const address = bareAddress(resource);
  return [keyOf(`\${${address}.id}`, stack), keyOf(`\${${address}.name}`, stack)];
}

function refer(stack: string, address: string): string {
  // A reference across stacks has lost every other character.
  const bare = (part: string) => part.replace(/[^A-Za-z0-9]/g, "");
  return `${REFERENCE}${bare(stack)}/${bare(address)}`;
}

/**
 * The containers of a program that are no part of a cluster, found once in every synth, and for each stack anew
 * when its own Aspects have run.
 */
export class ForeignContainers {
  private asked = new Set<IConstruct>();
  private readonly byStack = new Map<TerraformStack, readonly ForeignContainer[]>();
  private readonly fresh = new Set<TerraformStack>();
  private users = new Map<string, ForeignContainer[]>();
  private writers = new Map<string, ForeignContainer[]>();

  constructor(
    private readonly root: IConstruct,
    private readonly isOwn: (resource: TerraformResource) => boolean,
  ) {}

  /** Whether the program has no such container. */
  get isEmpty(): boolean {
    return this.users.size === 0 && this.writers.size === 0;
  }

  /** Who joins that network. */
  usersOf(network: string): readonly ForeignContainer[] {
    return this.users.get(network) ?? [];
  }

  /** Who may write that volume. */
  writersOf(volume: string): readonly ForeignContainer[] {
    return this.writers.get(volume) ?? [];
  }

  /** Looks again where that is due. To be called once for each cluster in every synth. */
  refresh(cluster: IConstruct): void {
    if (this.asked.has(cluster)) {
      this.asked = new Set();
      this.byStack.clear();
      this.fresh.clear();
    }
    this.asked.add(cluster);
    const stack = TerraformStack.of(cluster);
    if (this.fresh.has(stack)) return;
    if (this.byStack.size === 0) {
      for (const other of this.root.node.findAll())
        if (TerraformStack.isStack(other)) this.byStack.set(other, this.read(other));
    } else {
      this.byStack.set(stack, this.read(stack));
    }
    this.fresh.add(stack);
    this.index();
  }

  private index(): void {
    this.users = new Map();
    this.writers = new Map();
    const add = (to: Map<string, ForeignContainer[]>, key: string, container: ForeignContainer) => {
      const others = to.get(key);
      if (others === undefined) to.set(key, [container]);
      else others.push(container);
    };
    for (const container of [...this.byStack.values()].flat()) {
      for (const network of container.networks) add(this.users, network, container);
      for (const volume of container.writes) add(this.writers, volume, container);
    }
  }

  private read(stack: TerraformStack): readonly ForeignContainer[] {
    const containers: ForeignContainer[] = [];
    const engines = new Engines();
    const visit = (construct: IConstruct) => {
      if (construct !== stack && TerraformStack.isStack(construct)) return;
      if (isContainer(construct) && !this.isOwn(construct)) {
        const { provider } = construct;
        const engine = engines.of(stack, provider);
        containers.push(foreign(construct, stack, engine));
      }
      for (const child of construct.node.children) visit(child);
    };
    visit(stack);
    return containers;
  }
}

function isContainer(construct: IConstruct): construct is TerraformResource {
  return (
    TerraformResource.isTerraformResource(construct) && construct.terraformResourceType === "docker_container"
  );
}

function foreign(resource: TerraformResource, stack: TerraformStack, engine: string): ForeignContainer {
  const attributes = attributesOf(resource);
  const key = (value: unknown) => keyOf(plainText(value), stack);
  const written = (name: string, source: string) =>
    (blocksOf(attributes, name) ?? []).filter((v) => !isOn(v.read_only)).map((v) => key(v[source]));
  return {
    path: resource.node.path,
    engine,
    networks: [
      ...(blocksOf(attributes, "networks_advanced") ?? []).map((network) => key(network.name)),
      key(attributes.network_mode),
    ],
    writes: [
      ...written("volumes", "volume_name"),
      ...written("volumes", "host_path"),
      ...written("mounts", "source"),
    ],
  };
}

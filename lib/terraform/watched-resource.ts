import {
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  TerraformStack,
  Tokenization,
  type TerraformResource,
} from "cdktf";
import type { IConstruct } from "constructs";
import { isPlain, same, type Attributes, type Change } from "../guarantees/attributes";
import { withDynamicBlocks } from "../guarantees/dynamic-blocks";
import { namedProviderOf, overridesOf } from "./providers";

/** What a resource has beside the provider's attributes. */
const META = ["count", "forEach", "lifecycle", "dependsOn", "provider"] as const;

/**
 * A resource as the library left it. Nearly all are as they were when the program ends, so that telling this must
 * cost nothing: it compares what was put in, and only what differs is synthesized once more.
 */
export class WatchedResource<T extends TerraformResource = TerraformResource> {
  private readonly inputs: Inputs;
  private readonly before: readonly unknown[];

  constructor(readonly resource: T) {
    this.inputs = inputsOf(resource);
    const before: unknown[] = [];
    for (const read of this.inputs.reads) {
      const value = read(resource);
      before.push(typeof value === "object" ? copy(value) : value);
    }
    this.before = before;
  }

  /** Whether the provider is the one that the library passed on. */
  private get hasSameProvider(): boolean {
    return namedProviderOf(this.resource) === this.before[this.inputs.names.indexOf("provider")];
  }

  /** The final resource beside the one that the library made; `undefined` where nobody touched it. */
  get change(): Change | undefined {
    const { resource, before } = this;
    const override = stackOverride(resource);
    if (override === undefined && !isOverridden(resource) && !this.isChanged) return undefined;
    const set: Record<string, unknown> = {};
    this.inputs.names.forEach((name, i) => {
      // A provider resolves to itself, with all that hangs on it.
      if (name !== "provider" && before[i] !== undefined) set[name] = snakeCased(before[i]);
    });
    return {
      set: resolved(set, resource),
      now: attributesOf(resource),
      hasSameProvider: this.hasSameProvider,
    };
  }

  private get isChanged(): boolean {
    const { reads } = this.inputs;
    for (let i = 0; i < reads.length; i++) {
      const value = reads[i]?.(this.resource);
      const before = this.before[i];
      if (value !== before && (typeof value !== "object" || !same(value, before))) return true;
    }
    return false;
  }
}

/** Whether the construct was not removed again. */
export function isInTree(construct: IConstruct): boolean {
  return construct.node.scope?.node.tryFindChild(construct.node.id) === construct;
}

/** The outermost construct that was removed again, of a construct and all that it is in below `top`. */
export function removedPart(construct: IConstruct, top: IConstruct): IConstruct | undefined {
  let removed: IConstruct | undefined;
  for (let at = construct; at !== top;) {
    if (!isInTree(at)) removed = at;
    const { scope } = at.node;
    if (scope === undefined) break;
    at = scope;
  }
  return removed;
}

/** The final attributes of a resource, as they will stand in Terraform's file; dynamic blocks in their place. */
export function attributesOf(resource: TerraformResource | TerraformDataSource): Attributes {
  return withDynamicBlocks(resolved(merge(finalAttributes(resource), stackOverride(resource)), resource));
}

/** A value as it will stand in Terraform's file. */
export function textOf(value: unknown, scope: IConstruct): unknown {
  return Tokenization.resolve(value, {
    scope,
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: false,
  }) as unknown;
}

function resolved(attributes: unknown, scope: IConstruct): Attributes {
  return textOf(attributes, scope) as Attributes;
}

interface Inputs {
  /** By Terraform's names. */
  readonly names: readonly string[];
  readonly reads: readonly ((of: TerraformResource) => unknown)[];
}

interface Getter {
  readonly get?: (this: TerraformResource) => unknown;
}

const known = new Map<object, Inputs>();

/** The getters by which a kind of resource shows what was put in, looked up once. */
function inputsOf(resource: TerraformResource): Inputs {
  const kind = Object.getPrototypeOf(resource) as object;
  const found = known.get(kind);
  if (found !== undefined) return found;
  const names: string[] = META.map(snakeCase);
  const reads: Inputs["reads"][number][] = META.map((name) => (of) => of[name]);
  const described = Object.entries(Object.getOwnPropertyDescriptors(kind)) as [string, Getter][];
  for (const [name, { get }] of described) {
    if (!name.endsWith("Input") || get === undefined) continue;
    names.push(snakeCase(name.slice(0, -"Input".length)));
    reads.push((of) => get.call(of));
  }
  const inputs = { names, reads };
  known.set(kind, inputs);
  return inputs;
}

function isOverridden(resource: TerraformResource): boolean {
  const { overrides } = resource.toMetadata() as { readonly overrides?: unknown };
  return overrides !== undefined;
}

/** What was set by an override of the whole stack. */
function stackOverride(resource: TerraformResource | TerraformDataSource): object | undefined {
  const ofStack = overridesOf(TerraformStack.of(resource));
  const resources = memberOf(ofStack[blockOf(resource)], resource.terraformResourceType);
  const override = resources === undefined ? undefined : memberOf(resources, resource.friendlyUniqueId);
  return typeof override === "object" && override !== null ? override : undefined;
}

function finalAttributes(resource: TerraformResource | TerraformDataSource): Record<string, unknown> {
  const all = resource.toTerraform() as Readonly<Record<string, unknown>>;
  const own = memberOf(
    memberOf(all[blockOf(resource)], resource.terraformResourceType),
    resource.friendlyUniqueId,
  );
  const { "//": _, ...attributes } = (own ?? {}) as Record<string, unknown>;
  return attributes;
}

/** Where Terraform's file has it. */
function blockOf(resource: TerraformResource | TerraformDataSource): "data" | "resource" {
  return TerraformDataSource.isTerraformDataSource(resource) ? "data" : "resource";
}

/** Lays an override over attributes as the framework does: lists grow, everything else is replaced. */
function merge(target: Record<string, unknown>, source: object | undefined): Record<string, unknown> {
  for (const [key, value] of Object.entries(source ?? {}) as [string, unknown][]) {
    const there = target[key];
    if (Array.isArray(value) && Array.isArray(there)) {
      target[key] = [...(there as unknown[]), ...(value as unknown[])];
    } else if (isPlain(value) && typeof there === "object" && there !== null) {
      const own: unknown = Array.isArray(there) ? [...(there as unknown[])] : { ...there };
      target[key] = merge(own as Record<string, unknown>, value);
    } else {
      // Without a value it counts as not there, and is left out when it is resolved.
      target[key] = value;
    }
  }
  return target;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** A copy of plain data, against changes in place. What is no plain data is kept as it is. */
function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return (value as unknown[]).map(copy);
  }
  if (!isPlain(value)) return value;
  const result = { ...value };
  for (const key in result) {
    const item = result[key];
    if (typeof item === "object") result[key] = copy(item);
  }
  return result;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** Plain data by Terraform's names. */
export function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snakeCase(key), snakeCased(item)]));
}

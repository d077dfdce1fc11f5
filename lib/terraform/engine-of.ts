import { Token, TerraformStack, type TerraformProvider, type TerraformResource } from "cdktf";
import { quote } from "../problem/quote";
import {
  aliasOf,
  allProvidersOf,
  defaultProviderOf,
  describeProvider,
  namedProviderOf,
  overridesOf,
} from "./providers";
import { textOf } from "./watched-resource";

/** Where the engine of this machine listens: to be told that is as to be told nothing. */
const LOCAL = new Set(["unix:///var/run/docker.sock", "unix:///run/docker.sock"]);

/** A name that users gave to the engine of a stack's provider. */
export interface EngineName {
  readonly stack: TerraformStack;
  readonly provider: TerraformProvider | undefined;
  readonly name: string;
}

/** Tells one engine from another; looks for a stack's providers once, because that is to walk the whole of it. */
export class Engines {
  private readonly providers = new Map<TerraformStack, readonly TerraformProvider[]>();

  constructor(private readonly names: readonly EngineName[]) {}

  /** The providers of a stack, of whatever type. */
  allProvidersOf(stack: TerraformStack): readonly TerraformProvider[] {
    const found = this.providers.get(stack) ?? allProvidersOf(stack);
    this.providers.set(stack, found);
    return found;
  }

  /** The Docker providers of a stack. */
  providersOf(stack: TerraformStack): readonly TerraformProvider[] {
    return this.allProvidersOf(stack).filter((one) => one.terraformResourceType === "docker");
  }

  /** The engine of a resource in that stack, which may name its provider. */
  of(stack: TerraformStack, provider: TerraformProvider | undefined): string {
    const told = this.toldOf(stack, provider);
    // Of several names the last one counts; clusters of one stack and provider give the same.
    const named = this.names
      .filter((one) => one.stack === stack && this.toldOf(stack, one.provider) === told)
      .at(-1);
    return named === undefined ? told : JSON.stringify([told, named.name]);
  }

  /** The engine of a resource. */
  ofResource(resource: TerraformResource): string {
    return this.of(TerraformStack.of(resource), namedProviderOf(resource));
  }

  /** The engine by what its provider is told. */
  private toldOf(stack: TerraformStack, provider: TerraformProvider | undefined): string {
    const its = provider ?? this.providersOf(stack).find((one) => aliasOf(one) === undefined);
    return its === undefined ? wordsTo(undefined) : engineOf(its);
  }
}

/** The provider's host, or the provider itself where that is unknown. */
function engineOf(provider: TerraformProvider): string {
  if (isToldByToken(provider)) return provider.node.path;
  return wordsTo(provider);
}

/** Whether the provider of a resource is made; until synth one without alias may come. */
export function isEngineKnown(resource: TerraformResource): boolean {
  return providerFor(resource) !== undefined;
}

/** Whether only Terraform knows which engine a resource is on. */
export function isEngineToldAtApply(resource: TerraformResource): boolean {
  const provider = providerFor(resource);
  return provider !== undefined && isToldByToken(provider);
}

/** The engine of a resource, for people: by its provider, and by the name that a user gave it. */
export function describeEngine(resource: TerraformResource, names: readonly EngineName[]): string {
  const provider = providerFor(resource);
  const name = nameFor(resource, names);
  const told = provider === undefined ? "a provider that nobody configured" : describeProvider(provider);
  return name === undefined ? told : `${told}, engineName ${quote(name)}`;
}

/**
 * Whether two resources are on different engines, as far as providers tell, and the names that users gave to engines. What
 * one of another stack is told by token is not known, so that it may be the same.
 */
export function areOnOtherEngines(
  one: TerraformResource,
  other: TerraformResource,
  names: readonly EngineName[],
): boolean {
  const sameStack = TerraformStack.of(one) === TerraformStack.of(other);
  const here = providerFor(one);
  const there = providerFor(other);
  if (here === there && (sameStack || here !== undefined)) return false;
  const [name, otherName] = [nameFor(one, names), nameFor(other, names)];
  if (name !== undefined && otherName !== undefined && name !== otherName) return true;
  if (!sameStack && [here, there].some((provider) => provider && isToldByToken(provider))) return false;
  return wordsTo(here) !== wordsTo(there);
}

function providerFor(resource: TerraformResource): TerraformProvider | undefined {
  return namedProviderOf(resource) ?? defaultProviderOf(TerraformStack.of(resource), "docker");
}

/** The name of a resource's engine, where a cluster of the same stack and provider gives one. */
function nameFor(resource: TerraformResource, names: readonly EngineName[]): string | undefined {
  const stack = TerraformStack.of(resource);
  const its = providerFor(resource);
  return names
    .filter((one) => one.stack === stack && (one.provider ?? defaultProviderOf(stack, "docker")) === its)
    .at(-1)?.name;
}

interface Told {
  readonly host?: unknown;
  readonly context?: unknown;
}

function toldTo(provider: TerraformProvider): Told {
  const { host, context } = provider as TerraformProvider & Told;
  const over = overridesOf(provider);
  return { host: over.host ?? host, context: over.context ?? context };
}

function isToldByToken(provider: TerraformProvider): boolean {
  const { host, context } = toldTo(provider);
  return Token.isUnresolved(host) || Token.isUnresolved(context);
}

/** What a provider is told, as Terraform reads it, the same for every spelling of one engine. */
function wordsTo(provider: TerraformProvider | undefined): string {
  if (provider === undefined) return JSON.stringify([]);
  const { host, context } = toldTo(provider);
  const words = [host, context].map((word) => textOf(word, provider));
  const [socket, other] = words;
  const usual = typeof socket === "string" ? socket.replace(/^(ssh:\/\/.*):22$/, "$1") : socket;
  const told = [LOCAL.has(String(usual)) ? undefined : usual, other === "default" ? undefined : other];
  return JSON.stringify(told.every((word) => word === undefined) ? [] : told);
}

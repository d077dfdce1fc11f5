import { Token, TerraformStack, type TerraformProvider, type TerraformResource } from "cdktf";
import { defaultProviderOf, describeProvider, providersOf } from "./providers";
import { textOf } from "./watched-resource";

/** The engine of a provider that is told nothing. */
const LOCAL = "the local engine";

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

  /** The Docker providers of a stack. */
  providersOf(stack: TerraformStack): readonly TerraformProvider[] {
    const found = this.providers.get(stack) ?? providersOf(stack, "docker");
    this.providers.set(stack, found);
    return found;
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

  /** The engine by what its provider is told. */
  private toldOf(stack: TerraformStack, provider: TerraformProvider | undefined): string {
    const its = provider ?? this.providersOf(stack).find(({ alias }) => alias === undefined);
    return its === undefined ? LOCAL : engineOf(its);
  }
}

/** The provider's host, or the provider itself where that is unknown. */
function engineOf(provider: TerraformProvider): string {
  const { host, context } = toldTo(provider);
  if (Token.isUnresolved(host) || Token.isUnresolved(context)) return provider.node.path;
  if (host === undefined && context === undefined) return LOCAL;
  return JSON.stringify([host, context]);
}

/** Whether the provider of a resource is made; until synth one without alias may come. */
export function isEngineKnown(resource: TerraformResource): boolean {
  return providerFor(resource) !== undefined;
}

/** The provider of a resource, for people. */
export function engineNameOf(resource: TerraformResource): string {
  const provider = providerFor(resource);
  return provider === undefined ? "a provider that nobody configured" : describeProvider(provider);
}

/**
 * Whether two resources are on different engines, as far as providers tell. What one of another stack is told by token
 * is not known, so that it may be the same.
 */
export function areOnOtherEngines(one: TerraformResource, other: TerraformResource): boolean {
  const sameStack = TerraformStack.of(one) === TerraformStack.of(other);
  const here = providerFor(one);
  const there = providerFor(other);
  if (here === there && (sameStack || here !== undefined)) return false;
  if (!sameStack && [here, there].some((provider) => provider && isToldByToken(provider))) return false;
  return wordsTo(here) !== wordsTo(there);
}

function providerFor(resource: TerraformResource): TerraformProvider | undefined {
  return resource.provider ?? defaultProviderOf(TerraformStack.of(resource), "docker");
}

interface Told {
  readonly host?: unknown;
  readonly context?: unknown;
}

function toldTo(provider: TerraformProvider): Told {
  return provider as TerraformProvider & Told;
}

function isToldByToken(provider: TerraformProvider): boolean {
  const { host, context } = toldTo(provider);
  return Token.isUnresolved(host) || Token.isUnresolved(context);
}

/** What a provider is told, as Terraform reads it, where being told the local socket is as being told nothing. */
function wordsTo(provider: TerraformProvider | undefined): string {
  const { host, context } = provider === undefined ? {} : toldTo(provider);
  const words = [
    host === "unix:///var/run/docker.sock" ? undefined : host,
    context === "default" ? undefined : context,
  ];
  return JSON.stringify(words.map((word) => (provider === undefined ? word : textOf(word, provider))));
}

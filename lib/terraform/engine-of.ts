import { Token, type TerraformProvider, type TerraformStack } from "cdktf";

/** The engine of a provider that is told nothing. */
const LOCAL = "the local engine";

/** Tells one engine from another; looks for a stack's default provider once. */
export class Engines {
  private readonly defaults = new Map<TerraformStack, string>();

  /** The engine of a resource in that stack, which may name its provider. */
  of(stack: TerraformStack, provider: TerraformProvider | undefined): string {
    if (provider !== undefined) return engineOf(provider);
    const found = this.defaults.get(stack);
    if (found !== undefined) return found;
    const otherwise = stack
      .allProviders()
      .find((p) => p.terraformResourceType === "docker" && p.alias === undefined);
    const engine = otherwise === undefined ? LOCAL : engineOf(otherwise);
    this.defaults.set(stack, engine);
    return engine;
  }
}

/** The provider's host, or the provider itself where that is unknown. */
function engineOf(provider: TerraformProvider): string {
  const { host, context } = provider as TerraformProvider & {
    readonly host?: unknown;
    readonly context?: unknown;
  };
  if (Token.isUnresolved(host) || Token.isUnresolved(context)) return provider.node.path;
  if (host === undefined && context === undefined) return LOCAL;
  return JSON.stringify([host, context]);
}

import { TerraformStack, type TerraformElement, type TerraformProvider, type TerraformResource } from "cdktf";

/** A stack's own providers; those of a stack within it are not among them. */
export function allProvidersOf(stack: TerraformStack): readonly TerraformProvider[] {
  return stack.allProviders().filter((one) => TerraformStack.of(one) === stack);
}

/** Those of a type. */
export function providersOf(stack: TerraformStack, type: string): readonly TerraformProvider[] {
  return allProvidersOf(stack).filter((one) => one.terraformResourceType === type);
}

/** The one that resources have which name none. */
export function defaultProviderOf(stack: TerraformStack, type: string): TerraformProvider | undefined {
  return providersOf(stack, type).find((one) => aliasOf(one) === undefined);
}

/** What overrides say of an element or of a whole stack, at its top. */
export function overridesOf(element: TerraformElement | TerraformStack): Readonly<Record<string, unknown>> {
  return (element as unknown as { readonly rawOverrides: Readonly<Record<string, unknown>> }).rawOverrides;
}

/** The provider that a resource names: an override has the last word. */
export function namedProviderOf(resource: TerraformResource): TerraformProvider | undefined {
  const over = overridesOf(resource).provider;
  if (typeof over !== "string") return resource.provider;
  const bare = over.replace(/^\$\{(.*)\}$/s, "$1");
  return TerraformStack.of(resource)
    .allProviders()
    .find((one) => addressOf(one) === bare);
}

/** A provider by its names in Terraform and in the program; its configuration may hold a secret. */
export function describeProvider(provider: TerraformProvider): string {
  return `${addressOf(provider)} (${provider.node.path})`;
}

/** A provider's alias: an override has the last word. */
export function aliasOf(provider: TerraformProvider): string | undefined {
  const over = overridesOf(provider).alias;
  return typeof over === "string" ? over : provider.alias;
}

/** How Terraform's resources name a provider. */
function addressOf(provider: TerraformProvider): string {
  const { terraformResourceType } = provider;
  const alias = aliasOf(provider);
  return `${terraformResourceType}${alias === undefined ? "" : `.${alias}`}`;
}

import { TerraformStack, type TerraformProvider } from "cdktf";

/** A stack's own providers of a type; those of a stack within it are not among them. */
export function providersOf(stack: TerraformStack, type: string): readonly TerraformProvider[] {
  return stack
    .allProviders()
    .filter((one) => one.terraformResourceType === type && TerraformStack.of(one) === stack);
}

/** The one that resources have which name none. */
export function defaultProviderOf(stack: TerraformStack, type: string): TerraformProvider | undefined {
  return providersOf(stack, type).find(({ alias }) => alias === undefined);
}

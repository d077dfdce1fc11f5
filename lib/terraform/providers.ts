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

/** A provider by its names in Terraform and in the program; its configuration may hold a secret. */
export function describeProvider({ terraformResourceType, alias, node }: TerraformProvider): string {
  return `${terraformResourceType}${alias === undefined ? "" : `.${alias}`} (${node.path})`;
}

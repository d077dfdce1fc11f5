import {
  TerraformDataSource,
  TerraformOutput,
  TerraformResource,
  TerraformVariable,
  type TerraformElement,
} from "cdktf";

/**
 * Fixes a resource's address in Terraform by the cluster's name instead of the construct's path, so that a
 * moved construct is no other resource: Terraform would create the new one before the old one is gone, and
 * names, addresses and ports would clash.
 */
export function fixAddress<T extends TerraformElement>(resource: T, cluster: string, part: string): T {
  resource.overrideLogicalId(addressOf(cluster, part));
  return resource;
}

/** The name by which Terraform knows a part of the cluster. */
export function addressOf(cluster: string, part: string): string {
  return `eventstore_${cluster}_${part}`;
}

/** A resource's bare address, as `replace_triggered_by` takes it: Terraform refuses a template there. */
export function bareAddress(resource: TerraformResource | TerraformDataSource): string {
  const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
  return TerraformDataSource.isTerraformDataSource(resource) ? `data.${address}` : address;
}

/** An element's address, of the kinds that the library declares: resources, outputs, variables. */
export function addressIn(element: TerraformElement): string | undefined {
  if (TerraformResource.isTerraformResource(element)) return bareAddress(element);
  if (TerraformOutput.isTerraformOutput(element)) return `output.${element.friendlyUniqueId}`;
  if (element instanceof TerraformVariable) return `var.${element.friendlyUniqueId}`;
  return undefined;
}

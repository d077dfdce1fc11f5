import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { fixAddress } from "../../terraform/address";

/** A node whose certificate ends some day. */
interface Expiring {
  readonly topology: { readonly key: string };
  readonly certificateExpires: string | undefined;
}

/** An output by which whoever applies sees when each generated certificate ends. */
export function declareExpiry(
  scope: Construct,
  cluster: string,
  nodes: readonly Expiring[],
): TerraformOutput {
  const output = new TerraformOutput(scope, "certificates-expire", {
    description: `When the certificate of each node of ${cluster} ends`,
    value: Object.fromEntries(nodes.map((node) => [node.topology.key, node.certificateExpires])),
  });
  return fixAddress(output, cluster, "certificates-expire");
}

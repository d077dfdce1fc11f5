import { Lazy, TerraformOutput, Token } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterAttributes } from "../cluster/cluster-attributes";
import type { Topology } from "../network/model/topology";
import { fixAddress } from "../terraform/address";
import { isInTree } from "../terraform/watched-resource";
import { StackProblems } from "./stack-problems";

/** Options of `EventStoreCluster.exportAttributes`. */
export interface ExportAttributesOptions {
  /**
   * Whether the Terraform output is sensitive, as Terraform asks for where `caCertificate` comes from a sensitive value of
   * yours. Nothing in it is a secret.
   * @default false
   */
  readonly sensitive?: boolean;
}

const ID = "attributes";

/** Gives a cluster's attributes away, once, as they are when they are written: as an output, and in a file beside its stack. */
export function declareAttributes(
  cluster: Construct,
  topology: Topology,
  attributes: () => ClusterAttributes,
  sensitive: boolean,
): void {
  const before = cluster.node.tryFindChild(ID);
  if (before instanceof TerraformOutput) {
    if (sensitive) before.sensitive = true;
    return;
  }
  const { name } = topology;
  const output = new TerraformOutput(cluster, ID, {
    description: `The cluster ${name}, for EventStoreCluster.fromAttributes`,
    value: Lazy.anyValue({ produce: attributes }),
    ...(sensitive ? { sensitive } : {}),
  });
  fixAddress(output, name, ID);
  const isKnown = (value: unknown) => !Token.isUnresolved(JSON.stringify(value));
  if (!isKnown(topology)) {
    const warning = {
      code: "exportAttributes.file",
      path: "exportAttributes",
      got: "finds a name or a host in the topology that is known only when Terraform runs",
      expected: "no file is written at synth; the output has it all",
      fix: `save \`terraform output -json ${output.friendlyUniqueId}\` after the apply`,
    };
    StackProblems.of(cluster).warn(cluster, warning);
    return;
  }
  StackProblems.of(cluster).beside((files) => {
    if (!isInTree(cluster)) return [];
    const given = attributes();
    const known = isKnown(given.caCertificate ?? "") ? given : { ...given, caCertificate: null };
    files.write(`${name}.cluster.json`, `${JSON.stringify(known, undefined, 2)}\n`);
    return [];
  });
}

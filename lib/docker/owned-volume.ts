import type { Construct } from "constructs";
import { partOnHost } from "../network/model/names";
import { fixAddress } from "../terraform/address";
import { Volume } from "../terraform/bindings";
import type { EngineResources } from "./engine-resources";
import { volumeName, type VolumePart } from "../cluster/volume-names";

/**
 * A volume of a node that Terraform owns: `<cluster>-<node>-<part>`. Creating one adopts what has that name already, and
 * destroying one deletes it, so it is created only once the cluster's name is claimed.
 */
export function ownedVolume(
  scope: Construct,
  cluster: string,
  node: string,
  part: VolumePart,
  { claim, host, provider }: EngineResources,
): Volume {
  const volume = new Volume(scope, part, {
    name: volumeName(cluster, node, part),
    dependsOn: [claim],
    ...provider,
  });
  return fixAddress(volume, cluster, partOnHost(`${node}-${part}`, host));
}

import type { Construct } from "constructs";
import { partOnHost } from "../network/model/names";
import { fixAddress } from "../terraform/address";
import { Volume } from "../terraform/bindings";
import type { EngineResources } from "./engine-resources";
import { volumeName, type VolumePart } from "../cluster/volume-names";

/** A volume, and its name as containers refer to it, read once: each reading of an attribute makes a token. */
export interface OwnedVolume {
  readonly resource: Volume;
  readonly name: string;
}

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
): OwnedVolume {
  const resource = new Volume(scope, part, {
    name: volumeName(cluster, node, part),
    dependsOn: [claim],
    ...provider,
  });
  fixAddress(resource, cluster, partOnHost(`${node}-${part}`, host));
  return { resource, name: resource.name };
}

import type { Construct } from "constructs";
import { placeRoots } from "../../cluster/certificates/certificate-files";
import type { ClusterPlan } from "../../cluster/cluster-plan";
import { httpOf } from "../../network/model/topology";
import { imageLayoutOf } from "../../server/image-layout";
import type { ContainerUpload, ContainerVolumes } from "../../terraform/bindings";
import type { ClusterTrust } from "./cluster-trust";
import { mountOf, uploadOf } from "./file-delivery";

/** What a container needs that asks nodes for their state: the roots by which they are verified; nobody's key. */
export function askingFiles(
  scope: Construct,
  plan: ClusterPlan,
  trust: ClusterTrust,
): { readonly upload: readonly ContainerUpload[]; readonly volumes: readonly ContainerVolumes[] } {
  const secure = plan.topology.nodes.some((node) => httpOf(node).tls);
  const files = secure ? placeRoots(trust.roots) : [];
  const { tlsDirectory } = imageLayoutOf(plan.server.release.version);
  return {
    upload: files.flatMap(({ file, place }) => uploadOf(scope, file, `${tlsDirectory}/${place}`) ?? []),
    volumes: files.flatMap(({ file, place }) => mountOf(file, `${tlsDirectory}/${place}`) ?? []),
  };
}

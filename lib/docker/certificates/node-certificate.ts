import type { Construct } from "constructs";
import type { ClusterNode } from "../../network/model/topology";
import { imageLayoutOf } from "../../server/image-layout";
import type { ClusterPlan } from "../../cluster/cluster-plan";
import type { SharedResources } from "../shared-resources";
import { placeFiles, type NodeFiles } from "../../cluster/certificates/certificate-files";
import { installFiles, type InstalledFiles } from "./certificate-installer";

/** One node's certificate, declared. */
export interface NodeCertificateResources {
  /** What the node's container needs to have it. */
  readonly container: InstalledFiles;
  /** When it ends, where that is known. */
  readonly expires?: string;
}

/** Declares what gives a node its certificate; nothing where the cluster is not secure. */
export function declareCertificate(
  scope: Construct,
  plan: ClusterPlan,
  node: ClusterNode,
  shared: SharedResources,
): NodeCertificateResources | undefined {
  const { certificates, topology, server } = plan;
  if (certificates === undefined) return undefined;
  const generated = shared.authority?.issue(scope, node.key, certificates.names.get(node.key) ?? []);
  const files: NodeFiles | undefined =
    generated === undefined
      ? certificates.files?.get(node.key)
      : {
          certificate: { kind: "text", text: generated.certificate },
          privateKey: { kind: "text", text: generated.privateKey },
        };
  if (files === undefined) return undefined;
  const { tlsDirectory: directory, user } = imageLayoutOf(server.release.version);
  const installation = {
    cluster: topology.name,
    node: node.key,
    name: node.name,
    directory,
    user,
    labels: plan.labels,
  };
  const expires = generated?.expires ?? certificates.expires.get(node.key);
  return {
    container: installFiles(scope, installation, placeFiles(files, shared.roots), shared),
    expires,
  };
}

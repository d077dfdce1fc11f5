import type { Construct } from "constructs";
import { imageLayoutOf } from "../../server/image-layout";
import type { NodeCertificatePlan } from "../../cluster/certificates/certificate-plan";
import type { ClusterPlan } from "../../cluster/cluster-plan";
import type { NodePlan } from "../../cluster/node-plan";
import type { EngineResources } from "../engine-resources";
import { placeFiles, type NodeFiles } from "../../cluster/certificates/certificate-files";
import type { ClusterTrust } from "./cluster-trust";
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
  { node, certificate }: NodePlan,
  engine: EngineResources,
  trust: ClusterTrust,
): NodeCertificateResources | undefined {
  if (certificate === undefined) return undefined;
  const { topology, server, labels } = plan;
  const { files, expires } = delivered(scope, node.key, certificate, trust);
  const { tlsDirectory: directory, monoStore, user } = imageLayoutOf(server.release.version);
  const place = { directory, user, ...(monoStore === undefined ? {} : { monoStore }) };
  const installation = { cluster: topology.name, node: node.key, name: node.name, labels, ...place };
  return {
    container: installFiles(scope, installation, placeFiles(files, trust.roots), engine),
    expires,
  };
}

/** The user's own files, or those of a certificate that is issued here. */
function delivered(
  scope: Construct,
  node: string,
  { names, files, expires }: NodeCertificatePlan,
  { authority }: ClusterTrust,
): { readonly files: NodeFiles; readonly expires?: string | undefined } {
  if (files !== undefined) return { files, expires };
  if (authority === undefined) throw new Error(`nobody issues the certificate of ${node}`);
  const issued = authority.issue(scope, node, names);
  return {
    files: {
      certificate: { kind: "text", text: issued.certificate },
      privateKey: { kind: "text", text: issued.privateKey },
    },
    expires: issued.expires,
  };
}

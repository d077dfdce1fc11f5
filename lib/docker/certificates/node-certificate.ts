import type { Construct } from "constructs";
import type { NodeCertificatePlan } from "../../cluster/certificates/certificate-plan";
import { placeFiles, type NodeFiles, type PlacedFile } from "../../cluster/certificates/certificate-files";
import type { NodePlan } from "../../cluster/node-plan";
import { readCertificate } from "../../tls/read-certificate";
import type { ClusterTrust } from "./cluster-trust";

/** One node's certificate, declared. */
export interface NodeCertificateFiles {
  readonly files: readonly PlacedFile[];
  /** The certificate's public key in PEM; absent where nobody knows it before the files are in place. */
  readonly publicKey?: string;
  /** When it ends, where that is known. */
  readonly expires?: string;
}

/** Declares a node's certificate; nothing where the cluster is not secure. */
export function declareCertificate(
  scope: Construct,
  { node, certificate }: NodePlan,
  trust: ClusterTrust,
): NodeCertificateFiles | undefined {
  if (certificate === undefined) return undefined;
  const { files, ...known } = delivered(scope, node.key, certificate, trust);
  return { files: placeFiles(files, trust.roots), ...known };
}

interface Delivered extends Omit<NodeCertificateFiles, "files"> {
  readonly files: NodeFiles;
}

/** The user's own files, or those of a certificate that is issued here. */
function delivered(
  scope: Construct,
  node: string,
  { names, files, expires }: NodeCertificatePlan,
  { authority }: ClusterTrust,
): Delivered {
  if (files !== undefined) {
    const publicKey = publicKeyOf(files);
    return {
      files,
      ...(publicKey === undefined ? {} : { publicKey }),
      ...(expires === undefined ? {} : { expires }),
    };
  }
  if (authority === undefined) throw new Error(`nobody issues the certificate of ${node}`);
  const { certificate, privateKey, ...known } = authority.issue(scope, node, names);
  return {
    files: {
      certificate: { kind: "text", text: certificate },
      privateKey: { kind: "text", text: privateKey },
    },
    ...known,
  };
}

/** The public key of a certificate that can be read at synth. */
function publicKeyOf({ certificate }: NodeFiles): string | undefined {
  if (certificate.kind !== "text") return undefined;
  return readCertificate(certificate.text)?.x509.publicKey.export({ type: "spki", format: "pem" }).toString();
}

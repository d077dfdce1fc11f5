import type { ClusterNode } from "../network/model/topology";
import type { ReadCertificate } from "./read-certificate";

/** The user's certificate and key of one node, or of several, as far as they can be read at synth. */
export interface NodeMaterial {
  /** In the words of the API: `security.certificates.nodes["node-0"]`, `security.certificates.shared`. */
  readonly path: string;
  readonly form: "pem" | "pkcs12";
  /** PEM; absent where it cannot be read at synth. */
  readonly certificate?: string;
  /** PEM; absent where it cannot be read at synth. */
  readonly privateKey?: string;
  /** Of the key, or of the PKCS#12 file; absent also where it is not known at synth. */
  readonly privateKeyPassword?: string;
  /** Whether there is a password that is not known at synth. */
  readonly passwordUnknown?: boolean;
  /** The PKCS#12 file; absent where it cannot be read at synth. */
  readonly pkcs12?: Buffer;
}

/** A trusted root, as far as it can be read at synth. */
export interface RootMaterial {
  /** In the words of the API: `security.certificates.trustedRoots[0]`. */
  readonly path: string;
  /** PEM; absent where it cannot be read at synth. */
  readonly certificate?: string;
  /** Whether it was refused, which is a problem already. */
  readonly refused?: boolean;
}

/** A certificate that could be read, with the nodes that use it. */
export interface NodeCertificateCase {
  /** In the words of the API, down to the certificate. */
  readonly path: string;
  readonly nodes: readonly ClusterNode[];
  readonly certificate: ReadCertificate;
}

/** A trusted root that could be read. */
export interface RootCase {
  readonly path: string;
  readonly certificate: ReadCertificate;
}

/** Where every problem of certificates is, in the words of the API. */
export const CERTIFICATES = "security.certificates";

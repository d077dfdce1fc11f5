/** What one node is told about its certificate: paths inside its container. */
export interface ServerTls {
  /** PEM, on v5 PKCS#12. Server option `CertificateFile`. */
  readonly certificateFile: string;
  /** From 20.6. Server option `CertificatePrivateKeyFile`. */
  readonly privateKeyFile?: string;
  /** The folder of the trusted roots, from 20.6. Server option `TrustedRootCertificatesPath`. */
  readonly trustedRootsPath?: string;
  /** Of the PKCS#12 file, or of an encrypted key. May be a token; a secret. */
  readonly password?: string;
  /**
   * The name that nodes expect of each other, where it is not the release's default. Server option
   * `CertificateReservedNodeCommonName`, on v5 `SslTargetHost`.
   */
  readonly commonName?: string;
  /** Nodes take each other's certificate without the usage clientAuth. Server option `DisableClientAuthEkuValidation`. */
  readonly withoutClientAuth?: boolean;
}

/** The common name that nodes expect of each other through 23.6, unless they are told another. */
export const NODE_COMMON_NAME = "eventstoredb-node";

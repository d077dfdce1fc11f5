/** Options of `Certificates.generated`. */
export interface GeneratedCertificatesOptions {
  /**
   * For how long a node's certificate is valid from the apply that makes it, in days, 1 to 825.
   * @default 365
   */
  readonly validDays?: number;
  /**
   * How long before its end a node's certificate is replaced by the next apply, in days, less than `validDays`.
   * @default - a twelfth of `validDays`, rounded: 30 of 365
   */
  readonly renewDays?: number;
  /**
   * For how long the cluster's own certificate authority is valid, in days, more than `validDays`. A new one
   * replaces every certificate.
   * @default 3650
   */
  readonly authorityValidDays?: number;
  /**
   * The size of the RSA keys in bits: 2048, 3072 or 4096. Another one replaces the authority, and every certificate.
   * @default 2048
   */
  readonly keyBits?: number;
  /**
   * The certificates of authorities that nodes and clients trust beside the cluster's own, one self-signed root each, in
   * PEM: what they hold, or tokens. For the time in which certificates of your own take the place of generated ones.
   * Server option `TrustedRootCertificatesPath`.
   * @default - the cluster's own authority alone
   */
  readonly trustedRoots?: readonly string[];
}

/** One node's certificate and key in PEM: paths or contents, as the source says. */
export interface PemCertificate {
  /** The certificate, followed by its intermediates if there are any. */
  readonly certificate: string;
  /** Its RSA key. Through 22.10 it must be PKCS#1 (`BEGIN RSA PRIVATE KEY`) and not encrypted. */
  readonly privateKey: string;
  /**
   * The password of an encrypted key, from 23.6; best a sensitive `TerraformVariable`. Server option
   * `CertificatePrivateKeyPassword`.
   * @default - the key is not encrypted
   */
  readonly privateKeyPassword?: string;
}

/** One node's certificate and key on v5: a PKCS#12 file. */
export interface Pkcs12Certificate {
  /** The file: its path, or under `fromValues` its content in base64. */
  readonly pkcs12: string;
  /** Its password; best a sensitive `TerraformVariable`. Server option `CertificatePassword`. */
  readonly password: string;
}

/** A node's certificate in the form that its release reads. */
export type NodeCertificate = PemCertificate | Pkcs12Certificate;

/** Certificates of the user's own. */
export interface OwnCertificatesOptions {
  /**
   * The certificates of the authorities that nodes trust, one self-signed root each, in PEM; several while one
   * takes another's place. A public authority's too: nodes trust nobody else. Server option
   * `TrustedRootCertificatesPath`; on v5 they are put into the trust store of Mono, by names that follow from what they
   * hold, so that they must be read at synth there. v5 takes intermediates here too.
   * @default - none; required from 20.6, and on v5 for more than one node under `Security.tls`
   */
  readonly trustedRoots?: readonly string[];
  /**
   * The certificate of every node that has none of its own.
   * @default - every node stands in `nodes`
   */
  readonly shared?: NodeCertificate;
  /**
   * Certificates by node key: `node-0` for member 0, `replica-0` for replica 0.
   * @default - every node has `shared`
   */
  readonly nodes?: { readonly [key: string]: NodeCertificate };
  /**
   * The common name by which nodes know each other, where it cannot be derived because the certificates cannot be
   * read at synth. Server option `CertificateReservedNodeCommonName`, on v5 `SslTargetHost`.
   * @default - derived; where nothing can be read `eventstoredb-node`, from 23.10 the node's own. Required on v5 for
   * more than one node, because a PKCS#12 file cannot be read at synth
   */
  readonly commonName?: string;
}

/** Where the nodes' certificates come from. */
export class Certificates {
  /**
   * A private authority and one certificate per node, made by the TLS provider of Terraform
   * (`@cdktf/provider-tls`). The names in each are those that somebody dials, taken from the topology. The keys are
   * in Terraform's state. From 20.6.
   */
  static generated(options: GeneratedCertificatesOptions = {}): Certificates {
    return new Certificates("generated", options, {});
  }

  /**
   * Files on the machine that synthesizes and applies, by path. They are read and judged at synth; keys are delivered
   * without entering Terraform's state, by links beside the stack's JSON.
   */
  static fromFiles(options: OwnCertificatesOptions): Certificates {
    return new Certificates("files", {}, options);
  }

  /** Files on the Docker host, mounted read-only by absolute path. They cannot be read at synth: unchecked. */
  static fromDockerHost(options: OwnCertificatesOptions): Certificates {
    return new Certificates("dockerHost", {}, options);
  }

  /**
   * Contents. Literal ones are judged at synth, tokens cannot be. Keys are in Terraform's state; use a sensitive
   * `TerraformVariable`, or the output of another resource.
   */
  static fromValues(options: OwnCertificatesOptions): Certificates {
    return new Certificates("values", {}, options);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  // Not in what is printed, logged or written as JSON: there may be keys in it.
  readonly #generation: GeneratedCertificatesOptions;
  readonly #own: OwnCertificatesOptions;

  private constructor(
    /** @internal */
    readonly kind: "generated" | "files" | "dockerHost" | "values",
    generation: GeneratedCertificatesOptions,
    own: OwnCertificatesOptions,
  ) {
    this.#generation = generation;
    this.#own = own;
  }

  /**
   * Absent in an object that merely looks alike.
   * @internal
   */
  get generation(): GeneratedCertificatesOptions | undefined {
    return #generation in this ? this.#generation : undefined;
  }

  /**
   * Absent in an object that merely looks alike.
   * @internal
   */
  get own(): OwnCertificatesOptions | undefined {
    return #own in this ? this.#own : undefined;
  }
}

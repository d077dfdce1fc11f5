import type { Certificates } from "../tls/certificates";

/** Options of `Security.insecure`. */
export interface InsecureOptions {
  /**
   * Allow an insecure node to be published beyond the loopback address, where everybody who reaches it may
   * read and write.
   * @default false
   */
  readonly allowPublished?: boolean;
}

/** Whether the cluster is secure. Required: nobody is insecure by accident. */
export class Security {
  /**
   * TLS on every socket that the release can protect, and authentication. On v5 that is TCP; its HTTP is always
   * plain.
   * @param certificates where the nodes' certificates come from: `Certificates.generated()`, `fromFiles`,
   * `fromDockerHost` or `fromValues`
   */
  static tls(certificates: Certificates): Security {
    return new Security("tls", false, true, certificates);
  }

  /**
   * v5: TLS on TCP for clients only. Nodes replicate in clear, on an internal network that the cluster makes for itself,
   * and so need not trust each other's certificates. Beside the secure port a plain one stays open to containers on the
   * external network, at a number that the system chooses and nobody is told: the server closes it only together with
   * the plain ports between nodes. Server options `ExtSecureTcpPort` without `UseInternalSsl`.
   * @param certificates where the nodes' certificates come from
   */
  static tlsForClients(certificates: Certificates): Security {
    return new Security("tls", false, false, certificates);
  }

  /**
   * No TLS, no authentication. Server option `Insecure`, from 20.6.1; v5 then has no TLS on TCP either.
   */
  static insecure(options: InsecureOptions = {}): Security {
    return new Security("insecure", options?.allowPublished === true, false);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly kind: "tls" | "insecure",
    /** @internal */
    readonly allowPublished: boolean,
    /**
     * Whether nodes have TLS among themselves.
     * @internal
     */
    readonly betweenNodes: boolean,
    /** @internal */
    readonly certificates?: Certificates,
  ) {}
}

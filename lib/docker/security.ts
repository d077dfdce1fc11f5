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
   * No TLS, no authentication. Server option `Insecure`, from 20.6.1; v5 knows no other HTTP.
   */
  static insecure(options: InsecureOptions = {}): Security {
    return new Security(options?.allowPublished === true);
  }

  private constructor(readonly allowPublished: boolean) {}
}

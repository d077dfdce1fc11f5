import { checkBoolean, checkInstance, readOptions } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quoteKind } from "../problem/quote";
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
    return new Security("tls", true, certificates);
  }

  /**
   * v5: TLS on TCP for clients only. Nodes replicate in clear, on an internal network that the cluster makes for itself
   * and thus on one engine, and so need not trust each other's certificates. Beside the secure port a plain one stays open to containers on the
   * external network, at a number that the system chooses and nobody is told: the server closes it only together with
   * the plain ports between nodes. Server options `ExtSecureTcpPort` without `UseInternalSsl`.
   * @param certificates where the nodes' certificates come from
   */
  static tlsForClients(certificates: Certificates): Security {
    return new Security("tls", false, certificates);
  }

  /**
   * No TLS, no authentication. Server option `Insecure`, from 20.6.1; v5 then has no TLS on TCP either.
   */
  static insecure(options: InsecureOptions = {}): Security {
    return new Security("insecure", false, undefined, options);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  private constructor(
    /** @internal */
    readonly kind: "tls" | "insecure",
    /** @internal */
    /**
     * Whether nodes have TLS among themselves.
     * @internal
     */
    readonly betweenNodes: boolean,
    /** @internal */
    readonly certificates?: Certificates,
    /**
     * As they came.
     * @internal
     */
    readonly options?: unknown,
  ) {}
}

/** How secure the cluster is to be. */
export type AskedSecurity =
  | { readonly kind: "tls"; readonly betweenNodes: boolean; readonly certificates: unknown }
  | ({ readonly kind: "insecure" } & Required<InsecureOptions>);

/**
 * Whether the cluster is secure; a missing answer is a problem, and nothing more is told about it.
 * @internal
 */
export function readSecurity(asked: unknown, findings: Findings): AskedSecurity {
  const otherwise = { kind: "insecure", allowPublished: true } as const;
  const path = "security";
  const fix = "use Security.tls(Certificates.generated()), or Security.insecure()";
  if (asked === undefined) {
    const expected = "whether a cluster is secure is a decision";
    findings.problem({ code: path, path, got: "is missing", expected, fix });
    return otherwise;
  }
  const security = checkInstance(asked, Security, { what: "a Security", fix }, findings.at(path), quoteKind);
  if (security === undefined) return otherwise;
  if (security.kind === "tls")
    return { kind: "tls", betweenNodes: security.betweenNodes, certificates: security.certificates };
  const mend = "use Security.insecure({ allowPublished: true })";
  const { allowPublished = false } =
    readOptions(security.options, ["allowPublished"], mend, findings.at(path)) ?? {};
  const at = `${path}.allowPublished`;
  const allowed = checkBoolean(allowPublished, { fix: "leave it out for false" }, findings.at(at));
  return allowed === undefined ? otherwise : { kind: "insecure", allowPublished: allowed };
}

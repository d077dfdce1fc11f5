import { checkInstance, checkKeys, checkObject, checkWholeNumber } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { isVersion5 } from "../capabilities-of";
import { catalogueOf } from "../catalogue";
import { describeReleases, isAtLeast, type Release } from "../release";
import { withLicenseKey } from "./license-key";

/** Options of `ExternalTcp.enabled`. */
export interface ExternalTcpOptions {
  /**
   * How long a half-received message may take, in milliseconds, 1 to 2147483647.
   * Server option `TcpReadTimeoutMs` (23.10.7 and 23.10.8), from 24.6 `TcpPlugin:TcpReadTimeoutMs`.
   * @default 10000
   */
  readonly readTimeout?: number;
  /**
   * `false` turns TLS off for external TCP alone, while everything else of a secure cluster keeps it: passwords
   * and events of TCP clients then pass in clear. 20.6.0 to 23.10.8. Server option `DisableExternalTcpTls`.
   * @default - as `security` says
   */
  readonly tls?: boolean;
}

/**
 * The legacy TCP client protocol: off without this, but on v5, where it is always on. From 24.10 it needs the
 * cluster's `licenseKey`.
 *
 * From 20.6 nodes are told to clients by name unless `clients` says addresses; .NET clients before 5.0.12 take
 * addresses only, and fail on a name.
 */
export class ExternalTcp {
  /** Switches external TCP on, in the way of the release. */
  static enabled(options: ExternalTcpOptions = {}): ExternalTcp {
    return new ExternalTcp(options);
  }

  /** Keeps out objects that merely look alike. */
  declare protected readonly nominal: true;

  // Not in what is printed, logged or written as JSON: there may be a license key in it.
  readonly #options: ExternalTcpOptions;

  private constructor(options: ExternalTcpOptions) {
    this.#options = options;
  }

  /**
   * Absent in an object that merely looks alike.
   * @internal
   */
  get options(): ExternalTcpOptions | undefined {
    return #options in this ? this.#options : undefined;
  }
}

/** External TCP as it is asked for. */
export interface ExternalTcpPlan {
  readonly on: boolean;
  /** Whether it has TLS. */
  readonly tls: boolean;
  readonly readTimeout?: number;
  /** Whether the license key stands here, where it was refused: it is not missing as well. */
  readonly misplacedKey?: boolean;
}

/** Whether external TCP is a plugin, with settings in a section of its own. */
export function isTcpPlugin(version: string): boolean {
  return isAtLeast(version, "24.6.0");
}

/** What external TCP is judged by. */
export interface ExternalTcpContext {
  readonly release: Release;
  /** Whether TLS is on. */
  readonly secure: boolean;
}

const OPTIONS: Readonly<Record<keyof ExternalTcpOptions, true>> = {
  readTimeout: true,
  tls: true,
};

/** What is asked for, checked against the release. */
export function readExternalTcp(
  asked: unknown,
  context: ExternalTcpContext,
  findings: Findings,
): ExternalTcpPlan {
  const { release, secure } = context;
  const off = { on: false, tls: secure };
  if (asked === undefined) return off;
  const path = "externalTcp";
  const fix = `use ExternalTcp.enabled()${withLicenseKey(release.version)}`;
  if (typeof asked === "string") {
    // It may be the license key.
    findings.problem({ code: path, path, got: "is a text", expected: "must be an ExternalTcp", fix });
    return off;
  }
  const wrong = { what: "an ExternalTcp", fix };
  const external = checkInstance(asked, ExternalTcp, wrong, findings.at(path));
  if (external === undefined) return off;
  const options = checkObject(external.options, fix, findings.at(path)) ?? {};
  const { licenseKey, ...others } = options;
  if (licenseKey !== undefined) {
    findings.problem({
      code: "externalTcp.licenseKey",
      path: "externalTcp.licenseKey",
      got: "is no option of ExternalTcp any more",
      expected: "the license key is the cluster's, for external TCP and every other licensed feature",
      fix: "write licenseKey beside externalTcp",
    });
  }
  checkKeys(others, Object.keys(OPTIONS), findings.at(path));
  const readTimeout = readReadTimeout(others.readTimeout, release, findings);
  return {
    on: true,
    tls: readTls(others.tls, context, findings),
    ...(readTimeout === undefined ? {} : { readTimeout }),
    ...(licenseKey === undefined ? {} : { misplacedKey: true }),
  };
}

function readTls(value: unknown, context: ExternalTcpContext, findings: Findings): boolean {
  const { release, secure } = context;
  const path = "externalTcp.tls";
  const problem = (code: string, expected: string, fix: string): boolean => {
    findings.problem({ code, path, got: `is ${quote(value)}`, expected, fix });
    return secure;
  };
  if (value === undefined) return secure;
  if (typeof value !== "boolean") {
    return problem("externalTcp.tls", "must be true or false", "leave it out to follow security");
  }
  if (!secure) {
    const expected = "Security.insecure() leaves TLS out everywhere";
    const fix = value ? "use Security.tls(…), or leave it out" : "leave it out";
    return problem("externalTcp.tls.insecure", expected, fix);
  }
  if (value || isTlsOptional(release.version)) return value;
  return problem(
    "externalTcp.tls.release",
    `${whyTlsFollows(release.version)}; ${describeReleases(isTlsOptional)} can turn it off for external TCP alone`,
    "leave it out, or use Security.insecure() to turn TLS off everywhere",
  );
}

/** Whether TLS can be turned off for external TCP alone. */
export function isTlsOptional(version: string): boolean {
  return catalogueOf(version).options.has("DisableExternalTcpTls");
}

/** Why it cannot, on a release where it is not optional. */
export function whyTlsFollows(version: string): string {
  return isVersion5(version)
    ? `${version} opens plain TCP to clients and between nodes, or neither`
    : `${version} gives external TCP what the cluster has`;
}

function readReadTimeout(value: unknown, release: Release, findings: Findings): number | undefined {
  if (value === undefined) return undefined;
  const path = "externalTcp.readTimeout";
  const range = {
    code: "externalTcp.readTimeout",
    min: 1,
    max: 2147483647,
    what: "whole milliseconds",
    fix: "leave it out for 10000",
  };
  const read = checkWholeNumber(value, range, findings.at(path));
  if (read !== undefined && !hasReadTimeout(release.version)) {
    const expected = `${release.version} has no such setting; ${describeReleases(hasReadTimeout)} have it`;
    findings.problem({
      code: "externalTcp.readTimeout.release",
      path,
      got: `is ${read}`,
      expected,
      fix: "leave it out",
    });
  }
  return read;
}

/** Whether it can be said how long a half-received message may take. */
export function hasReadTimeout(version: string): boolean {
  return isTcpPlugin(version) || catalogueOf(version).options.has("TcpReadTimeoutMs");
}

import { checkWholeNumber, hasNul } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { catalogueOf } from "../catalogue";
import { describeReleases, isAtLeast, type Release } from "../release";

/** Options of `ExternalTcp.enabled`. */
export interface ExternalTcpOptions {
  /**
   * The license key that external TCP needs from 24.10 on; without it the server shuts itself down. A secret:
   * it may be a token, and travels by environment only. Server setting `Licensing:LicenseKey`.
   * @default - none
   */
  readonly licenseKey?: string;
  /**
   * How long a half-received message may take, in milliseconds, 1 to 2147483647.
   * Server option `TcpReadTimeoutMs` (23.10.7 and 23.10.8), from 24.6 `TcpPlugin:TcpReadTimeoutMs`.
   * @default 10000
   */
  readonly readTimeout?: number;
}

/** The legacy TCP client protocol: off without this, but on v5, where it is always on. */
export class ExternalTcp {
  /** Switches external TCP on, in the way of the release. */
  static enabled(options: ExternalTcpOptions = {}): ExternalTcp {
    return new ExternalTcp(options);
  }

  private constructor(readonly options: ExternalTcpOptions) {}
}

/** External TCP as it is asked for. */
export interface ExternalTcpPlan {
  readonly on: boolean;
  readonly licenseKey?: string;
  readonly readTimeout?: number;
}

/** Whether external TCP needs a license key. */
export function needsLicense(version: string): boolean {
  return isAtLeast(version, "24.10.0");
}

/** Whether external TCP is a plugin, with settings in a section of its own. */
export function isTcpPlugin(version: string): boolean {
  return isAtLeast(version, "24.6.0");
}

/** What is asked for, checked against the release. */
export function readExternalTcp(asked: unknown, release: Release, findings: Findings): ExternalTcpPlan {
  if (asked === undefined) return { on: false };
  const path = "externalTcp";
  const options: unknown = asked instanceof ExternalTcp ? asked.options : undefined;
  if (typeof options !== "object" || options === null) {
    findings.problem(
      "externalTcp",
      path,
      `is ${quote(asked)}`,
      "must be an ExternalTcp",
      "use ExternalTcp.enabled()",
    );
    return { on: false };
  }
  const given = options as Readonly<Record<keyof ExternalTcpOptions, unknown>>;
  const licenseKey = readLicenseKey(given.licenseKey, release, findings);
  const readTimeout = readReadTimeout(given.readTimeout, release, findings);
  return {
    on: true,
    ...(licenseKey === undefined ? {} : { licenseKey }),
    ...(readTimeout === undefined ? {} : { readTimeout }),
  };
}

function readLicenseKey(value: unknown, release: Release, findings: Findings): string | undefined {
  const path = "externalTcp.licenseKey";
  if (value === undefined) {
    if (!needsLicense(release.version)) return undefined;
    const expected = `${release.version} shuts itself down when external TCP is on without a license key`;
    const fix = "use ExternalTcp.enabled({ licenseKey }), or gRPC clients and no externalTcp";
    findings.problem("externalTcp.license", path, "is missing", expected, fix);
    return undefined;
  }
  if (!needsLicense(release.version)) {
    const expected = `${release.version} takes no license key; ${describeReleases(needsLicense)} take one`;
    findings.problem("externalTcp.license.release", path, "is set", expected, "leave it out");
  } else if (typeof value !== "string" || value === "" || hasNul(value)) {
    findings.problem(
      "externalTcp.license",
      path,
      "is not a key",
      "must be a text, or a token",
      "pass the key from a sensitive variable",
    );
  } else {
    return value;
  }
  return undefined;
}

function readReadTimeout(value: unknown, release: Release, findings: Findings): number | undefined {
  if (value === undefined) return undefined;
  const path = "externalTcp.readTimeout";
  const range = {
    code: "externalTcp.readTimeout",
    path,
    min: 1,
    max: 2147483647,
    what: "whole milliseconds",
    fix: "leave it out for 10000",
  };
  const read = checkWholeNumber(value, range, findings);
  if (read !== undefined && !hasReadTimeout(release.version)) {
    const expected = `${release.version} has no such setting; ${describeReleases(hasReadTimeout)} have it`;
    findings.problem("externalTcp.readTimeout.release", path, `is ${read}`, expected, "leave it out");
  }
  return read;
}

function hasReadTimeout(version: string): boolean {
  return isTcpPlugin(version) || catalogueOf(version).options.has("TcpReadTimeoutMs");
}

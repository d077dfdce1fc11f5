import { hasNul } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { warnOfLiteralSecret } from "../literal-secret";
import { describeReleases, isAtLeast, type Release } from "../release";

/** Whether a release takes a license key, which its licensed features need. */
export function takesLicenseKey(version: string): boolean {
  return isAtLeast(version, "24.10.0");
}

/** What a mend that switches external TCP on says besides, where the release needs a license key for it. */
export function withLicenseKey(version: string): string {
  return takesLicenseKey(version)
    ? `, with licenseKey beside it, without which ${version} shuts itself down`
    : "";
}

/** What a license key is judged by. */
export interface LicenseKeyContext {
  readonly release: Release;
  /** Whether external TCP is on, which needs one. */
  readonly needed: boolean;
  /** Whether a value is known only at deployment. */
  isToken(value: unknown): boolean;
}

/** The license key, checked against the release. It never comes into a message. */
export function readLicenseKey(
  value: unknown,
  context: LicenseKeyContext,
  findings: Findings,
): string | undefined {
  const { version } = context.release;
  const path = "licenseKey";
  if (value === undefined) {
    if (context.needed && takesLicenseKey(version)) {
      findings.problem({
        code: "licenseKey.missing",
        path,
        got: "is missing",
        expected: `${version} shuts itself down when external TCP is on without a license key`,
        fix: "set licenseKey, or use gRPC clients and no externalTcp",
      });
    }
    return undefined;
  }
  if (!takesLicenseKey(version)) {
    findings.problem({
      code: "licenseKey.release",
      path,
      got: "is set",
      expected: `${version} takes no license key; ${describeReleases(takesLicenseKey)} take one`,
      fix: "leave it out",
    });
    return undefined;
  }
  if (typeof value !== "string" || value.trim() === "" || hasNul(value)) {
    findings.problem({
      code: "licenseKey",
      path,
      got: "is not a key",
      expected: "must be a text that is not blank and holds no NUL, or a token",
      fix: "pass the key from a sensitive TerraformVariable",
    });
    return undefined;
  }
  if (!context.isToken(value)) warnOfLiteralSecret(path, findings);
  return value;
}

import type { Findings } from "../../problem/findings";
import { isAtLeast, type Release } from "../release";
import { pathOf } from "../user-settings/check-user-settings";
import { readSpelling, type Spelling } from "../user-settings/spelling";
import { takesLicenseKey } from "./license-key";

/** What switches a licensed feature on. */
interface Licensed {
  /** The setting's name as servers compare it; of a section with all that is in it. */
  readonly name: string;
  readonly section?: boolean;
  readonly values?: readonly string[];
  /** The first release in which it is licensed, where that is later than the license keys. */
  readonly from?: string;
  /** Whether an insecure server passes it over. */
  readonly secure?: boolean;
}

/** Connectors and the endpoint for logs are licensed, too, but no setting asks for them. */
const LICENSED: readonly Licensed[] = [
  { name: "authenticationtype", values: ["ldaps", "oauth"], secure: true },
  { name: "authorization:defaultpolicytype", values: ["streampolicy"], secure: true },
  { name: "usercertificates:enabled" },
  { name: "autoscavenge:enabled" },
  { name: "encryptionatrest:enabled" },
  { name: "opentelemetry:otlp", section: true },
  { name: "opentelemetry:logs:enabled", from: "25.1.0" },
  { name: "archive:enabled", from: "25.0.0" },
];

/** What licensed settings are judged by. */
export interface LicensedContext {
  readonly release: Release;
  readonly secure: boolean;
  /** As it was given; what is wrong of it is told. */
  readonly licenseKey: unknown;
}

/** Warns of settings, of all nodes and of single ones, that switch on what the release does not do without a key. */
export function warnOfLicensed(
  settings: readonly (readonly [path: string, settings: ReadonlyMap<string, unknown>])[],
  { release: { version }, secure, licenseKey }: LicensedContext,
  findings: Findings,
): void {
  if (licenseKey !== undefined || !takesLicenseKey(version)) return;
  const asks = ({ plain }: Spelling, value: unknown) => {
    const name = plain.join(":");
    return LICENSED.some(
      (one) =>
        (one.section === true ? name.startsWith(`${one.name}:`) : name === one.name) &&
        (one.section === true
          ? !["", "false"].includes(String(value).toLowerCase())
          : (one.values ?? ["true"]).includes(String(value).toLowerCase())) &&
        (one.from === undefined || isAtLeast(version, one.from)) &&
        (one.secure !== true || secure),
    );
  };
  const asking = settings.flatMap(([path, own]) =>
    [...own].flatMap(([key, value]) => {
      const spelling = readSpelling(key);
      return asks(spelling, value) ? [pathOf(path, spelling.shown)] : [];
    }),
  );
  if (asking.length === 0) return;
  findings.warning({
    code: "licenseKey.missing",
    path: "licenseKey",
    got: `is missing, and ${asking.join(", ")} ${asking.length === 1 ? "asks for a licensed feature" : "ask for licensed features"}`,
    expected: `${version} without a license key does no licensed feature, and does not start with most of them`,
    fix: "set licenseKey, or leave these settings out",
  });
}

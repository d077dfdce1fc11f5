import { checkKeys, checkObject, checkWholeNumber } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { isVersion5 } from "../server/capabilities-of";
import type { Release } from "../server/release";
import type { GeneratedCertificatesOptions } from "./certificates";
import { CERTIFICATES } from "./material";
import { readRoots, type OwnCertificates } from "./own-certificates";

/** How certificates are generated, every option decided. */
export type Generation = Required<Omit<GeneratedCertificatesOptions, "trustedRoots">>;

/** How certificates are generated, and whom nodes trust besides. */
export interface CheckedGeneration {
  readonly generation: Generation;
  readonly trustedRoots: OwnCertificates["trustedRoots"];
}

const MOST_VALID_DAYS = 825;
/** A century: dates beyond are not read by every TLS library. */
const MOST_AUTHORITY_DAYS = 36_500;
const KEY_BITS: readonly unknown[] = [2048, 3072, 4096];
const DEFAULTS = { validDays: 365, authorityValidDays: 3650, keyBits: 2048 };
const KNOWN = ["validDays", "renewDays", "authorityValidDays", "keyBits", "trustedRoots"];

/** When certificates are renewed unless that is said, in days before they end. */
function renewDaysOf(validDays: number): number {
  return Math.round(validDays / 12);
}

/** The options of generated certificates with their defaults, or `undefined` after a problem. */
export function checkGenerated(
  options: unknown,
  release: Release,
  findings: Findings,
): CheckedGeneration | undefined {
  const before = findings.problems.length;
  if (isVersion5(release.version)) {
    findings.problem({
      code: "certificate.generated.release",
      path: CERTIFICATES,
      got: "is Certificates.generated()",
      expected: `${release.version} reads PKCS#12 only, which no Terraform provider makes`,
      fix: 'use Certificates.fromFiles({ trustedRoots: ["ca.crt"], shared: { pkcs12: "node.p12", password }, commonName })',
    });
  }
  const fix = "use Certificates.generated({ validDays: 365 })";
  const given = options === undefined ? {} : (checkObject(options, fix, findings.at(CERTIFICATES)) ?? {});
  checkKeys(given, KNOWN, findings.at(CERTIFICATES));
  const days = (name: string, least: number, most: number, otherwise: number): number | undefined => {
    const value = given[name];
    if (value === undefined) return otherwise;
    const range = {
      code: `certificate.generated.${name}`,
      min: least,
      max: most,
      what: "whole days",
      fix: "leave it out for the default",
    };
    return checkWholeNumber(value, range, findings.at(`${CERTIFICATES}.${name}`));
  };
  const validDays = days("validDays", 1, MOST_VALID_DAYS, DEFAULTS.validDays);
  const renewDays = days("renewDays", 0, MOST_VALID_DAYS, renewDaysOf(validDays ?? DEFAULTS.validDays));
  const authorityValidDays = days("authorityValidDays", 1, MOST_AUTHORITY_DAYS, DEFAULTS.authorityValidDays);
  // A key that is not known may stand for validDays.
  const isSaid = given.validDays !== undefined || Object.keys(given).every((key) => KNOWN.includes(key));
  const least = isSaid ? validDays : undefined;
  if (least !== undefined && renewDays !== undefined && renewDays >= least) {
    findings.problem({
      code: "certificate.generated.renewDays",
      path: `${CERTIFICATES}.renewDays`,
      got: `is ${renewDays}`,
      expected: `must be less than validDays, which is ${least}, or every apply makes new certificates`,
      fix: `use ${renewDaysOf(least)}, or leave it out`,
    });
  }
  if (least !== undefined && authorityValidDays !== undefined && authorityValidDays <= least) {
    findings.problem({
      code: "certificate.generated.authorityValidDays",
      path: `${CERTIFICATES}.authorityValidDays`,
      got: `is ${authorityValidDays}`,
      expected: `must be more than validDays, which is ${least}, because no certificate outlives its authority`,
      fix: "leave it out for ten years",
    });
  }
  const keyBits = given.keyBits === undefined ? DEFAULTS.keyBits : given.keyBits;
  if (!KEY_BITS.includes(keyBits)) {
    findings.problem({
      code: "certificate.generated.keyBits",
      path: `${CERTIFICATES}.keyBits`,
      got: `is ${quote(keyBits)}`,
      expected: "must be 2048, 3072 or 4096",
      fix: "leave it out for 2048",
    });
  }
  const trustedRoots = readRoots(given.trustedRoots, findings);
  if (validDays === undefined || renewDays === undefined || authorityValidDays === undefined)
    return undefined;
  if (findings.problems.length > before) return undefined;
  const generation = Object.freeze({ validDays, renewDays, authorityValidDays, keyBits: keyBits as number });
  return { generation, trustedRoots };
}

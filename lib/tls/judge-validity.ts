import type { Findings } from "../problem/findings";
import type { CertificateFacts } from "./read-certificate";

const DAY = 24 * 60 * 60 * 1000;
/** How long before its end a certificate is warned of, in days. */
const SOON = 14;

/** Whether a certificate is valid at a time. */
export function isValidAt({ validFrom, validTo }: CertificateFacts, now: Date): boolean {
  return validFrom.getTime() <= now.getTime() && now.getTime() <= validTo.getTime();
}

/**
 * Whether a certificate is valid now and for some time to come.
 * @param which what the certificate is, where the path does not say: `its intermediate "CN=…" `
 * @param needed whether a node's chain stands on it; if not, its end is only doubtful
 */
export function judgeValidity(
  path: string,
  which: string,
  certificate: CertificateFacts,
  needed: boolean,
  now: Date,
  findings: Findings,
): void {
  const from = inIso(certificate.validFrom);
  const to = inIso(certificate.validTo);
  const say = (code: string, got: string, expected: string, fix: string) => {
    if (needed) findings.problem({ code, path, got: `${which}${got}`, expected, fix });
    else
      findings.warning({
        code,
        path,
        got: `${which}${got}`,
        expected: `${expected}; no node's certificate needs it`,
        fix,
      });
  };
  const left = certificate.validTo.getTime() - now.getTime();
  if (left < 0) {
    say("certificate.expired", `ended on ${to}`, `it is ${inIso(now)}, and nobody takes it`, "renew it");
  } else if (certificate.validFrom.getTime() > now.getTime()) {
    const expected = `it is ${inIso(now)}, and nobody takes it before`;
    say(
      "certificate.notYetValid",
      `begins on ${from}`,
      expected,
      "wait, or reissue it; look at the clocks too",
    );
  } else if (needed && left < SOON * DAY) {
    findings.warning({
      code: "certificate.expiresSoon",
      path,
      got: `${which}ends on ${to}`,
      expected: `that is in fewer than ${SOON} days, and then the nodes no longer take each other`,
      fix: "renew it",
    });
  }
}

function inIso(date: Date): string {
  return Number.isNaN(date.getTime()) ? "an unknown date" : date.toISOString();
}

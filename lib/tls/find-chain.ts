import { isValidAt } from "./judge-validity";
import type { CertificateFacts } from "./read-certificate";

/** How far a certificate's chain leads. */
export interface Chain {
  /** The issuers in order, from the certificate's own up to the root, or as far as they are known. */
  readonly issuers: readonly CertificateFacts[];
  /** Whether the last of them, or the certificate itself, is a trusted root. */
  readonly complete: boolean;
}

const LONGEST = 10;

/** The chain from a certificate over intermediates to one of the roots; valid ones are taken before others. */
export function findChain(
  certificate: CertificateFacts,
  intermediates: readonly CertificateFacts[],
  roots: readonly CertificateFacts[],
  now: Date,
): Chain {
  const candidates = [...roots, ...intermediates];
  const inOrder = [
    ...candidates.filter((candidate) => isValidAt(candidate, now)),
    ...candidates.filter((candidate) => !isValidAt(candidate, now)),
  ];
  return extend(certificate, [], inOrder, new Set(roots.map(certificateFingerprint)));
}

function extend(
  from: CertificateFacts,
  issuers: readonly CertificateFacts[],
  candidates: readonly CertificateFacts[],
  roots: ReadonlySet<string>,
): Chain {
  if (roots.has(certificateFingerprint(from))) return { issuers, complete: true };
  let furthest: Chain = { issuers, complete: false };
  if (issuers.length >= LONGEST) return furthest;
  for (const issuer of candidates) {
    // A certificate issues no other twice in one chain.
    const known = [from, ...issuers].some(
      (one) => certificateFingerprint(one) === certificateFingerprint(issuer),
    );
    if (known || !isIssuedBy(from, issuer)) continue;
    const chain = extend(
      issuer,
      [...issuers, issuer],
      candidates.filter((candidate) => candidate !== issuer),
      roots,
    );
    if (chain.complete) return chain;
    if (chain.issuers.length > furthest.issuers.length) furthest = chain;
  }
  return furthest;
}

/** Whether one certificate was issued and signed by the other. */
export function isIssuedBy(certificate: CertificateFacts, issuer: CertificateFacts): boolean {
  try {
    return (
      issuer.mayIssue &&
      certificate.x509.checkIssued(issuer.x509) &&
      certificate.x509.verify(issuer.x509.publicKey)
    );
  } catch {
    return false;
  }
}

/** What tells one certificate from every other. */
export function certificateFingerprint({ x509 }: CertificateFacts): string {
  return x509.fingerprint256;
}

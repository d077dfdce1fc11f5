import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import type { Release } from "../server/release";
import { certificateRules, type CertificateRules } from "./certificate-rules";
import { certificateFingerprint } from "./find-chain";
import { judgeStrength } from "./judge-key";
import { judgeValidity } from "./judge-validity";
import { CERTIFICATES, type NodeCertificateCase, type RootCase, type RootMaterial } from "./material";
import { describeUnreadable, isPrivateKey, pemBlocks } from "./pem";
import { readCertificate } from "./read-certificate";

/** Reads the trusted roots, and reports those that are none. */
export function readRoots(
  materials: readonly RootMaterial[],
  rules: CertificateRules,
  findings: Findings,
): readonly RootCase[] {
  const roots: RootCase[] = [];
  for (const { path, certificate: text } of materials) {
    if (text === undefined) continue;
    if (pemBlocks(text).some(isPrivateKey)) {
      findings.problem({
        code: "certificate.holdsKey",
        path,
        got: "holds a private key",
        expected:
          "trusted roots lie on every node and are given to clients, and an authority's key belongs to nobody but it",
        fix: "leave the certificate alone in it",
      });
    }
    const certificate = readCertificate(text);
    if (certificate === undefined) {
      findings.problem({
        code: "certificate.root.unreadable",
        path,
        got: describeUnreadable(text),
        expected: "must be one certificate in PEM",
        fix: "give a file that begins with BEGIN CERTIFICATE (openssl x509 -inform der -in ROOT -out NEW makes one of DER)",
      });
      continue;
    }
    if (certificate.intermediates.length > 0) {
      findings.problem({
        code: "certificate.root.several",
        path,
        got: `holds ${certificate.intermediates.length + 1} certificates`,
        expected: `${rules.release} reads only the first of a file`,
        fix: "give each root in a text of its own, intermediates after the node's certificate",
      });
    }
    const same = roots.find(
      (root) => certificateFingerprint(root.certificate) === certificateFingerprint(certificate),
    );
    if (same !== undefined) {
      findings.warning({
        code: "certificate.root.twice",
        path,
        got: `is the same certificate as ${same.path}`,
        expected: "once is enough",
        fix: "leave one of them out",
      });
      continue;
    }
    roots.push({ path, certificate });
  }
  return roots;
}

/** What can be told of roots that are trusted while nobody's certificate leads to them yet. */
export function judgeOtherRoots(
  materials: readonly RootMaterial[],
  release: Release,
  now: Date,
  findings: Findings,
): void {
  if (materials.length === 0) return;
  const rules = certificateRules(release);
  const roots = readRoots(materials, rules, findings);
  judgeRoots(materials, roots, [], rules, findings);
  for (const { path, certificate } of roots) {
    judgeValidity(path, "", certificate, false, now, findings);
    judgeStrength(path, "", certificate, findings);
  }
}

/** Whether there are trusted roots, and each is one. */
export function judgeRoots(
  materials: readonly RootMaterial[],
  roots: readonly RootCase[],
  nodes: readonly NodeCertificateCase[],
  rules: CertificateRules,
  findings: Findings,
): void {
  if (materials.length === 0) reportNoRoots(rules, findings);
  for (const { path, certificate } of roots) {
    if (certificate.selfSigned) continue;
    const node = nodes.find(
      (one) => certificateFingerprint(one.certificate) === certificateFingerprint(certificate),
    );
    if (node !== undefined) {
      findings.problem({
        code: "certificate.root.node",
        path,
        got: `is the certificate of ${node.nodes.map(({ key }) => key).join(", ")}`,
        expected: "a trusted root is the certificate of the authority that issued it",
        fix: `give the certificate of ${quote(certificate.issuer)}`,
      });
    } else if (rules.chains && !certificate.mayIssue) {
      reportNoAuthority({ path, certificate }, findings);
    } else if (rules.chains) {
      findings.problem({
        code: "certificate.root.notSelfSigned",
        path,
        got: `was issued by ${quote(certificate.issuer)}`,
        expected: `${rules.release} refuses to start with a trusted root that is not self-signed`,
        fix: "give the root at the end of the chain, and put this one after the node's certificate, as an intermediate",
      });
    }
  }
}

/** A problem for a certificate that issues no other, where an authority's belongs. */
export function reportNoAuthority({ path, certificate }: RootCase, findings: Findings): void {
  findings.problem({
    code: "certificate.root.noAuthority",
    path,
    got: `is the certificate of ${quote(certificate.subject)}, which is no authority's (CA:FALSE)`,
    expected: "a trusted root is the certificate of the authority that issued the nodes'",
    fix: `give the certificate of ${quote(certificate.issuer)}`,
  });
}

/** A problem for a cluster whose nodes would trust nobody. */
export function reportNoRoots(rules: CertificateRules, findings: Findings): void {
  findings.problem({
    code: "certificate.roots.missing",
    path: `${CERTIFICATES}.trustedRoots`,
    got: "is missing",
    expected: `${rules.release} takes no node whose certificate does not lead to a trusted root`,
    fix: "give the certificate of the authority that issued the nodes', a public one's too",
  });
}

import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import type { CertificateRules } from "./certificate-rules";
import { isIssuedBy } from "./find-chain";
import { judgeStrength } from "./judge-key";
import { readRoots, reportNoAuthority, reportNoRoots } from "./judge-roots";
import { judgeValidity } from "./judge-validity";
import type { RootCase, RootMaterial } from "./material";

/**
 * What can be told of trusted roots on v5, where nothing is known of the certificates that lead to them. Where nodes
 * verify each other there must be one, and each must be read at synth: Mono finds it by a name that follows from what it
 * holds.
 */
export function judgeMonoRoots(
  materials: readonly RootMaterial[],
  betweenNodes: boolean,
  rules: CertificateRules,
  now: Date,
  findings: Findings,
): void {
  const roots = readRoots(materials, rules, findings);
  for (const root of roots) {
    const { path, certificate } = root;
    judgeValidity(
      path,
      "",
      certificate,
      betweenNodes && roots.length === materials.length && roots.length === 1,
      now,
      findings,
    );
    judgeStrength(path, "", certificate, findings);
    if (!certificate.selfSigned) judgeIntermediate(root, roots, rules, findings);
  }
  if (!betweenNodes) return;
  if (materials.length === 0) reportNoRoots(rules, findings);
  for (const { path, certificate, refused } of materials) {
    if (certificate !== undefined || refused === true) continue;
    findings.problem({
      code: "certificate.root.unread",
      path,
      got: "is known at apply only, or lies on the Docker host",
      expected: `nodes of ${rules.release} verify each other by Mono's trust store, where an authority's file is named after what it holds`,
      fix: "use Certificates.fromFiles, or fromValues with the authority's certificate written out, which is no secret; or, without hosts, Security.tlsForClients",
    });
  }
}

/** Mono follows a chain to a certificate that is self-signed, and takes every one on the way from its store. */
function judgeIntermediate(
  { path, certificate }: RootCase,
  roots: readonly RootCase[],
  rules: CertificateRules,
  findings: Findings,
): void {
  if (!certificate.mayIssue) {
    reportNoAuthority({ path, certificate }, findings);
  } else if (!roots.some((root) => isIssuedBy(certificate, root.certificate))) {
    findings.problem({
      code: "certificate.root.notSelfSigned",
      path,
      got: `was issued by ${quote(certificate.issuer)}, which is not given`,
      expected: `${rules.release} trusts only what leads to a root that is self-signed`,
      fix: "give the root at the end of the chain too",
    });
  }
}

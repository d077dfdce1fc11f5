import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import type { CertificateRules } from "./certificate-rules";
import { findChain, certificateFingerprint, type Chain } from "./find-chain";
import { judgeStrength } from "./judge-key";
import { judgeValidity } from "./judge-validity";
import type { NodeCertificateCase, RootCase } from "./material";
import type { CertificateFacts } from "./read-certificate";

/** What a node's chain is judged against. */
export interface ChainContext {
  readonly roots: readonly RootCase[];
  /** Whether there are roots that could not be read, to which a chain may lead as well. */
  readonly unreadRoots: boolean;
  readonly rules: CertificateRules;
  readonly now: Date;
  readonly findings: Findings;
}

/** Whether a certificate leads over its intermediates to a trusted root. Answers the chain. */
export function judgeChain(node: NodeCertificateCase, context: ChainContext): Chain {
  const { path, certificate } = node;
  const { rules, now, findings } = context;
  const roots = context.roots.map((root) => root.certificate);
  // Releases that do not check roots also take intermediates from their folder, but none from beside the node's.
  const chain = rules.chains
    ? findChain(certificate, certificate.intermediates, roots, now)
    : findChain(
        certificate,
        roots,
        roots.filter((root) => root.selfSigned),
        now,
      );
  certificate.intermediates.forEach((intermediate, i) => {
    const which = `holds as certificate ${i + 2} ${quote(intermediate.subject)}, which `;
    if (rules.chains && intermediate.selfSigned) {
      findings.problem({
        code: "certificate.intermediate.selfSigned",
        path,
        got: `${which}is self-signed`,
        expected: `${rules.release} refuses to start with a root beside the node's certificate`,
        fix: "leave it out there, and give it among trustedRoots",
      });
      return;
    }
    const needed = chain.issuers.some(
      (issuer) => certificateFingerprint(issuer) === certificateFingerprint(intermediate),
    );
    if (!intermediate.mayIssue) {
      findings.warning({
        code: "certificate.intermediate.noAuthority",
        path,
        got: `${which}is no authority's (CA:FALSE)`,
        expected: "it issues no other certificate, so no chain leads over it",
        fix: "leave it out there, or put the certificate of the authority in its place",
      });
      return;
    }
    judgeValidity(path, which, intermediate, needed, now, findings);
    if (needed) judgeStrength(path, which, intermediate, findings);
  });
  if (!chain.complete && !context.unreadRoots && context.roots.length > 0) {
    reportBroken(node, chain, context);
  } else if (chain.complete && chain.issuers.length === 0 && certificate.selfSigned) {
    findings.warning({
      code: "certificate.selfSigned",
      path,
      got: "is self-signed and its own root",
      expected: "whoever trusts it trusts this certificate alone, and must be told anew when it is renewed",
      fix: "let an authority issue it, or use Certificates.generated()",
    });
  }
  return chain;
}

function reportBroken({ path, certificate }: NodeCertificateCase, chain: Chain, context: ChainContext): void {
  const { rules, findings, roots } = context;
  const last: CertificateFacts = chain.issuers[chain.issuers.length - 1] ?? certificate;
  const known = [...roots.map((root) => root.certificate), ...certificate.intermediates];
  const namesake = known.find((one) => one.subject === last.issuer && one !== last);
  const unread =
    !rules.chains &&
    findChain(
      certificate,
      certificate.intermediates,
      roots.map((r) => r.certificate),
      context.now,
    );
  // What is wrong with a root is said of the root.
  if (findings.problems.some((p) => p.code === "certificate.root.node")) return;
  const [got, fix] =
    unread !== false && unread.complete
      ? [
          "needs an intermediate that stands beside it",
          "give the intermediate among trustedRoots, in a file of its own, or use 21.10 or newer",
        ]
      : last.selfSigned
        ? [`ends at ${quote(last.subject)}, which is self-signed`, "give that certificate among trustedRoots"]
        : namesake !== undefined && !namesake.mayIssue
          ? [
              `ends at ${quote(namesake.subject)}, which is no authority's`,
              "let an authority issue the certificate, whose own says CA:TRUE and keyCertSign",
            ]
          : namesake !== undefined
            ? [
                `names ${quote(last.issuer)} as its issuer, which did not sign it: the one that is given has another key`,
                "give the root that signed it, or reissue the certificate with the one that is given",
              ]
            : [
                `was issued by ${quote(last.issuer)}, which is not given`,
                "give that certificate: a root among trustedRoots, an intermediate after the node's own certificate",
              ];
  findings.problem({
    code: "certificate.chain",
    path,
    got,
    expected: rules.chains
      ? `${rules.release} starts only where the chain leads to one of trustedRoots`
      : `nodes of ${rules.release} take each other only where the chain leads to one of trustedRoots, and read no intermediates beside a certificate`,
    fix,
  });
}

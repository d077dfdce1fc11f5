import type { Findings } from "../problem/findings";
import { releasesWith } from "../server/catalogue";
import type { CertificateRules } from "./certificate-rules";
import type { NodeCertificateCase } from "./material";
import type { CertificateFacts } from "./read-certificate";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/**
 * Whether a node's certificate may be used as a node uses it: as a server, and as a client of other nodes. Answers
 * whether it is good only if nodes are told to do without clientAuth.
 */
export function judgeUsage(
  { path, certificate }: NodeCertificateCase,
  severalNodes: boolean,
  rules: CertificateRules,
  findings: Findings,
): boolean {
  if (certificate.ca) {
    findings.problem({
      code: "certificate.authority",
      path,
      got: "is an authority's certificate (CA:TRUE)",
      expected: "its key would lie on a node, where it could sign certificates of other nodes",
      fix: "give the certificate that the authority issued for the node, and the authority's among trustedRoots",
    });
  }
  if (severalNodes && rules.usages) judgeKeyUsage(path, certificate, rules, findings);
  return judgeExtendedKeyUsage(path, certificate, severalNodes, rules, findings);
}

function judgeKeyUsage(
  path: string,
  { keyUsage }: CertificateFacts,
  rules: CertificateRules,
  findings: Findings,
): void {
  const missing = [
    ...(keyUsage?.has("digitalSignature") === true ? [] : ["digitalSignature"]),
    ...(keyUsage?.has("keyEncipherment") === true || keyUsage?.has("keyAgreement") === true
      ? []
      : ["keyEncipherment"]),
  ];
  if (missing.length === 0) return;
  findings.problem({
    code: "certificate.keyUsage",
    path,
    got:
      keyUsage === undefined
        ? "has no key usage"
        : `lacks the key usage ${missing.join(" and ")}${keyUsage.size === 0 ? "" : ` (it has ${[...keyUsage].join(", ")})`}`,
    expected: `from 24.2, and so on ${rules.release}, nodes take each other's certificate only with digitalSignature and keyEncipherment or keyAgreement`,
    fix: "reissue it with keyUsage = digitalSignature, keyEncipherment",
  });
}

function judgeExtendedKeyUsage(
  path: string,
  { extendedKeyUsage: uses }: CertificateFacts,
  severalNodes: boolean,
  rules: CertificateRules,
  findings: Findings,
): boolean {
  // A certificate that does not say may be used for everything.
  if (uses === undefined) return false;
  const fix = "reissue it with extendedKeyUsage = serverAuth, clientAuth";
  if (!uses.includes(SERVER_AUTH)) {
    findings.problem({
      code: "certificate.serverAuth",
      path,
      got: "lacks serverAuth among its extended key usages",
      expected: "no client takes a server by such a certificate",
      fix,
    });
  }
  if (!severalNodes || !rules.usages || uses.includes(CLIENT_AUTH)) return false;
  const option = "DisableClientAuthEkuValidation";
  if (rules.clientAuthOption) {
    findings.warning({
      code: "certificate.clientAuth",
      path,
      got: "lacks clientAuth among its extended key usages",
      expected: `nodes of ${rules.release} take each other with it only, so they are told to do without (${option})`,
      fix,
    });
    return true;
  }
  findings.problem({
    code: "certificate.clientAuth",
    path,
    got: "lacks clientAuth among its extended key usages",
    expected: `from 24.2, and so on ${rules.release}, nodes take each other only with it`,
    fix: `${fix}, or use a release that can do without: ${releasesWith(option)}`,
  });
  return false;
}

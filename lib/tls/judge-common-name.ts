import { isIpv4 } from "../network/model/ipv4";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { NODE_COMMON_NAME } from "../server/server-tls";
import type { CertificateRules } from "./certificate-rules";
import { CERTIFICATES, type NodeCertificateCase } from "./material";

const PATH = `${CERTIFICATES}.commonName`;

/**
 * Whether nodes recognize each other by their common names. Answers the name that the servers are to be told,
 * `undefined` where their own default fits.
 */
export function judgeCommonName(
  nodes: readonly NodeCertificateCase[],
  asked: string | undefined,
  severalNodes: boolean,
  rules: CertificateRules,
  findings: Findings,
): string | undefined {
  switch (rules.recognition) {
    case "targetHost":
      return targetHost(asked, severalNodes, rules, findings);
    case "subject":
      judgeSubjects(nodes, asked, severalNodes, rules, findings);
      return undefined;
    case "exact":
      return exact(named(nodes, true, rules, findings), asked, rules, findings);
    case "matching":
      return matching(named(nodes, severalNodes, rules, findings), asked, severalNodes, rules, findings);
  }
}

function targetHost(
  asked: string | undefined,
  severalNodes: boolean,
  rules: CertificateRules,
  findings: Findings,
): string | undefined {
  if (asked === undefined && severalNodes) {
    findings.problem({
      code: "certificate.commonName.missing",
      path: PATH,
      got: "is missing",
      expected: `nodes and clients of ${rules.release} dial addresses and verify one name instead (SslTargetHost, TargetHost); it cannot be read from a PKCS#12 file here`,
      fix: "give a name that every node's certificate carries",
    });
  }
  return asked;
}

function judgeSubjects(
  nodes: readonly NodeCertificateCase[],
  asked: string | undefined,
  severalNodes: boolean,
  rules: CertificateRules,
  findings: Findings,
): void {
  const only = `CN=${NODE_COMMON_NAME}`;
  if (asked !== undefined && asked !== NODE_COMMON_NAME) {
    findings.problem({
      code: "certificate.commonName.fixed",
      path: PATH,
      got: `is ${quote(asked)}`,
      expected: `${rules.release} knows no name but ${NODE_COMMON_NAME}; from 20.6.1 another can be set`,
      fix: "use 20.6.1 or newer, or leave commonName out",
    });
  }
  if (!severalNodes) return;
  for (const { path, certificate } of nodes) {
    if (certificate.subject === only) continue;
    findings.problem({
      code: "certificate.commonName",
      path,
      got: `has the subject ${quote(certificate.subject)}`,
      expected: `${rules.release} takes only nodes whose whole subject is ${only}`,
      fix: `reissue it with that subject, or use 20.6.1 or newer`,
    });
  }
}

/** A certificate with its common name. */
interface Named {
  readonly path: string;
  readonly keys: string;
  readonly name: string;
}

function named(
  nodes: readonly NodeCertificateCase[],
  demanded: boolean,
  rules: CertificateRules,
  findings: Findings,
): readonly Named[] {
  return nodes.flatMap(({ path, nodes: users, certificate: { commonName: name } }) => {
    if (name !== undefined && name !== "")
      return [{ path, keys: users.map(({ key }) => key).join(", "), name }];
    if (demanded) {
      findings.problem({
        code: "certificate.commonName.none",
        path,
        got: "has no common name",
        expected: `nodes of ${rules.release} recognize each other by it`,
        fix: `reissue it with one, for example CN=${NODE_COMMON_NAME}`,
      });
    }
    return [];
  });
}

/** 20.6.1 to 23.6: one name for all, letter by letter. */
function exact(
  nodes: readonly Named[],
  asked: string | undefined,
  rules: CertificateRules,
  findings: Findings,
): string | undefined {
  const names = new Set(nodes.map(({ name }) => name));
  if (asked === undefined && names.size > 1) reportDifferent(nodes, rules, findings);
  const reserved = asked ?? nodes[0]?.name;
  if (asked !== undefined) {
    for (const node of nodes) if (node.name !== asked) reportMismatch(node, asked, rules, findings);
  }
  return reserved === NODE_COMMON_NAME ? undefined : reserved;
}

/** From 23.10: one name for all, or a wildcard that stands for all, as DNS names are compared. */
function matching(
  nodes: readonly Named[],
  asked: string | undefined,
  severalNodes: boolean,
  rules: CertificateRules,
  findings: Findings,
): string | undefined {
  if (asked !== undefined) {
    for (const node of nodes) if (!matches(asked, node.name)) reportMismatch(node, asked, rules, findings);
    return asked;
  }
  const [first] = nodes;
  if (first === undefined || !severalNodes) return undefined;
  if (nodes.every(({ name }) => name.toLowerCase() === first.name.toLowerCase())) {
    if (!matches(first.name, first.name)) {
      findings.problem({
        code: "certificate.commonName.form",
        path: first.path,
        got: `has the common name ${quote(first.name)}`,
        expected: `${rules.release} compares common names as DNS names, and this is none: letters, digits and hyphens between dots, a wildcard only before two labels or more`,
        fix: `reissue it with such a name, for example CN=${NODE_COMMON_NAME}`,
      });
    }
    return undefined;
  }
  const wildcard = `*.${first.name.slice(first.name.indexOf(".") + 1)}`;
  if (first.name.includes(".") && nodes.every(({ name }) => matches(wildcard, name))) return wildcard;
  reportDifferent(nodes, rules, findings);
  return undefined;
}

/** Whether a node of that common name is recognized by the reserved name, from 23.10. */
function matches(reserved: string, commonName: string): boolean {
  const [wanted, own] = [reserved.toLowerCase(), commonName.toLowerCase()];
  if (isIpv4(wanted) || isIpv4(own)) return wanted === own;
  const [pattern, labels] = [wanted.split("."), own.split(".")];
  const wildcard = pattern[0] === "*";
  if (wildcard && pattern.length < 3) return false;
  // The common name's own wildcard stands for itself alone.
  if (labels[0] === "*") return wanted === own && labels.slice(1).every(isLabel);
  if (pattern.length !== labels.length || !labels.every(isLabel)) return false;
  const from = wildcard ? 1 : 0;
  return pattern.slice(from).join(".") === labels.slice(from).join(".");
}

function isLabel(label: string): boolean {
  // Letters beyond ASCII are compared in the form that DNS gives them.
  return /^[a-z0-9\u0080-\uffff-]+$/.test(label);
}

function reportMismatch(node: Named, asked: string, rules: CertificateRules, findings: Findings): void {
  findings.problem({
    code: "certificate.commonName",
    path: node.path,
    got: `has the common name ${quote(node.name)}`,
    expected: `${PATH} is ${quote(asked)}, and ${rules.release} takes only nodes that have ${rules.recognition === "exact" ? "exactly that one" : "that one, or one that its wildcard stands for"}`,
    fix: "reissue it with that name, or change commonName, or leave it out to have it derived",
  });
}

const MOST_NODES = 8;

function reportDifferent(nodes: readonly Named[], rules: CertificateRules, findings: Findings): void {
  const shown = nodes.slice(0, MOST_NODES).map(({ keys, name }) => `${quote(name)} of ${keys}`);
  findings.problem({
    code: "certificate.commonName.differ",
    path: CERTIFICATES,
    got: `have the common names ${shown.join(", ")}${nodes.length > MOST_NODES ? ", …" : ""}`,
    expected:
      rules.recognition === "exact"
        ? `${rules.release} takes only nodes of one and the same common name; from 23.10 names of one domain will do`
        : `${rules.release} takes only nodes of one common name, or of names in one domain of two labels or more (*.example.com)`,
    fix: `reissue them with one common name, for example CN=${NODE_COMMON_NAME}`,
  });
}

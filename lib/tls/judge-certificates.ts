import { EndpointKind } from "../network/model/endpoint";
import { endpointOf, type ClusterNode, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import type { Release } from "../server/release";
import { certificateRules, type CertificateRules } from "./certificate-rules";
import { certificateFingerprint } from "./find-chain";
import { judgeChain } from "./judge-chain";
import { judgeCommonName } from "./judge-common-name";
import { judgeKeyKind, judgePrivateKey, judgeStrength } from "./judge-key";
import { judgeNames } from "./judge-names";
import { judgeMonoRoots } from "./judge-mono-roots";
import { judgePkcs12 } from "./judge-pkcs12";
import { OLDER_ALGORITHMS } from "./pkcs12-algorithms";
import { judgeRoots, readRoots } from "./judge-roots";
import { judgeUsage } from "./judge-usage";
import { judgeValidity } from "./judge-validity";
import type { NodeCertificateCase, NodeMaterial, RootMaterial } from "./material";
import { describeUnreadable, isPrivateKey, pemBlocks } from "./pem";
import { readCertificate, type ReadCertificate } from "./read-certificate";

export type { NodeMaterial, RootMaterial } from "./material";

/** The user's certificates, and what they are judged against. */
export interface JudgeInput {
  readonly release: Release;
  readonly topology: Topology;
  /** Whether the names in it are those that will be dialled. */
  readonly namesKnown: boolean;
  /** By node key. */
  readonly nodes: ReadonlyMap<string, NodeMaterial>;
  readonly roots: readonly RootMaterial[];
  /** The common name that was asked for. */
  readonly commonName?: string;
  /** Whether one was asked for that cannot be; then nothing is said of common names. */
  readonly commonNameRefused?: boolean;
  readonly now: Date;
}

/** What was read from the user's certificates. */
export interface JudgedCertificates {
  /** The name that the servers are to be told; absent where the release's default fits. */
  readonly commonName?: string;
  /** The host names and addresses that each node's certificate carries, by node key; `undefined` if unread. */
  readonly certificateNames: ReadonlyMap<string, readonly string[] | undefined>;
  /** When each node's certificate ends, in ISO 8601, by node key; only of those that were read. */
  readonly expires: ReadonlyMap<string, string>;
  /** Whether nodes must be told to do without the usage clientAuth, which some certificate lacks. */
  readonly withoutClientAuth: boolean;
  /** What could not be read, and so is not judged, in the words of the API. */
  readonly unchecked: readonly string[];
  /** Of these, PKCS#12 files that are there. */
  readonly sealed: readonly string[];
}

/** One certificate with the nodes that use it. */
interface Group {
  readonly material: NodeMaterial;
  readonly nodes: ClusterNode[];
}

/** Judges the user's certificates, keys and roots: everything at once, a shared certificate once. */
export function judgeCertificates(input: JudgeInput, findings: Findings): JudgedCertificates {
  const { topology } = input;
  const rules = certificateRules(input.release);
  const severalNodes = topology.nodes.length > 1;
  const unchecked: string[] = [];
  const groups = groupNodes(input);
  const read = new Map<Group, ReadCertificate>();
  for (const group of groups) {
    const certificate = readMaterial(group.material, rules, unchecked, findings);
    if (certificate !== undefined) read.set(group, certificate);
  }
  const cases = [...read].map(([{ material, nodes }, certificate]): NodeCertificateCase => ({
    path: `${material.path}.certificate`,
    nodes,
    certificate,
  }));
  let withoutClientAuth = false;
  if (rules.format === "pem") {
    withoutClientAuth = judgeRead(cases, input, severalNodes, rules, unchecked, findings);
  } else {
    // Only a cluster of several has the endpoint.
    const betweenNodes = topology.nodes.some((n) => endpointOf(n, EndpointKind.INTERNAL_TCP)?.tls === true);
    judgeMonoRoots(input.roots, betweenNodes, rules, input.now, findings);
  }
  const commonName =
    input.commonNameRefused === true
      ? undefined
      : judgeCommonName(cases, input.commonName, severalNodes, rules, findings);
  return Object.freeze({
    commonName,
    certificateNames: byNode(groups, (group) => {
      const certificate = read.get(group);
      return certificate && Object.freeze([...certificate.names]);
    }),
    expires: new Map(
      cases.flatMap(({ nodes, certificate: { validTo } }) =>
        nodes.map(({ key }) => [key, validTo.toISOString()] as const),
      ),
    ),
    withoutClientAuth,
    unchecked: Object.freeze(unchecked),
    sealed: groups.flatMap(({ material: { path, pkcs12 } }) => {
      const file = `${path}.pkcs12`;
      return pkcs12 !== undefined && unchecked.includes(file) ? file : [];
    }),
  });
}

/**
 * What can be told of certificates that could be read, and of the roots, from 20.6. Answers whether nodes must be told
 * to do without clientAuth.
 */
function judgeRead(
  cases: readonly NodeCertificateCase[],
  input: JudgeInput,
  severalNodes: boolean,
  rules: CertificateRules,
  unchecked: string[],
  findings: Findings,
): boolean {
  const { now, topology } = input;
  const roots = readRoots(input.roots, rules, findings);
  const unreadRoots = input.roots.filter(({ certificate }) => certificate === undefined);
  unchecked.push(...unreadRoots.map(({ path }) => path));
  judgeRoots(input.roots, roots, cases, rules, findings);
  const needed = new Set<string>();
  let withoutClientAuth = false;
  for (const node of cases) {
    judgeValidity(node.path, "", node.certificate, true, now, findings);
    if (input.namesKnown) judgeNames(node, topology, rules, findings);
    if (judgeUsage(node, severalNodes, rules, findings)) withoutClientAuth = true;
    judgeKeyKind(node.path, node.certificate, rules, findings);
    const context = { roots, unreadRoots: unreadRoots.length > 0, rules, now, findings };
    for (const issuer of judgeChain(node, context).issuers) needed.add(certificateFingerprint(issuer));
  }
  const nodes = new Set(cases.map(({ certificate }) => certificateFingerprint(certificate)));
  for (const { path, certificate } of roots) {
    // A node's own certificate is judged as that.
    if (nodes.has(certificateFingerprint(certificate))) continue;
    judgeValidity(path, "", certificate, needed.has(certificateFingerprint(certificate)), now, findings);
    judgeStrength(path, "", certificate, findings);
  }
  return withoutClientAuth;
}

function groupNodes({ topology, nodes }: JudgeInput): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const node of topology.nodes) {
    const material = nodes.get(node.key);
    if (material === undefined) continue;
    const group = groups.get(material.path) ?? { material, nodes: [] };
    groups.set(material.path, group);
    group.nodes.push(node);
  }
  return [...groups.values()];
}

/** Reads one node's material, and judges what needs no other's. */
function readMaterial(
  material: NodeMaterial,
  rules: CertificateRules,
  unchecked: string[],
  findings: Findings,
): ReadCertificate | undefined {
  if (material.form !== rules.format) {
    reportFormat(material, rules, findings);
    return undefined;
  }
  if (material.form === "pkcs12") {
    unchecked.push(`${material.path}.pkcs12`);
    judgePkcs12(material, rules.release, findings);
    return undefined;
  }
  const certificate = readNodeCertificate(material, unchecked, findings);
  if (!judgePrivateKey(material, certificate, rules, findings)) unchecked.push(`${material.path}.privateKey`);
  return certificate;
}

function readNodeCertificate(
  { path: at, certificate: text }: NodeMaterial,
  unchecked: string[],
  findings: Findings,
): ReadCertificate | undefined {
  const path = `${at}.certificate`;
  if (text === undefined) {
    unchecked.push(path);
    return undefined;
  }
  const certificate = readCertificate(text);
  const holdsKey = pemBlocks(text).some(isPrivateKey);
  if (certificate === undefined) {
    findings.problem({
      code: "certificate.unreadable",
      path,
      got: describeUnreadable(text),
      expected: "must be a certificate in PEM, its intermediates after it",
      fix: holdsKey
        ? "give the certificate here, and the key as privateKey"
        : "give a file that begins with BEGIN CERTIFICATE (openssl x509 -inform der -in CERTIFICATE -out NEW makes one of DER)",
    });
  } else if (holdsKey) {
    findings.problem({
      code: "certificate.holdsKey",
      path,
      got: "holds a private key beside the certificate",
      expected: "certificates are no secret, and are kept and shown as such",
      fix: "leave the certificates alone in it, and give the key as privateKey",
    });
  }
  return certificate;
}

function reportFormat(material: NodeMaterial, rules: CertificateRules, findings: Findings): void {
  if (rules.format === "pkcs12") {
    findings.problem({
      code: "certificate.format",
      path: material.path,
      got: "is PEM",
      expected: `${rules.release} reads PKCS#12 files only`,
      fix: `give { pkcs12, password }, made by openssl pkcs12 -export -in CERTIFICATE -inkey KEY ${OLDER_ALGORITHMS} -out node.p12`,
    });
  } else {
    findings.problem({
      code: "certificate.format",
      path: material.path,
      got: "is PKCS#12",
      expected: `${rules.release} is given PEM here`,
      fix: "give { certificate, privateKey }, made by openssl pkcs12 -in FILE -clcerts -nokeys -out node.crt and openssl pkcs12 -in FILE -nocerts -nodes | openssl rsa -traditional -out node.key (without -traditional before OpenSSL 3)",
    });
  }
}

function byNode<T>(groups: readonly Group[], value: (group: Group) => T): ReadonlyMap<string, T> {
  return new Map(groups.flatMap((group) => group.nodes.map(({ key }) => [key, value(group)] as const)));
}

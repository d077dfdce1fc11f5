import type { ClusterNode, Topology } from "../network/model/topology";
import { checkKeys, checkObject, hasNul, meantOrNone } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote, quoteKind } from "../problem/quote";
import { isVersion5 } from "../server/capabilities-of";
import type { Release } from "../server/release";
import type { NodeCertificate, PemCertificate } from "./certificates";
import { CERTIFICATES } from "./material";

/** A node's certificate, and where the user gave it. */
export interface OwnNodeCertificate {
  /** In the words of the API: `security.certificates.shared`. */
  readonly path: string;
  /** One and the same object for all nodes that share it. */
  readonly certificate: NodeCertificate;
}

/** Certificates of the user's own, as far as they are in good shape. */
export interface OwnCertificates {
  /** The value is absent where it was refused. */
  readonly trustedRoots: readonly { readonly path: string; readonly value?: string }[];
  /** By node key, of every node whose was not refused. */
  readonly nodes: ReadonlyMap<string, OwnNodeCertificate>;
  readonly commonName?: string;
  /** Whether a common name was given, and refused. */
  readonly commonNameRefused: boolean;
}

const KNOWN = ["trustedRoots", "shared", "nodes", "commonName"];
const PEM = ["certificate", "privateKey", "privateKeyPassword"];
const PKCS12 = ["pkcs12", "password"];
const NODE_FIX = "give { certificate, privateKey }, on v5 { pkcs12, password }";
/** By the standard of certificates. */
const LONGEST_NAME = 64;
const FIX = 'use Certificates.fromFiles({ trustedRoots: ["ca.crt"], nodes: { "node-0": { … } } })';

/** The user's own certificates by node, without what is refused, which is a problem each. Any value may come. */
export function checkOwn(
  options: unknown,
  topology: { readonly nodes: Topology["nodes"] | readonly Pick<ClusterNode, "key">[] },
  release: Release,
  findings: Findings,
): OwnCertificates | undefined {
  const all = checkObject(options, FIX, findings.at(CERTIFICATES), quoteKind);
  if (all === undefined) return undefined;
  const { validatePeers, ...given } = all;
  if (validatePeers !== undefined) refuseValidatePeers(release, findings);
  checkKeys(given, KNOWN, findings.at(CERTIFICATES));
  const keys = topology.nodes.map(({ key }) => key);
  const trustedRoots = readRoots(given.trustedRoots, findings);
  const nodes = readNodes(given, keys, findings);
  const commonName = readCommonName(given.commonName, findings);
  return Object.freeze({
    trustedRoots: Object.freeze(trustedRoots),
    nodes,
    commonName,
    commonNameRefused: commonName === undefined && given.commonName !== undefined,
  });
}

/** Trusted roots; what is refused has no value. */
export function readRoots(given: unknown, findings: Findings): OwnCertificates["trustedRoots"] {
  if (given === undefined) return [];
  const path = `${CERTIFICATES}.trustedRoots`;
  if (!Array.isArray(given)) {
    const fix = 'give a list, for example ["ca.crt"]';
    findings.problem({
      code: "certificate.own.list",
      path,
      got: `is ${quoteKind(given)}`,
      expected: "must be a list of texts",
      fix,
    });
    return [{ path }];
  }
  return Array.from(given as readonly unknown[]).map((root, i) => {
    const at = `${path}[${i}]`;
    return { path: at, value: requireText(root, at, "give one root, or leave it out", findings) };
  });
}

function readNodes(
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  findings: Findings,
): ReadonlyMap<string, OwnNodeCertificate> {
  const path = `${CERTIFICATES}.nodes`;
  const own =
    given.nodes === undefined ? {} : (checkObject(given.nodes, FIX, findings.at(path), quoteKind) ?? {});
  const nodes = new Map<string, OwnNodeCertificate>();
  for (const key of Object.keys(own)) {
    const at = `${path}[${quote(key)}]`;
    if (!keys.includes(key)) {
      findings.problem({
        code: "certificate.own.node",
        path: at,
        got: "is no node of the cluster",
        expected: `its nodes are ${inShort(keys)}`,
        fix: meantOrNone(
          key,
          keys.filter((one) => !Object.hasOwn(own, one)),
        ),
      });
      continue;
    }
    const certificate = readNode(own[key], at, findings);
    if (certificate !== undefined) nodes.set(key, { path: at, certificate });
  }
  const rest = keys.filter((key) => !Object.hasOwn(own, key));
  if (given.shared !== undefined) {
    const at = `${CERTIFICATES}.shared`;
    const certificate = readNode(given.shared, at, findings);
    if (certificate !== undefined) for (const key of rest) nodes.set(key, { path: at, certificate });
  } else if (rest.length > 0) {
    findings.problem({
      code: "certificate.own.missing",
      path,
      got: `has no certificate of ${inShort(rest)}`,
      expected: "every node of a secure cluster needs one",
      fix: "add it there, or give shared for all nodes that have none of their own",
    });
  }
  return nodes;
}

function readNode(given: unknown, path: string, findings: Findings): NodeCertificate | undefined {
  const record = checkObject(given, NODE_FIX, findings.at(path), quoteKind);
  if (record === undefined) return undefined;
  const pem = PEM.some((key) => record[key] !== undefined);
  const pkcs12 = PKCS12.some((key) => record[key] !== undefined);
  if (pem && pkcs12) {
    if (reportOtherPassword(record, path, findings)) return undefined;
    findings.problem({
      code: "certificate.own.both",
      path,
      got: "has both PEM and PKCS#12",
      expected: "a node reads one of them: PKCS#12 on v5, PEM from 20.6",
      fix: NODE_FIX,
    });
    return undefined;
  }
  checkKeys(record, pkcs12 ? PKCS12 : PEM, findings.at(path));
  return pkcs12 ? readPkcs12(record, path, findings) : readPem(record, path, findings);
}

/** Reports the other form's password, where that alone stands beside the one that is meant; whether it does. */
function reportOtherPassword(
  record: Readonly<Record<string, unknown>>,
  path: string,
  findings: Findings,
): boolean {
  const given = (keys: readonly string[]) => keys.filter((key) => record[key] !== undefined).join();
  const isPem = given(PKCS12) === "password";
  if (!isPem && given(PEM) !== "privateKeyPassword") return false;
  const [other, own] = isPem ? ["password", "privateKeyPassword"] : ["privateKeyPassword", "password"];
  findings.problem({
    code: "value.key",
    path: `${path}.${other}`,
    got: isPem ? "is of a PKCS#12 file" : "is of a private key in PEM",
    expected: `that of ${isPem ? "privateKey" : "pkcs12"} is ${own}`,
    fix: record[own] === undefined ? `did you mean ${own}?` : "leave it out",
  });
  return true;
}

function readPem(
  record: Readonly<Record<string, unknown>>,
  path: string,
  findings: Findings,
): PemCertificate | undefined {
  const certificate = requireText(record.certificate, `${path}.certificate`, NODE_FIX, findings);
  const privateKey = requireText(record.privateKey, `${path}.privateKey`, NODE_FIX, findings, true);
  const at = `${path}.privateKeyPassword`;
  const password = readText(record.privateKeyPassword, at, "leave it out for a key without", findings, true);
  if (certificate === undefined || privateKey === undefined) return undefined;
  return Object.freeze({
    certificate,
    privateKey,
    privateKeyPassword: password,
  });
}

function readPkcs12(
  record: Readonly<Record<string, unknown>>,
  path: string,
  findings: Findings,
): NodeCertificate | undefined {
  const pkcs12 = requireText(record.pkcs12, `${path}.pkcs12`, NODE_FIX, findings, true);
  const password = requireText(record.password, `${path}.password`, NODE_FIX, findings, true);
  if (pkcs12 === undefined || password === undefined) return undefined;
  return Object.freeze({ pkcs12, password });
}

/** Release 0.1.0 had it, and it never had an effect. */
function refuseValidatePeers(release: Release, findings: Findings): void {
  const v5 = isVersion5(release.version);
  findings.problem({
    code: "certificate.own.validatePeers",
    path: `${CERTIFICATES}.validatePeers`,
    got: "is given",
    expected: v5
      ? "nodes of v5 with TLS among themselves verify each other always: no release of 5.0 turns it off by SslValidateServer"
      : `nodes of ${release.version} always verify each other against trustedRoots`,
    fix: v5
      ? "leave it out and give the authority among trustedRoots, or, without hosts, use Security.tlsForClients, which leaves nodes without TLS among themselves"
      : "leave it out",
  });
}

function readCommonName(given: unknown, findings: Findings): string | undefined {
  const path = `${CERTIFICATES}.commonName`;
  const name = readText(given, path, "leave it out", findings, true);
  if (name === undefined || name.length <= LONGEST_NAME) return name;
  findings.problem({
    code: "certificate.own.commonName",
    path,
    got: `is a text of ${name.length} characters`,
    expected: `a common name has ${LONGEST_NAME} at most`,
    fix: "give the common name of the nodes' certificates, or leave it out",
  });
  return undefined;
}

function readText(
  given: unknown,
  path: string,
  fix: string,
  findings: Findings,
  secret = false,
): string | undefined {
  return given === undefined ? undefined : requireText(given, path, fix, findings, secret);
}

function requireText(
  given: unknown,
  path: string,
  fix: string,
  findings: Findings,
  secret = false,
): string | undefined {
  if (typeof given === "string" && given !== "" && !hasNul(given)) return given;
  const got = given === undefined ? "is missing" : secret ? kindOf(given) : `is ${quote(given)}`;
  findings.problem({
    code: "certificate.own.text",
    path,
    got,
    expected: "must be a text that is not empty and has no NUL",
    fix,
  });
  return undefined;
}

/** What a secret that is none is, without a part of it. */
function kindOf(given: unknown): string {
  if (given === "") return "is empty";
  if (typeof given === "string") return "has a NUL";
  return given === null || Array.isArray(given) || typeof given === "object"
    ? `is ${quote(given)}`
    : `is a ${typeof given}`;
}

const MOST_KEYS = 8;

function inShort(keys: readonly string[]): string {
  return `${keys.slice(0, MOST_KEYS).join(", ")}${keys.length > MOST_KEYS ? ", …" : ""}`;
}

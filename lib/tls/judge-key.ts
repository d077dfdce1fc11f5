import type { Findings } from "../problem/findings";
import type { CertificateRules } from "./certificate-rules";
import type { NodeMaterial } from "./material";
import { describeContent } from "./pem";
import type { CertificateFacts, ReadCertificate } from "./read-certificate";
import { readPrivateKey, type ReadKey } from "./read-key";

const SMALLEST = 2048;

/** Whether the key in a certificate is one that the release takes. */
export function judgeKeyKind(
  path: string,
  certificate: CertificateFacts,
  rules: CertificateRules,
  findings: Findings,
): void {
  const { keyType } = certificate;
  if (keyType !== "rsa") {
    findings.problem({
      code: "certificate.key.type",
      path,
      got: `has ${keyType === undefined ? "a key of an unknown kind" : `a key of kind ${keyType}`}`,
      expected: `${rules.release}, like every release, takes RSA keys only`,
      fix: `make an RSA key of ${SMALLEST} bits or more, and reissue the certificate`,
    });
  }
  judgeStrength(path, "", certificate, findings);
}

/**
 * Whether a certificate is as strong as TLS libraries demand: its RSA key, and the digest that it is signed with. What
 * is self-signed is trusted as it is, and nobody looks at its signature.
 * @param which what the certificate is, where the path does not say
 */
export function judgeStrength(
  path: string,
  which: string,
  { keyType, keyBits, weakDigest, selfSigned }: CertificateFacts,
  findings: Findings,
): void {
  if (keyType === "rsa" && keyBits !== undefined && keyBits < SMALLEST) {
    findings.problem({
      code: "certificate.key.size",
      path,
      got: `${which}has an RSA key of ${keyBits} bits`,
      expected: `the TLS library of the server's image refuses fewer than ${SMALLEST}`,
      fix: `make a key of ${SMALLEST} bits or more, and reissue the certificate`,
    });
  }
  if (weakDigest !== undefined && !selfSigned) {
    findings.problem({
      code: "certificate.signature",
      path,
      got: `${which}is signed with ${weakDigest}`,
      expected: "the TLS library of the server's image refuses what is signed with less than SHA-256",
      fix: "reissue it with SHA-256 (openssl x509 -req -sha256)",
    });
  }
}

/**
 * Whether a node's key is of its certificate, and in a form that the release reads. Answers whether it could be
 * checked to the end.
 */
export function judgePrivateKey(
  material: NodeMaterial,
  certificate: ReadCertificate | undefined,
  rules: CertificateRules,
  findings: Findings,
): boolean {
  const path = `${material.path}.privateKey`;
  const { privateKey: text, privateKeyPassword: password, passwordUnknown = false } = material;
  const withPassword = password !== undefined || passwordUnknown;
  if (withPassword && !rules.encryptedKeys) reportPassword(material, rules, findings);
  if (text === undefined) return false;
  const read = readPrivateKey(text, password);
  if (read.count === 0) {
    findings.problem({
      code: "certificate.key.unreadable",
      path,
      got: describeContent(text),
      expected: "must be one RSA key in PEM",
      fix: text.includes("BEGIN CERTIFICATE")
        ? "give the key of the certificate here, and the certificate as certificate"
        : "give a PEM file that begins with BEGIN RSA PRIVATE KEY, or from 23.6 BEGIN PRIVATE KEY",
    });
    return true;
  }
  judgeText(path, read, findings);
  if (!judgeForm(path, read, rules, findings)) return true;
  if (read.encrypted && read.failure === "password missing") {
    if (passwordUnknown) return false;
    findings.problem({
      code: "certificate.key.password",
      path,
      got: "is encrypted, and there is no password",
      expected: `${rules.release} reads an encrypted key by CertificatePrivateKeyPassword`,
      fix: "give privateKeyPassword, or a key that is not encrypted",
    });
    return true;
  }
  if (read.failure === "password wrong") {
    findings.problem({
      code: "certificate.key.password",
      path,
      got: "cannot be decrypted with privateKeyPassword",
      expected: "the password is another one, or the file is damaged",
      fix: "give the password that the key was encrypted with",
    });
    return true;
  }
  if (!read.encrypted && withPassword && rules.encryptedKeys) {
    findings.warning({
      code: "certificate.key.passwordUnused",
      path: `${material.path}.privateKeyPassword`,
      got: "is given, and the key is not encrypted",
      expected: "the password protects nothing",
      fix: "encrypt the key (openssl pkcs8 -topk8 -v2 aes256), or leave privateKeyPassword out",
    });
  }
  judgeBelonging(path, read, certificate, rules, findings);
  return true;
}

function reportPassword(material: NodeMaterial, rules: CertificateRules, findings: Findings): void {
  findings.problem({
    code: "certificate.key.encrypted",
    path: `${material.path}.privateKeyPassword`,
    got: "is given",
    expected: `${rules.release} reads no encrypted keys; releases from 23.6 do`,
    fix: "decrypt the key (openssl rsa -in KEY -out NEW), and leave privateKeyPassword out",
  });
}

/** The server takes everything between the first and the last line of the file for the key. */
function judgeText(path: string, read: ReadKey, findings: Findings): void {
  if (read.count > 1) {
    findings.problem({
      code: "certificate.key.several",
      path,
      got: `holds ${read.count} private keys`,
      expected: "a node has one certificate and one key",
      fix: "leave the key of this certificate alone in it",
    });
  } else if (!read.alone) {
    findings.problem({
      code: "certificate.key.text",
      path,
      got: "has something before or after the key, were it an empty line",
      expected:
        "the server takes everything between the first and the last line for the key, and refuses to start",
      fix: "leave nothing but the lines from BEGIN to END (openssl pkey -in KEY -out NEW, or openssl rsa)",
    });
  }
}

/** Whether the key is written in a form that the release reads. */
function judgeForm(path: string, read: ReadKey, rules: CertificateRules, findings: Findings): boolean {
  const fault = faultOf(read, rules);
  if (fault === undefined) return true;
  findings.problem({
    code: `certificate.key.${fault.code}`,
    path,
    got: fault.got,
    expected: whatIsRead(rules),
    fix: fault.fix,
  });
  return false;
}

interface Fault {
  readonly code: string;
  readonly got: string;
  readonly fix: string;
}

function faultOf({ form, encrypted, failure }: ReadKey, rules: CertificateRules): Fault | undefined {
  if (form === "SEC1") {
    return { code: "type", got: "is an EC key", fix: "make an RSA key, and reissue the certificate" };
  }
  if (form === "OpenSSH" || form === "unknown") {
    return {
      code: "form",
      got: `is a key in ${form === "OpenSSH" ? "OpenSSH's own" : "an unknown"} form`,
      fix: TO_PKCS1,
    };
  }
  if (encrypted && !rules.encryptedKeys) {
    return { code: "encrypted", got: "is encrypted", fix: `decrypt it: ${TO_PKCS1}` };
  }
  if (encrypted && form === "PKCS#1") {
    const fix = "write it anew: openssl pkcs8 -topk8 -v2 aes256 -in KEY -out NEW";
    return { code: "form", got: "is encrypted in the way of PKCS#1", fix };
  }
  if (form === "PKCS#8" && !rules.pkcs8) return { code: "form", got: "is PKCS#8", fix: TO_PKCS1 };
  if (failure === "not a key") {
    return { code: "unreadable", got: "is damaged", fix: "give the file as it was made" };
  }
  return undefined;
}

const TO_PKCS1 =
  "openssl rsa -in KEY -out NEW -traditional writes PKCS#1 (without -traditional before OpenSSL 3)";

function whatIsRead({ release, pkcs8 }: CertificateRules): string {
  return pkcs8
    ? `${release} reads RSA keys in PKCS#1 (BEGIN RSA PRIVATE KEY) and PKCS#8 (BEGIN PRIVATE KEY), encrypted ones in PKCS#8 only`
    : `${release} reads RSA keys in PKCS#1 only (BEGIN RSA PRIVATE KEY), not encrypted; PKCS#8 is read from 23.6`;
}

function judgeBelonging(
  path: string,
  { key }: ReadKey,
  certificate: ReadCertificate | undefined,
  rules: CertificateRules,
  findings: Findings,
): void {
  if (key === undefined) return;
  if (key.asymmetricKeyType !== "rsa") {
    // Where the certificate is of that kind, it has been said.
    if (certificate !== undefined && certificate.keyType === key.asymmetricKeyType) return;
    const got = `is a key of kind ${key.asymmetricKeyType ?? "unknown"}`;
    findings.problem({
      code: "certificate.key.type",
      path,
      got,
      expected: whatIsRead(rules),
      fix: "give the certificate's RSA key",
    });
    return;
  }
  if (certificate === undefined || certificate.x509.checkPrivateKey(key)) return;
  const position = certificate.intermediates.findIndex(({ x509 }) => x509.checkPrivateKey(key));
  findings.problem({
    code: "certificate.key.other",
    path,
    got:
      position < 0
        ? "is not the key of the certificate"
        : `is the key of certificate ${position + 2} of the file`,
    expected: `${rules.release} refuses a certificate and a key that are not one pair`,
    fix:
      position < 0
        ? "give the key that the certificate was requested with"
        : "put the node's own certificate first, its intermediates after it",
  });
}

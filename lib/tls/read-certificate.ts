import { X509Certificate } from "node:crypto";
import { readExtensions, type KeyUsage, type WeakDigest } from "./certificate-extensions";
import { derReader, type DerReader } from "./der";
import { isIpv4 } from "../network/model/ipv4";
import { pemBlocks } from "./pem";

/** The facts of one certificate. */
export interface CertificateFacts {
  readonly x509: X509Certificate;
  /** The subject's common name; the last, where there are several. */
  readonly commonName?: string;
  /** The subject on one line, for messages. */
  readonly subject: string;
  /** The issuer on one line, for messages. */
  readonly issuer: string;
  /** The DNS names among its subject alternative names. */
  readonly dnsNames: readonly string[];
  /** The addresses among its subject alternative names. */
  readonly addresses: readonly string[];
  /** What it may be dialled by: an address that stands among DNS names counts for nothing. */
  readonly names: readonly string[];
  /** `"rsa"`, `"ec"`, `"ed25519"`, …; absent where Node does not know the key. */
  readonly keyType?: string;
  /** The size of an RSA key. */
  readonly keyBits?: number;
  /** Absent where the certificate has no such extension. */
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  /** The digest that it is signed with, where that is one that can be forged. */
  readonly weakDigest?: WeakDigest;
  /** Object identifiers; absent where the certificate has no such extension. */
  readonly extendedKeyUsage?: readonly string[];
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Whether it says that it is an authority's. */
  readonly ca: boolean;
  /** Whether it may issue others: an authority's, or a self-signed one of before there were extensions. */
  readonly mayIssue: boolean;
  /** Whether its subject is its issuer, which is how the server tells. */
  readonly selfSigned: boolean;
}

/** The first certificate of a PEM text, and those that follow it. */
export interface ReadCertificate extends CertificateFacts {
  readonly intermediates: readonly CertificateFacts[];
}

/** Reads a PEM text; `undefined` where it holds no certificate or one that cannot be read. No text makes it throw. */
export function readCertificate(pem: string): ReadCertificate | undefined {
  const all: CertificateFacts[] = [];
  for (const block of pemBlocks(pem)) {
    if (block.label !== "CERTIFICATE") continue;
    const facts = factsOf(derReader(), block.text);
    if (facts === undefined) return undefined;
    all.push(facts);
  }
  const [first, ...intermediates] = all;
  return first === undefined ? undefined : { ...first, intermediates };
}

function factsOf(asn1: DerReader, pem: string): CertificateFacts | undefined {
  try {
    const x509 = new X509Certificate(pem);
    const extensions = readExtensions(asn1, x509.raw);
    if (extensions === undefined) return undefined;
    const names = alternativeNames(x509.subjectAltName ?? "");
    const commonName = commonNameOf(x509.subject);
    // Node's types leave out that a certificate may have no such extension.
    const extendedKeyUsage = x509.keyUsage as string[] | undefined;
    const selfSigned = x509.subject === x509.issuer;
    const [validFrom, validTo] = [new Date(x509.validFrom), new Date(x509.validTo)];
    if (Number.isNaN(validFrom.getTime() + validTo.getTime())) return undefined;
    const [dnsNames, addresses] = [ofKind(names, "DNS:"), ofKind(names, "IP Address:")];
    return {
      x509,
      commonName,
      subject: onOneLine(x509.subject),
      issuer: onOneLine(x509.issuer),
      dnsNames,
      addresses,
      names: [...dnsNames.filter((name) => !isIpv4(name)), ...addresses],
      ...keyOf(x509),
      keyUsage: extensions.keyUsage,
      weakDigest: extensions.weakDigest,
      extendedKeyUsage,
      validFrom,
      validTo,
      ca: x509.ca,
      mayIssue: x509.ca || (selfSigned && extensions.version < 3),
      selfSigned,
    };
  } catch {
    return undefined;
  }
}

function keyOf(x509: X509Certificate): Pick<CertificateFacts, "keyType" | "keyBits"> {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = x509.publicKey;
    return {
      keyType: type,
      keyBits: details?.modulusLength,
    };
  } catch {
    return {};
  }
}

/**
 * The common name in a subject as Node writes it: a line for each part, escaped by RFC 2253. The legacy object
 * would tell it too, but up to Node 24 making one first breaks `tls.createSecureContext` for the whole process.
 */
function commonNameOf(subject: string): string | undefined {
  const names = subject
    .split(/\n| \+ (?=[\w.]+=)/)
    .filter((part) => part.startsWith("CN="))
    .map((part) => unescape2253(part.slice("CN=".length)));
  return names[names.length - 1];
}

function unescape2253(text: string): string {
  return text.replace(/\\([0-9A-F]{2})|\\(.)/g, (_, code: string | undefined, plain: string) =>
    code === undefined ? plain : String.fromCharCode(parseInt(code, 16)),
  );
}

/** Node separates names by commas, and writes as a JSON string whatever a comma could be mistaken in. */
function alternativeNames(text: string): readonly string[] {
  return [...text.matchAll(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g)].map(([name]) => name.trim());
}

function ofKind(names: readonly string[], prefix: string): readonly string[] {
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const value = name.slice(prefix.length);
      return value.startsWith('"') ? String(JSON.parse(value)) : value;
    });
}

function onOneLine(name: string): string {
  return name.replace(/\n/g, ", ");
}

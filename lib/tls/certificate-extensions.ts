import type * as Asn1 from "asn1js";
import { children, readDer, type DerReader } from "./der";

/** What a key may be used for, in the order of its bits. */
const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

/** One use of a key. */
export type KeyUsage = (typeof KEY_USAGES)[number];

/** What Node's X.509 support does not tell of a certificate. */
export interface CertificateExtensions {
  /** 1 to 3. */
  readonly version: number;
  /** Absent where the certificate does not say. */
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  /** The digest that it is signed with, where that is one that can be forged. */
  readonly weakDigest?: WeakDigest;
}

/** Digests for which somebody could make two certificates with one signature. */
export type WeakDigest = "MD2" | "MD4" | "MD5" | "SHA-1";

const WEAK_SIGNATURES: ReadonlyMap<string, WeakDigest> = new Map([
  ["1.2.840.113549.1.1.2", "MD2"],
  ["1.2.840.113549.1.1.3", "MD4"],
  ["1.2.840.113549.1.1.4", "MD5"],
  ["1.2.840.113549.1.1.5", "SHA-1"],
  ["1.3.14.3.2.29", "SHA-1"],
  ["1.2.840.10040.4.3", "SHA-1"],
  ["1.2.840.10045.4.1", "SHA-1"],
]);
/** Says its digest in its parameters, and means SHA-1 where it says none. */
const RSA_PSS = "1.2.840.113549.1.1.10";
const WEAK_DIGESTS: ReadonlyMap<string, WeakDigest> = new Map([
  ["1.2.840.113549.2.5", "MD5"],
  ["1.3.14.3.2.26", "SHA-1"],
]);

const KEY_USAGE_OID = "2.5.29.15";
const CONTEXT_SPECIFIC = 3;
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;
const PSS_HASH_TAG = 0;

/** Reads a certificate's version, Key Usage and signature's digest from its DER. */
export function readExtensions(asn1: DerReader, der: Uint8Array): CertificateExtensions | undefined {
  try {
    const result = readDer(asn1, der);
    if (result === undefined) return undefined;
    const [body, algorithm] = children(result);
    const fields = children(body);
    const number = children(tagged(fields, VERSION_TAG))[0];
    const version = number instanceof asn1.Integer ? number.valueBlock.valueDec + 1 : 1;
    const weakDigest = weakDigestOf(asn1, children(algorithm));
    for (const extension of children(children(tagged(fields, EXTENSIONS_TAG))[0])) {
      const parts = children(extension);
      const [oid, value] = [parts[0], parts[parts.length - 1]];
      if (!(oid instanceof asn1.ObjectIdentifier) || oid.valueBlock.toString() !== KEY_USAGE_OID) continue;
      if (!(value instanceof asn1.OctetString)) return undefined;
      const bits = asn1.fromBER(value.valueBlock.valueHexView).result;
      if (!(bits instanceof asn1.BitString)) return undefined;
      return { version, keyUsage: usages(bits.valueBlock.valueHexView), weakDigest };
    }
    return { version, weakDigest };
  } catch {
    return undefined;
  }
}

function weakDigestOf(asn1: DerReader, [oid, parameters]: readonly Asn1.BaseBlock[]): WeakDigest | undefined {
  const name = oidOf(asn1, oid);
  if (name !== RSA_PSS) return WEAK_SIGNATURES.get(name);
  const hash = children(tagged(children(parameters), PSS_HASH_TAG))[0];
  return hash === undefined ? "SHA-1" : WEAK_DIGESTS.get(oidOf(asn1, children(hash)[0]));
}

function oidOf(asn1: DerReader, block: Asn1.BaseBlock | undefined): string {
  return block instanceof asn1.ObjectIdentifier ? block.valueBlock.toString() : "";
}

function tagged(blocks: readonly Asn1.BaseBlock[], tag: number): Asn1.BaseBlock | undefined {
  return blocks.find(({ idBlock }) => idBlock.tagClass === CONTEXT_SPECIFIC && idBlock.tagNumber === tag);
}

function usages(bits: Uint8Array): ReadonlySet<KeyUsage> {
  return new Set(KEY_USAGES.filter((_, i) => ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0));
}

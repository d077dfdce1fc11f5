import type * as Asn1 from "asn1js";

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
}

const KEY_USAGE_OID = "2.5.29.15";
const CONTEXT_SPECIFIC = 3;
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;

/** Reads a certificate's version and Key Usage from its DER. The reader is loaded when it is first needed. */
export function readExtensions(der: Uint8Array): CertificateExtensions | undefined {
  const asn1 = require("asn1js") as typeof Asn1;
  try {
    const { offset, result } = asn1.fromBER(new Uint8Array(der));
    if (offset < 0) return undefined;
    const fields = children(children(result)[0]);
    const tagged = (tag: number) =>
      fields.find(({ idBlock }) => idBlock.tagClass === CONTEXT_SPECIFIC && idBlock.tagNumber === tag);
    const number = children(tagged(VERSION_TAG))[0];
    const version = number instanceof asn1.Integer ? number.valueBlock.valueDec + 1 : 1;
    for (const extension of children(children(tagged(EXTENSIONS_TAG))[0])) {
      const parts = children(extension);
      const [oid, value] = [parts[0], parts[parts.length - 1]];
      if (!(oid instanceof asn1.ObjectIdentifier) || oid.valueBlock.toString() !== KEY_USAGE_OID) continue;
      if (!(value instanceof asn1.OctetString)) return undefined;
      const bits = asn1.fromBER(value.valueBlock.valueHexView).result;
      if (!(bits instanceof asn1.BitString)) return undefined;
      return { version, keyUsage: usages(bits.valueBlock.valueHexView) };
    }
    return { version };
  } catch {
    return undefined;
  }
}

function usages(bits: Uint8Array): ReadonlySet<KeyUsage> {
  return new Set(KEY_USAGES.filter((_, i) => ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0));
}

function children(block: Asn1.BaseBlock | undefined): readonly Asn1.BaseBlock[] {
  const value: unknown = (block?.valueBlock as { value?: unknown } | undefined)?.value;
  return Array.isArray(value) ? (value as readonly Asn1.BaseBlock[]) : [];
}

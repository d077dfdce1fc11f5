import type * as Asn1 from "asn1js";
import { createHash } from "node:crypto";
import { children, derReader, readDer } from "./der";

/** The kinds of text that a name may have, each with how wide its characters are; 0 for UTF-8. */
const TEXTS: ReadonlyMap<number, number> = new Map([
  [12, 0], // UTF8String
  [19, 1], // PrintableString
  [20, 1], // T61String, read as Latin-1
  [22, 1], // IA5String
  [28, 4], // UniversalString
  [30, 2], // BMPString
]);
const UTF8 = 12;
const SEQUENCE = 0x30;
const SET = 0x31;
/** Where the subject stands among a certificate's fields that have no tag of their own. */
const SUBJECT = 4;

/**
 * The name under which OpenSSL, and whoever does as it does, looks for an authority in a folder: `openssl x509
 * -subject_hash`. The subject is brought into a form in which names that are compared as equal are equal, letter case,
 * spaces and kind of text apart; the hash is the beginning of its SHA-1. `undefined` where OpenSSL could not read it.
 */
export function subjectHash(der: Uint8Array): string | undefined {
  const certificate = readDer(derReader(), der);
  if (certificate === undefined) return undefined;
  const fields = children(children(certificate)[0]).filter(({ idBlock }) => idBlock.tagClass === 1);
  const sets = children(fields[SUBJECT]).map(canonicalSet);
  if (sets.includes(undefined)) return undefined;
  const sha1 = createHash("sha1");
  for (const set of sets) if (set !== undefined) sha1.update(set);
  return sha1.digest().readUInt32LE(0).toString(16).padStart(8, "0");
}

/** One level of the name; its parts are in the order of their bytes. */
function canonicalSet(set: Asn1.BaseBlock): Buffer | undefined {
  const parts = children(set).map(canonicalPart);
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  return tlv(SET, Buffer.concat(known.sort((a, b) => a.compare(b))));
}

function canonicalPart(part: Asn1.BaseBlock): Buffer | undefined {
  const [oid, value] = children(part);
  if (oid === undefined || value === undefined) return undefined;
  const { tagClass, tagNumber } = value.idBlock;
  const width = tagClass === 1 ? TEXTS.get(tagNumber) : undefined;
  // What is no text is compared byte by byte.
  if (width === undefined) return tlv(SEQUENCE, Buffer.concat([bytesOf(oid), bytesOf(value)]));
  const text = decode(contentOf(value), width);
  if (text === undefined) return undefined;
  return tlv(SEQUENCE, Buffer.concat([bytesOf(oid), tlv(UTF8, Buffer.from(canonicalText(text)))]));
}

/** Letter case and spaces are compared as those of ASCII alone. */
function canonicalText(text: string): string {
  return text
    .replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "")
    .replace(/[ \t\n\v\f\r]+/g, " ")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function decode(content: Buffer, width: number): string | undefined {
  try {
    if (width === 0) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
  if (content.length % width !== 0) return undefined;
  let text = "";
  for (let at = 0; at < content.length; at += width) {
    const point = content.readUIntBE(at, width);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}

/** A block as it stands in the certificate. */
function bytesOf({ valueBeforeDecodeView }: Asn1.BaseBlock): Buffer {
  return Buffer.from(valueBeforeDecodeView);
}

function contentOf(block: Asn1.BaseBlock): Buffer {
  return bytesOf(block).subarray(block.idBlock.blockLength + block.lenBlock.blockLength);
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(
    length.toString(16).padStart(length > 0xff ? (length > 0xffff ? 6 : 4) : 2, "0"),
    "hex",
  );
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import * as asn1 from "asn1js";
import { isIpv4 } from "../network/model/ipv4";

/** A key pair that lives as long as the test. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function newKeyPair(): KeyPair {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** What a certificate says. */
export interface CertificateContent {
  readonly serial: number;
  readonly commonName: string;
  readonly key: KeyObject;
  readonly issuer: { readonly commonName: string; readonly key: KeyPair };
  readonly isAuthority: boolean;
  /** DNS names and IPv4 addresses. */
  readonly names: readonly string[];
}

const OID = {
  commonName: "2.5.4.3",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  alternativeNames: "2.5.29.17",
  subjectKey: "2.5.29.14",
  authorityKey: "2.5.29.35",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
};

const DAY = 86_400_000;

/** A certificate in PEM, valid from yesterday for a year. */
export function certificateOf(content: CertificateContent): string {
  const { issuer } = content;
  const now = Date.now();
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(content.serial),
    algorithm(),
    nameOf(issuer.commonName),
    sequence(time(now - DAY), time(now + 365 * DAY)),
    nameOf(content.commonName),
    publicKeyInfo(content.key),
    explicit(3, sequence(...extensionsOf(content))),
  );
  const signature = sign("sha256", Buffer.from(tbs.toBER()), issuer.key.privateKey);
  const der = sequence(tbs, algorithm(), new asn1.BitString({ valueHex: bytesOf(signature) })).toBER();
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf({ isAuthority, names, key, issuer }: CertificateContent): asn1.Sequence[] {
  const constraints = sequence(...(isAuthority ? [new asn1.Boolean({ value: true })] : []));
  // keyCertSign and cRLSign, or digitalSignature and keyEncipherment.
  const usage = isAuthority ? [0x06, 1] : [0xa0, 5];
  const bits = new asn1.BitString({
    valueHex: new Uint8Array(usage.slice(0, 1)).buffer,
    unusedBits: usage[1],
  });
  const always = [
    extension(OID.basicConstraints, constraints, true),
    extension(OID.keyUsage, bits, true),
    extension(OID.subjectKey, new asn1.OctetString({ valueHex: keyId(key) })),
    extension(OID.authorityKey, sequence(tagged(0, keyId(issuer.key.publicKey)))),
  ];
  if (isAuthority) return always;
  const uses = sequence(oid(OID.serverAuth), oid(OID.clientAuth));
  const alternatives = names.map((name) =>
    isIpv4(name)
      ? tagged(7, new Uint8Array(name.split(".").map(Number)).buffer)
      : tagged(2, bytesOf(Buffer.from(name, "ascii"))),
  );
  return [
    ...always,
    extension(OID.extendedKeyUsage, uses),
    extension(OID.alternativeNames, sequence(...alternatives)),
  ];
}

function extension(id: string, value: asn1.BaseBlock, critical = false): asn1.Sequence {
  const content = new asn1.OctetString({ valueHex: value.toBER() });
  return sequence(oid(id), ...(critical ? [new asn1.Boolean({ value: true })] : []), content);
}

function keyId(key: KeyObject): ArrayBuffer {
  const der = key.export({ type: "spki", format: "der" });
  return bytesOf(createHash("sha1").update(der).digest());
}

function publicKeyInfo(key: KeyObject): asn1.BaseBlock {
  return asn1.fromBER(bytesOf(key.export({ type: "spki", format: "der" }))).result;
}

function nameOf(commonName: string): asn1.Sequence {
  const part = sequence(oid(OID.commonName), new asn1.Utf8String({ value: commonName }));
  return sequence(new asn1.Set({ value: [part] }));
}

function algorithm(): asn1.Sequence {
  return sequence(oid(OID.sha256WithRsa), new asn1.Null());
}

function sequence(...value: readonly asn1.BaseBlock[]): asn1.Sequence {
  return new asn1.Sequence({ value: [...value] });
}

function explicit(tagNumber: number, value: asn1.BaseBlock): asn1.Constructed {
  return new asn1.Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [value] });
}

function tagged(tagNumber: number, valueHex: ArrayBuffer): asn1.Primitive {
  return new asn1.Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex });
}

function integer(value: number): asn1.Integer {
  return new asn1.Integer({ value });
}

function oid(value: string): asn1.ObjectIdentifier {
  return new asn1.ObjectIdentifier({ value });
}

function time(at: number): asn1.UTCTime {
  return new asn1.UTCTime({ valueDate: new Date(at) });
}

function bytesOf(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}

import * as asn1 from "asn1js";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { subjectHash } from "../../lib/tls/subject-hash";
import { make } from "./made-certificates";

const RUNS = 200;

let template: Uint8Array;
beforeAll(async () => {
  template = new Uint8Array(new X509Certificate((await make({ ca: true })).pem).raw);
});

type Kind = "utf8" | "printable" | "ia5" | "teletex" | "bmp" | "universal" | "numeric";

/** A part of a name: its type, the kind of its text, and the text. */
interface Part {
  readonly oid: string;
  readonly kind: Kind;
  readonly text: string;
}

const OIDS = [
  "2.5.4.3",
  "2.5.4.6",
  "2.5.4.10",
  "2.5.4.11",
  "0.9.2342.19200300.100.1.25",
  "1.2.840.113549.1.9.1",
];
const SPACES = [" ", "  ", "\t", "\n", "\v", "\f", "\r", " \t "];
const ascii = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...SPACES),
  fc.constantFrom("Test Authority", "ÄÖÜ straße", "İstanbul"),
);
const anyText = fc.oneof(ascii, fc.string({ unit: "binary", maxLength: 8 }));

const part: fc.Arbitrary<Part> = fc
  .record({
    oid: fc.constantFrom(...OIDS),
    kind: fc.constantFrom<Kind>("utf8", "printable", "ia5", "teletex", "bmp", "universal", "numeric"),
    pieces: fc.array(anyText, { minLength: 1, maxLength: 6 }),
    long: fc.constantFrom(1, 1, 1, 12, 40),
  })
  .map(({ oid, kind, pieces, long }) => ({ oid, kind, text: fitting(kind, pieces.join(" ").repeat(long)) }));

/** The text without what cannot be written in that kind. Control characters are. */
function fitting(kind: Kind, text: string): string {
  const points = [...text]
    .map((one) => one.codePointAt(0)!)
    .filter((point) => point < 0xd800 || point > 0xdfff);
  const most =
    { utf8: 0x10ffff, universal: 0x10ffff, bmp: 0xffff, teletex: 0xff, numeric: 0x7f }[kind as string] ??
    0x7f;
  return String.fromCodePoint(...points.filter((point) => point <= most && point > 0));
}

/** The tag of a kind of text, and how wide its characters are; 0 for UTF-8. */
const FORMS: Readonly<Record<Kind, readonly [tag: number, width: number]>> = {
  utf8: [12, 0],
  numeric: [18, 1],
  printable: [19, 1],
  teletex: [20, 1],
  ia5: [22, 1],
  universal: [28, 4],
  bmp: [30, 2],
};

function blockOf({ kind, text }: Part): asn1.BaseBlock {
  const [tagNumber, width] = FORMS[kind];
  const points = [...text].map((one) => one.codePointAt(0)!);
  const bytes = Buffer.alloc(points.length * width);
  if (width > 0) points.forEach((point, i) => bytes.writeUIntBE(point, i * width, width));
  const valueHex = new Uint8Array(width > 0 ? bytes : Buffer.from(text));
  return new asn1.Primitive({ idBlock: { tagClass: 1, tagNumber }, valueHex });
}

const name = fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 4 });

/** A certificate with that subject. Its signature is another's, which nobody looks at here. */
function withSubject(levels: readonly (readonly Part[])[]): Buffer {
  const certificate = asn1.fromBER(template).result as asn1.Sequence;
  const body = certificate.valueBlock.value[0] as asn1.Sequence;
  const subject = new asn1.Sequence({
    value: levels.map((parts) => {
      const value = parts
        .map(
          (one) =>
            new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: one.oid }), blockOf(one)] }),
        )
        .sort((a, b) => Buffer.from(a.toBER()).compare(Buffer.from(b.toBER())));
      return new asn1.Set({ value });
    }),
  });
  // Version, serial number, algorithm, issuer, validity, subject.
  body.valueBlock.value[5] = subject;
  return Buffer.from(certificate.toBER());
}

/** The hash of each certificate, by one process: it is in the name of a link to the certificate's file. */
function byOpenssl(certificates: readonly Buffer[]): readonly (string | undefined)[] {
  const texts = certificates.map((certificate) => certificate.toString("base64"));
  // A second file of one certificate gets no link.
  const files = [...new Set(texts)];
  const folder = mkdtempSync(join(tmpdir(), "subject-hash-"));
  try {
    files.forEach((text, i) => {
      const lines = text.match(/.{1,64}/g) ?? [];
      const pem = ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""];
      writeFileSync(join(folder, `${i}.pem`), pem.join("\n"));
    });
    execFileSync("openssl", ["rehash", folder], { stdio: "pipe" });
    const links = readdirSync(folder).filter((file) => !file.endsWith(".pem"));
    const hashes = new Map(links.map((link) => [readlinkSync(join(folder, link)), link.split(".")[0]]));
    return texts.map((text) => hashes.get(`${files.indexOf(text)}.pem`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("is OpenSSL's for every name: kinds of text, spaces, letter case, levels of several parts, long and empty ones", () => {
  const names = fc.sample(name, RUNS);
  const certificates = names.map(withSubject);
  const expected = byOpenssl(certificates);
  const hashes = certificates.map(subjectHash);
  expect(hashes.every((hash) => /^[0-9a-f]{8}$/.test(hash ?? ""))).toBe(true);
  expect(names.filter((_, i) => hashes[i] !== expected[i])).toEqual([]);
});

test("is one for names that are compared as equal, and another for others", () => {
  const hash = (kind: Kind, text: string) => subjectHash(withSubject([[{ oid: "2.5.4.3", kind, text }]]));
  expect(hash("printable", "  TEST \t authority ")).toBe(hash("utf8", "Test Authority"));
  expect(hash("bmp", "Test Authority")).toBe(hash("utf8", "Test Authority"));
  // Spaces inside become one, and none is taken away.
  expect(hash("utf8", "TestAuthority")).not.toBe(hash("utf8", "Test Authority"));
  // Letters beyond ASCII keep their case.
  expect(hash("utf8", "Ä")).not.toBe(hash("utf8", "ä"));
});

test("is none for what cannot be read", () => {
  expect(subjectHash(Buffer.from("no certificate"))).toBeUndefined();
  const parts = [[{ oid: "2.5.4.3", kind: "utf8", text: "ab" } as const]];
  const spoilt = withSubject(parts);
  spoilt[spoilt.indexOf(Buffer.from([12, 2, 0x61, 0x62])) + 2] = 0xff;
  expect(subjectHash(spoilt)).toBeUndefined();
});

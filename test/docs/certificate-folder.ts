import { writeFileSync } from "node:fs";
import { join } from "node:path";
import forge from "node-forge";
import { make, pkcs8, traditional } from "../tls/made-certificates";

/** The password of the PKCS#12 file. */
export const PKCS12_PASSWORD = "of-a-test";

/** What the certificates of a folder are for. */
export interface FolderOptions {
  /** The names in the certificate of member n. */
  readonly names: (n: number) => readonly string[];
  /** The names in a certificate that all share. */
  readonly shared?: readonly string[];
}

/**
 * Fills a folder with what a user brings for three members: `ca.crt`, `node-0.crt`, `node-0.key`, …, `shared.crt`,
 * `shared.key`, and for v5 `node.p12`.
 */
export async function fillFolder(folder: string, { names, shared = [] }: FolderOptions): Promise<void> {
  const write = (file: string, content: string | Buffer) => writeFileSync(join(folder, file), content);
  const authority = await make({ ca: true });
  write("ca.crt", authority.pem);
  for (const n of [0, 1, 2]) {
    write(`node-${n}.crt`, (await make({ issuer: authority, dns: names(n) })).pem);
    write(`node-${n}.key`, traditional());
  }
  const one = await make({ issuer: authority, dns: [...names(0), ...shared] });
  write("shared.crt", one.pem);
  write("shared.key", traditional());
  write("node.p12", pkcs12(one.pem));
}

function pkcs12(certificate: string): Buffer {
  const key = forge.pki.privateKeyFromPem(pkcs8());
  const made = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(certificate)], PKCS12_PASSWORD, {
    algorithm: "3des",
  });
  return Buffer.from(forge.asn1.toDer(made).getBytes(), "binary");
}

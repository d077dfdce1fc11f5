import forge from "node-forge";
import type { Issued } from "./authority";

/** A certificate and its key as PKCS#12, in the old algorithms that v5 reads. */
export function pkcs12({ certificate, privateKey }: Issued, password: string): Buffer {
  const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const made = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key),
    [forge.pki.certificateFromPem(certificate)],
    password,
    { algorithm: "3des" },
  );
  return Buffer.from(forge.asn1.toDer(made).getBytes(), "binary");
}

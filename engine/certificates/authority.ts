import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createPrivateKey, type KeyObject, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";

x509.cryptoProvider.set(webcrypto as never);

const ALGORITHM = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const HOUR_MS = 3_600_000;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A certificate that an authority issued, with its key. */
export interface Issued {
  /** In PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

/** A private certificate authority, made for one run. */
export class Authority {
  static async make(name: string): Promise<Authority> {
    const keys = await makeKeys();
    const subject = `CN=${name}`;
    const { KeyUsageFlags: flags } = x509;
    const certificate = await x509.X509CertificateGenerator.create({
      ...lifetime(),
      subject,
      issuer: subject,
      publicKey: keys.publicKey as never,
      signingKey: keys.privateKey as never,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(together(flags.keyCertSign, flags.cRLSign), true),
      ],
    });
    return new Authority(subject, pemOf(certificate), keys.privateKey);
  }

  private constructor(
    private readonly subject: string,
    /** Its own certificate in PEM. */
    readonly certificate: string,
    private readonly key: webcrypto.CryptoKey,
  ) {}

  /** A certificate for servers that are clients of each other, with exactly these names and addresses. */
  async issue(commonName: string, names: readonly string[]): Promise<Issued> {
    const keys = await makeKeys();
    const { KeyUsageFlags: flags } = x509;
    const certificate = await x509.X509CertificateGenerator.create({
      ...lifetime(),
      subject: `CN=${commonName}`,
      issuer: this.subject,
      publicKey: keys.publicKey as never,
      signingKey: this.key as never,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(together(flags.digitalSignature, flags.keyEncipherment), true),
        new x509.ExtendedKeyUsageExtension([SERVER_AUTH, CLIENT_AUTH]),
        ...(names.length === 0
          ? []
          : [
              new x509.SubjectAlternativeNameExtension(
                names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
              ),
            ]),
      ],
    });
    const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    const privateKey = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
    return { certificate: pemOf(certificate), privateKey };
  }
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

/** Several uses of a key as one, which for the types is none of them. */
function together(...uses: readonly number[]): x509.KeyUsageFlags {
  const sum: unknown = uses.reduce((all, use) => all | use, 0);
  return sum as x509.KeyUsageFlags;
}

function lifetime(): { readonly serialNumber: string; readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return {
    serialNumber: `00${randomBytes(12).toString("hex")}`,
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(now + 24 * HOUR_MS),
  };
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

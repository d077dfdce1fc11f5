import type { Findings } from "../problem/findings";
import type { NodeMaterial } from "./material";
import { readPkcs12 } from "./read-pkcs12";

/** Whether a PKCS#12 file opens with its password. What is in it cannot be read, and is said to be unchecked. */
export function judgePkcs12(material: NodeMaterial, unchecked: string[], findings: Findings): void {
  const path = `${material.path}.pkcs12`;
  unchecked.push(path);
  const { pkcs12, privateKeyPassword: password } = material;
  if (pkcs12 === undefined || password === undefined) return;
  switch (readPkcs12(pkcs12, password)) {
    case "readable":
      return;
    case "password wrong":
      findings.problem({
        code: "certificate.pkcs12.password",
        path: `${material.path}.password`,
        got: "does not open the file",
        expected: "it is not the password that the file was made with",
        fix: "give that one; openssl pkcs12 -info -in FILE tries it",
      });
      return;
    case "no key":
      findings.problem({
        code: "certificate.pkcs12.noKey",
        path,
        got: "holds no certificate with its key",
        expected: "a node needs both",
        fix: "make it with openssl pkcs12 -export -in CERTIFICATE -inkey KEY",
      });
      return;
    case "not PKCS#12":
      findings.problem({
        code: "certificate.pkcs12.unreadable",
        path,
        got: "is not PKCS#12, or is damaged",
        expected: "must be a PKCS#12 file",
        fix: "make it with openssl pkcs12 -export; Certificates.fromValues takes it in base64",
      });
      return;
    case "unsupported":
      findings.warning({
        code: "certificate.pkcs12.unchecked",
        path,
        got: "could not be opened",
        expected: "it is written with algorithms that this Node.js does not read, so that it is not checked",
        fix: "make it with openssl pkcs12 -export -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 to have it checked",
      });
  }
}

import type { Findings } from "../problem/findings";
import type { NodeMaterial } from "./material";
import { newerAlgorithms, OLDER_ALGORITHMS } from "./pkcs12-algorithms";
import { readPkcs12 } from "./read-pkcs12";

const MAKE = `make it with openssl pkcs12 -export -in CERTIFICATE -inkey KEY ${OLDER_ALGORITHMS}`;

/** Whether a PKCS#12 file opens with its password, here and on the release. What is in it cannot be read. */
export function judgePkcs12(material: NodeMaterial, release: string, findings: Findings): void {
  const path = `${material.path}.pkcs12`;
  const { pkcs12, privateKeyPassword: password } = material;
  if (pkcs12 === undefined) return;
  judgeAlgorithms(pkcs12, path, release, findings);
  if (password === undefined) return;
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
        fix: MAKE,
      });
      return;
    case "not PKCS#12":
      findings.problem({
        code: "certificate.pkcs12.unreadable",
        path,
        got: "is not PKCS#12, or is damaged",
        expected: "must be a PKCS#12 file",
        fix: `${MAKE}; Certificates.fromValues takes it in base64`,
      });
      return;
    case "unsupported":
      findings.warning({
        code: "certificate.pkcs12.unchecked",
        path,
        got: "could not be opened",
        expected: "it is written with algorithms that this Node.js does not read, so that it is not checked",
        fix: `${MAKE} to have it checked`,
      });
  }
}

/** A file says what it is written with to whoever has no password, too. */
function judgeAlgorithms(pkcs12: Buffer, path: string, release: string, findings: Findings): void {
  const { encryption, mac } = newerAlgorithms(pkcs12);
  if (encryption) {
    findings.problem({
      code: "certificate.pkcs12.algorithms",
      path,
      got: "is encrypted as OpenSSL 3 does it by default, by PBES2 with a newer digest than SHA-1",
      expected: `Mono, on which ${release} runs, does not open that`,
      fix: MAKE,
    });
  } else if (mac) {
    findings.warning({
      code: "certificate.pkcs12.mac",
      path,
      got: "has a MAC of another digest than SHA-1",
      expected: `Mono, on which ${release} runs, may not open that: one of its two readers takes SHA-1 alone`,
      fix: MAKE,
    });
  }
}

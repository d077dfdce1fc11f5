import forge from "node-forge";
import { judge, material, SHARED, testAuthority } from "./judging";
import { make, secureTopology, traditional } from "./made-certificates";

const FILE = `${SHARED}.pkcs12`;

interface Written {
  readonly algorithm: "3des" | "aes256";
  /** The digest by which keys are derived, SHA-1 where it is left out. */
  readonly prfAlgorithm?: "sha256" | "sha512";
}

async function pkcs12(written: "3des" | "aes256" | Written, withKey = true): Promise<Buffer> {
  const { pem } = await make();
  const made = forge.pkcs12.toPkcs12Asn1(
    withKey ? forge.pki.privateKeyFromPem(traditional()) : null,
    [forge.pki.certificateFromPem(pem)],
    "secret",
    typeof written === "string" ? { algorithm: written } : written,
  );
  return Buffer.from(forge.asn1.toDer(made).getBytes(), "binary");
}

/** The beginning of a file up to its MAC's digest, whose sequences around that become so much longer. */
function longer(start: Buffer, by: number): Buffer {
  const grown = Buffer.from(start);
  // The file itself, with a length of two bytes, and MacData and DigestInfo, with one of one byte each.
  grown.writeUInt16BE(grown.readUInt16BE(2) + by, 2);
  for (const back of [1, 3]) grown.writeUInt8(grown.readUInt8(grown.length - back) + by, grown.length - back);
  return grown;
}

let root: string;
beforeAll(async () => {
  root = (await testAuthority()).pem;
});

function verdict(nodes: object) {
  return judge({
    topology: secureTopology("5.0.12"),
    nodes: { form: "pkcs12", ...nodes },
    commonName: "esdb",
    roots: [root],
  });
}

describe("a PKCS#12 file on v5", () => {
  test.each(["3des", "aes256"] as const)("in %s opens with its password alone", async (algorithm) => {
    const file = await pkcs12(algorithm);
    const right = verdict({ pkcs12: file, privateKeyPassword: "secret" });
    expect(right.codes).toEqual([]);
    expect(right.warnings).toEqual([]);
    expect(right.judged.unchecked).toEqual([FILE]);
    const wrong = verdict({ pkcs12: file, privateKeyPassword: "another" });
    expect(wrong.codes).toEqual([`certificate.pkcs12.password ${SHARED}.password`]);
    expect(wrong.text).not.toContain("another");
  });

  const NEWER = [
    { algorithm: "aes256", prfAlgorithm: "sha256" },
    { algorithm: "aes256", prfAlgorithm: "sha512" },
  ] as const;

  test.each(NEWER)("in what OpenSSL 3 writes is not for Mono, %j", async (written) => {
    const file = await pkcs12(written);
    for (const password of [{ privateKeyPassword: "secret" }, { passwordUnknown: true }]) {
      const { codes, problems, warnings } = verdict({ pkcs12: file, ...password });
      expect(codes).toEqual([`certificate.pkcs12.algorithms ${FILE}`]);
      expect(warnings).toEqual([]);
      expect(problems[0]!.expected).toBe("Mono, on which 5.0.12 runs, does not open that");
      expect(problems[0]!.fix).toMatch(/-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1$/);
    }
  });

  test("with another MAC than SHA-1 may be not, and is said so", async () => {
    const file = await pkcs12("3des");
    const [sha1, sha256] = ["300906052b0e03021a0500", "300d06096086480165030402010500"];
    const at = file.lastIndexOf(Buffer.from(sha1, "hex"));
    const lengths = longer(file.subarray(0, at), (sha256.length - sha1.length) / 2);
    const other = Buffer.concat([lengths, Buffer.from(sha256, "hex"), file.subarray(at + sha1.length / 2)]);
    const { codes, warnings } = verdict({ pkcs12: other, passwordUnknown: true });
    expect(codes).toEqual([]);
    expect(warnings).toMatchObject([{ code: "certificate.pkcs12.mac", path: FILE }]);
    expect(verdict({ pkcs12: file, passwordUnknown: true }).warnings).toEqual([]);
  });

  test("is not judged without its password", async () => {
    const file = await pkcs12("3des");
    expect(verdict({ pkcs12: file, passwordUnknown: true }).codes).toEqual([]);
  });

  test("holds a key", async () => {
    const file = await pkcs12("3des", false);
    expect(verdict({ pkcs12: file, privateKeyPassword: "secret" }).codes).toEqual([
      `certificate.pkcs12.noKey ${FILE}`,
    ]);
  });

  test("is one", async () => {
    const file = await pkcs12("3des");
    const { certificate } = await material();
    for (const other of [
      Buffer.alloc(0),
      Buffer.from("garbage"),
      Buffer.from(certificate),
      file.subarray(0, 500),
    ]) {
      expect(verdict({ pkcs12: other, privateKeyPassword: "secret" }).codes).toEqual([
        `certificate.pkcs12.unreadable ${FILE}`,
      ]);
    }
  });
});

describe("the format of certificates", () => {
  test("is PKCS#12 on v5, with how to make it", async () => {
    const { problems } = judge({
      topology: secureTopology("5.0.12"),
      nodes: await material(),
      commonName: "esdb",
      roots: [root],
    });
    expect(problems).toMatchObject([{ code: "certificate.format", path: SHARED, got: "is PEM" }]);
    expect(problems[0]!.fix).toContain("openssl pkcs12 -export");
  });

  test.each(["20.6.0", "20.6.1", "26.1.0"])("is PEM on %s, with how to make it", async (version) => {
    const { problems } = judge({
      topology: secureTopology(version, { size: 1 }),
      nodes: { form: "pkcs12", pkcs12: await pkcs12("3des"), privateKeyPassword: "secret" },
      roots: [(await testAuthority()).pem],
    });
    expect(problems).toMatchObject([{ code: "certificate.format", path: SHARED, got: "is PKCS#12" }]);
    expect(problems[0]!.fix).toContain("openssl pkcs12 -in");
  });
});

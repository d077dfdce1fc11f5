import forge from "node-forge";
import { judge, material, SHARED, testAuthority } from "./judging";
import { make, secureTopology, traditional } from "./made-certificates";

const FILE = `${SHARED}.pkcs12`;

async function pkcs12(algorithm: "3des" | "aes256", withKey = true): Promise<Buffer> {
  const { pem } = await make();
  const made = forge.pkcs12.toPkcs12Asn1(
    withKey ? forge.pki.privateKeyFromPem(traditional()) : null,
    [forge.pki.certificateFromPem(pem)],
    "secret",
    { algorithm },
  );
  return Buffer.from(forge.asn1.toDer(made).getBytes(), "binary");
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

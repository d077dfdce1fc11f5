import { certificateRules } from "../../lib/tls/certificate-rules";
import { LINES, RELEASES, isAtLeast } from "../../lib/server/release";
import { judge, material, SHARED, testAuthority } from "./judging";
import { encrypted, make, pkcs8, releaseOf, secureTopology, traditional } from "./made-certificates";

const CERTIFICATE = `${SHARED}.certificate`;
const KEY = `${SHARED}.privateKey`;
const PASSWORD = `${SHARED}.privateKeyPassword`;

async function verdict(version: string, nodes: object, wanted: object = {}) {
  return judge({
    topology: secureTopology(version),
    nodes: { ...(await material(wanted)), ...nodes },
    roots: [(await testAuthority()).pem],
  });
}

/** The newest release of every line from 20.6. */
const NEWEST = LINES.slice(1).map((line) => RELEASES.filter((r) => r.startsWith(`${line}.`)).pop()!);

describe("the form of a key", () => {
  test.each(NEWEST)("on %s is PKCS#1, from 23.6 PKCS#8 too, and encrypted only then", async (version) => {
    const modern = isAtLeast(version, "23.6.0");
    expect((await verdict(version, { privateKey: traditional() })).codes).toEqual([]);
    const inPkcs8 = await verdict(version, { privateKey: pkcs8() });
    expect(inPkcs8.codes).toEqual(modern ? [] : [`certificate.key.form ${KEY}`]);
    expect(inPkcs8.text.includes(version)).toBe(!modern);
    const secret = { privateKey: encrypted("secret"), privateKeyPassword: "secret" };
    expect((await verdict(version, secret)).codes).toEqual(
      modern ? [] : [`certificate.key.encrypted ${KEY}`, `certificate.key.encrypted ${PASSWORD}`],
    );
    const unknown = { privateKey: encrypted("secret"), passwordUnknown: true };
    const later = await verdict(version, unknown);
    expect(later.judged.unchecked).toEqual(modern ? [KEY] : []);
    expect(later.codes.length).toBe(modern ? 0 : 2);
  });

  test("is told with how to change it", async () => {
    const { text } = await verdict("22.10.5", { privateKey: pkcs8() });
    expect(text).toContain("is PKCS#8: 22.10.5 reads RSA keys in PKCS#1 only");
    expect(text).toContain("openssl rsa -in KEY -out NEW -traditional");
  });

  test("encrypted in the way of PKCS#1 is read by no release", async () => {
    const nodes = { privateKey: encrypted("secret", "pkcs1"), privateKeyPassword: "secret" };
    expect((await verdict("26.1.0", nodes)).codes).toEqual([`certificate.key.form ${KEY}`]);
  });

  test("is one key and nothing else", async () => {
    const key = traditional();
    for (const privateKey of [`${key}\n`, `Bag Attributes\n${key}`, `\n${key}`]) {
      expect((await verdict("26.1.0", { privateKey })).codes).toEqual([`certificate.key.text ${KEY}`]);
    }
    expect((await verdict("26.1.0", { privateKey: key.trimEnd() })).codes).toEqual([]);
    expect((await verdict("26.1.0", { privateKey: key + traditional("other") })).codes).toEqual([
      `certificate.key.several ${KEY}`,
    ]);
  });

  test.each([
    ["nothing", "", "unreadable"],
    ["garbage", "garbage", "unreadable"],
    ["half a key", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n", "unreadable"],
    ["OpenSSH's", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n", "form"],
  ])("is not %s", async (_, privateKey, code) => {
    expect((await verdict("26.1.0", { privateKey })).codes).toEqual([`certificate.key.${code} ${KEY}`]);
  });
});

describe("the password of a key", () => {
  test("must be there, and be the one", async () => {
    const privateKey = encrypted("secret");
    const missing = await verdict("23.6.0", { privateKey });
    expect(missing.codes).toEqual([`certificate.key.password ${KEY}`]);
    expect(missing.text).toContain("there is no password");
    const wrong = await verdict("23.6.0", { privateKey, privateKeyPassword: "another" });
    expect(wrong.codes).toEqual([`certificate.key.password ${KEY}`]);
    expect(wrong.text).toContain("cannot be decrypted");
    expect(wrong.text).not.toContain("another one's");
  });

  test("never stands in a message", async () => {
    for (const version of ["22.10.5", "23.6.0"]) {
      const { text } = await verdict(version, { privateKey: encrypted("a"), privateKeyPassword: "hunter2" });
      expect(text).not.toBe("");
      expect(text).not.toContain("hunter2");
    }
  });

  test("is not known before 23.6, and useless for a key that is not encrypted", async () => {
    expect((await verdict("22.10.5", { privateKeyPassword: "secret" })).codes).toEqual([
      `certificate.key.encrypted ${PASSWORD}`,
    ]);
    expect((await verdict("22.10.5", { passwordUnknown: true })).codes).toEqual([
      `certificate.key.encrypted ${PASSWORD}`,
    ]);
    const later = await verdict("23.6.0", { privateKeyPassword: "secret" });
    expect(later.codes).toEqual([]);
    expect(later.warnings).toMatchObject([{ code: "certificate.key.passwordUnused", path: PASSWORD }]);
  });
});

describe("the key of a certificate", () => {
  test("is its own", async () => {
    expect((await verdict("22.10.5", { privateKey: traditional("other") })).codes).toEqual([
      `certificate.key.other ${KEY}`,
    ]);
  });

  test("is that of the first certificate of the file", async () => {
    const authority = await testAuthority();
    const { certificate, privateKey } = await material();
    const other = await make({
      key: "other",
      issuer: authority,
      dns: ["*.esdb.internal", "*.esdb.external"],
    });
    const { text, codes } = await verdict("24.10.9", { certificate: other.pem + certificate, privateKey });
    expect(codes).toContain(`certificate.key.other ${KEY}`);
    expect(text).toContain("is the key of certificate 2 of the file");
  });

  test.each(["ec", "ed25519"] as const)("is not of kind %s", async (key) => {
    const privateKey = key === "ec" ? traditional(key) : pkcs8(key);
    const { codes } = await verdict("26.1.0", { privateKey }, { key });
    expect(codes).toContain(`certificate.key.type ${CERTIFICATE}`);
  });

  test("is an EC key in no form", async () => {
    for (const privateKey of [traditional("ec"), pkcs8("ec")]) {
      expect((await verdict("26.1.0", { privateKey })).codes).toEqual([`certificate.key.type ${KEY}`]);
    }
  });

  test("has 2048 bits or more, of a root and of a node", async () => {
    expect((await verdict("22.10.5", {}, { key: "small" })).codes).toEqual([
      `certificate.key.size ${CERTIFICATE}`,
    ]);
    const issuer = await make({ ca: true, key: "small" });
    const { codes } = judge({
      topology: secureTopology("22.10.5"),
      nodes: await material({ issuer }),
      roots: [issuer.pem],
    });
    expect(codes).toEqual(["certificate.key.size security.certificates.trustedRoots[0]"]);
  });

  test("may be unknown at synth", async () => {
    const { certificate } = await material();
    const { codes, judged } = judge({
      topology: secureTopology("24.10.9"),
      nodes: { certificate },
      roots: [(await testAuthority()).pem],
    });
    expect(codes).toEqual([]);
    expect(judged.unchecked).toEqual([KEY]);
  });
});

describe("a certificate that is signed with SHA-1", () => {
  const SHA1 = { hash: "SHA-1" } as const;

  test.each(NEWEST)("is told on %s, of a node and of an intermediate, and not of a root", async (version) => {
    expect((await verdict(version, {}, { signature: SHA1 })).codes).toEqual([
      `certificate.signature ${CERTIFICATE}`,
    ]);
    const root = await make({ ca: true, subject: "CN=Old root", signature: SHA1 });
    const between = await make({
      ca: true,
      subject: "CN=Between",
      issuer: root,
      key: "other",
      signature: SHA1,
    });
    const node = await material({ issuer: between });
    const { chains } = certificateRules(releaseOf(version));
    const { codes, text } = judge({
      topology: secureTopology(version),
      nodes: chains ? { ...node, certificate: node.certificate + between.pem } : node,
      roots: chains ? [root.pem] : [root.pem, between.pem],
    });
    const at = chains ? CERTIFICATE : "security.certificates.trustedRoots[1]";
    expect(codes).toEqual([`certificate.signature ${at}`]);
    expect(text).toContain("is signed with SHA-1");
    expect(text.includes("CN=Between")).toBe(chains);
  });

  test("is told of RSA-PSS by its parameters, which say SHA-1 by saying nothing", async () => {
    const signature = (hash: "SHA-1" | "SHA-512") => ({ signature: { name: "RSA-PSS", hash } as const });
    expect((await verdict("24.10.9", {}, signature("SHA-1"))).codes).toEqual([
      `certificate.signature ${CERTIFICATE}`,
    ]);
    expect((await verdict("24.10.9", {}, signature("SHA-512"))).codes).toEqual([]);
  });

  test("is mended by reissuing it with SHA-256", async () => {
    expect((await verdict("24.10.9", {}, {})).codes).toEqual([]);
    expect((await verdict("24.10.9", {}, { signature: { hash: "SHA-512" } })).codes).toEqual([]);
  });
});

import fc from "fast-check";
import { readCertificate } from "../../lib/tls/read-certificate";
import type * as Reading from "../../lib/tls/read-certificate";
import { KeyUsageFlags, make, SERVER_AUTH } from "./made-certificates";

describe("a certificate that is read", () => {
  test("tells its facts", async () => {
    const authority = await make({ ca: true, subject: "CN=Test authority, O=Testers" });
    const { pem } = await make({
      issuer: authority,
      subject: "CN=node.example.com, O=Testers",
      dns: ["a.example.com", "*.example.com"],
      ip: ["10.0.0.5", "127.0.0.1"],
      keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement,
      uses: [SERVER_AUTH],
      from: "2025-02-03T04:05:06Z",
      to: "2027-02-03T04:05:06Z",
    });
    const read = readCertificate(`text before\n${pem}${authority.pem}`);
    expect(read).toMatchObject({
      commonName: "node.example.com",
      dnsNames: ["a.example.com", "*.example.com"],
      addresses: ["10.0.0.5", "127.0.0.1"],
      keyType: "rsa",
      keyBits: 2048,
      extendedKeyUsage: [SERVER_AUTH],
      validFrom: new Date("2025-02-03T04:05:06Z"),
      validTo: new Date("2027-02-03T04:05:06Z"),
      ca: false,
      selfSigned: false,
    });
    expect([...read!.keyUsage!]).toEqual(["digitalSignature", "keyAgreement"]);
    expect(read!.intermediates).toHaveLength(1);
    expect(read!.intermediates[0]).toMatchObject({
      ca: true,
      selfSigned: true,
      commonName: "Test authority",
    });
    expect(read!.intermediates[0]!.extendedKeyUsage).toBeUndefined();
  });

  test("tells every key usage, and none where there is no such extension", async () => {
    const names = Object.keys(KeyUsageFlags).filter((name) => Number.isNaN(Number(name)));
    const all = names.reduce((sum, name) => sum | KeyUsageFlags[name as "keyCertSign"], 0);
    expect([...readCertificate((await make({ keyUsage: all })).pem)!.keyUsage!].sort()).toEqual(names.sort());
    expect(readCertificate((await make({ keyUsage: null })).pem)!.keyUsage).toBeUndefined();
  });

  test("tells names with commas and quotes from each other", async () => {
    const read = readCertificate((await make({ dns: ["a, DNS:b", "plain"], ip: ["10.0.0.5"] })).pem);
    expect(read!.dnsNames).toEqual(["a, DNS:b", "plain"]);
    expect(read!.addresses).toEqual(["10.0.0.5"]);
  });

  test.each([
    ["CN=a", "a"],
    ["CN=first,CN=last", "last"],
    ["O=CN\\=x,CN=b c", "b c"],
    ['CN="a, b + O=c"', "a, b + O=c"],
    ["CN=bücher.example.com", "bücher.example.com"],
    ["CN=*.example.com+O=d", "*.example.com"],
  ])("with the subject %s has its common name", async (subject, name) => {
    expect(readCertificate((await make({ subject })).pem)!.commonName).toBe(name);
  });

  test("leaves Node's own modules whole", async () => {
    expect(readCertificate((await make()).pem)).toBeDefined();
    const tls = await import("node:tls");
    expect(typeof tls.createSecureContext).toBe("function");
  });

  test("without names and without a common name has none", async () => {
    const read = readCertificate((await make({ subject: "O=Testers" })).pem)!;
    expect(read.commonName).toBeUndefined();
    expect([...read.dnsNames, ...read.addresses]).toEqual([]);
  });
});

describe("what is no certificate", () => {
  test("is not read, and throws nothing", async () => {
    const { pem } = await make();
    const middle = pem.slice(28, -28);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat(pem.length - 30).map((n) => pem.slice(0, n)),
          fc.string().map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`),
          fc
            .nat(middle.length - 1)
            .map((n) => `-----BEGIN CERTIFICATE-----\n${middle.slice(0, n)}\n-----END CERTIFICATE-----\n`),
          fc
            .base64String()
            .map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`),
          fc.constant("-----BEGIN CERTIFICATE-----".repeat(10_000)),
          fc.constant("-----BEGIN A-----\n-----END B-----\n".repeat(10_000)),
        ),
        (text) => {
          expect(readCertificate(text)).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  test("spoils what stands beside it", async () => {
    const { pem } = await make();
    const damaged = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    expect(readCertificate(pem + damaged)).toBeUndefined();
  });

  test("and a certificate with any byte changed throws nothing", async () => {
    const { pem } = await make({ dns: ["a.test"] });
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(der);
        changed[at] = changed[at]! ^ change;
        const text = `-----BEGIN CERTIFICATE-----\n${changed.toString("base64")}\n-----END CERTIFICATE-----\n`;
        expect(() => readCertificate(text)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

describe("a reader that cannot be loaded", () => {
  test.each([
    ["a version that is of ES modules only", "ERR_REQUIRE_ESM"],
    ["no such package", "MODULE_NOT_FOUND"],
  ])("is told as that, not as a damaged certificate: %s", async (_, code) => {
    const { pem } = await make({ subject: "CN=node.example.com" });
    const failure = Object.assign(new Error("asn1js cannot be loaded"), { code });
    try {
      jest.isolateModules(() => {
        jest.doMock("asn1js", () => {
          throw failure;
        });
        const { readCertificate: read } = jest.requireActual<typeof Reading>(
          "../../lib/tls/read-certificate",
        );
        expect(() => read(pem)).toThrow(failure);
        expect(read("no certificate")).toBeUndefined();
      });
    } finally {
      jest.dontMock("asn1js");
    }
  });
});

import { Certificates, ClientAccess, PortPlan, Security, type OwnCertificatesOptions } from "../../../lib";
import {
  CLIENT_AUTH,
  encrypted,
  KeyUsageFlags,
  make,
  pkcs8,
  SERVER_AUTH,
  traditional,
} from "../../tls/made-certificates";
import { synthCluster } from "../synth";
import { asValues, inFolder, makeCluster, namesOf, TO, type MadeCluster } from "./secure-cluster";

/** What a cluster with these certificates is refused with, in one line. */
function refusalOf(options: OwnCertificatesOptions, more: object = {}): string {
  try {
    synthCluster({ security: Security.tls(Certificates.fromValues(options)), ...more });
  } catch (error) {
    return (error as Error).message.replace(/\s+/g, " ");
  }
  return "";
}

const throughHost = (host: string) => ({
  clients: ClientAccess.throughHost({ host, ports: PortPlan.sequential({ http: 2113 }) }),
});

let good: MadeCluster;
beforeAll(async () => {
  good = await makeCluster();
});

/** The good cluster with another certificate, key, or both for the first node. */
const withFirst = async (wanted: Parameters<typeof make>[0], key = traditional()) => {
  const first = await make({ dns: namesOf(0), issuer: good.authority, to: TO, ...wanted });
  return asValues(good, { certificate: first.pem, privateKey: key });
};

describe("certificates that cannot work do not synthesize, and the error says how to mend it", () => {
  test("good ones do", () => {
    expect(refusalOf(asValues(good))).toBe("");
  });

  test("host names only, while an address is advertised", () => {
    const message = refusalOf(asValues(good), throughHost("10.0.0.5"));
    expect(message).toMatch(/nodes\["node-0"\]\.certificate .*10\.0\.0\.5/);
    expect(message).toContain("IP:10.0.0.5");
  });

  test("a dialled name that is missing", async () => {
    const message = refusalOf(await withFirst({ dns: ["node-0.esdb.external"] }));
    expect(message).toMatch(
      /security\.certificates\.nodes\["node-0"\]\.certificate .*node-0\.esdb\.internal/,
    );
    expect(message).not.toContain("node-1.esdb.internal");
  });

  test("a wrong common name", async () => {
    expect(refusalOf(await withFirst({ subject: "CN=somebody" }))).toMatch(/common name.*"somebody"/);
  });

  test.each([
    ["expired", { from: "2020-01-01T00:00:00Z", to: "2021-01-01T00:00:00Z" }, /2021-01-01/],
    ["not yet valid", { from: "2120-01-01T00:00:00Z" }, /2120-01-01/],
  ])("%s", async (_, dates, said) => {
    expect(refusalOf(await withFirst(dates))).toMatch(said);
  });

  test("an EC key", async () => {
    expect(refusalOf(await withFirst({ key: "ec" }, traditional("ec")))).toMatch(/RSA/);
  });

  test("a key usage that is missing", async () => {
    const first = await withFirst({ keyUsage: KeyUsageFlags.digitalSignature });
    expect(refusalOf(first)).toMatch(/24\.10\.4.*keyEncipherment/);
    expect(refusalOf(first, { version: "23.10.8" })).toBe("");
  });

  test("an extended key usage that is missing", async () => {
    expect(refusalOf(await withFirst({ uses: [SERVER_AUTH] }))).toMatch(/clientAuth/);
    expect(refusalOf(await withFirst({ uses: [CLIENT_AUTH] }))).toMatch(/serverAuth/);
  });

  test("an encrypted key without its password, or with a wrong one", () => {
    const privateKey = encrypted("secret");
    expect(refusalOf(asValues(good, { privateKey }))).toMatch(/privateKeyPassword/);
    const wrong = refusalOf(asValues(good, { privateKey, privateKeyPassword: "s3cr3t-and-wrong" }));
    expect(wrong).toMatch(/password/i);
    expect(wrong).not.toContain("s3cr3t");
    expect(refusalOf(asValues(good, { privateKey, privateKeyPassword: "secret" }))).toBe("");
  });

  test("a PKCS#8 key for a release that cannot read it", () => {
    const options = asValues(good, { privateKey: pkcs8() });
    expect(refusalOf(options, { version: "22.10.5" })).toMatch(/PKCS#8.*22\.10\.5.*openssl rsa/);
    expect(refusalOf(options, { version: "23.10.8" })).toBe("");
  });

  test("a key of another certificate", () => {
    expect(refusalOf(asValues(good, { privateKey: traditional("other") }))).toMatch(
      /nodes\["node-0"\]\.privateKey/,
    );
  });

  test("a root that is not self-signed", async () => {
    const root = await make({
      ca: true,
      subject: "CN=Between",
      issuer: good.authority,
      key: "other",
      to: TO,
    });
    const trustedRoots = [good.authority.pem, root.pem];
    expect(refusalOf({ ...asValues(good), trustedRoots })).toMatch(/trustedRoots\[1\] .*self-signed/);
  });

  test("no roots", () => {
    expect(refusalOf({ ...asValues(good), trustedRoots: [] })).toMatch(/trustedRoots/);
  });

  test("a node without a certificate, and one that is no node", () => {
    const { nodes, ...rest } = asValues(good);
    const message = refusalOf({
      ...rest,
      nodes: { "node-0": nodes!["node-0"]!, "node-9": nodes!["node-1"]! },
    });
    expect(message).toContain("has no certificate of node-1, node-2");
    expect(message).toContain('nodes["node-9"] is no node of the cluster');
  });

  test.each(["nowhere.crt", "."])("a file that cannot be read: %s", (name) => {
    inFolder(asValues(good), (options, folder) => {
      const trustedRoots = [`${folder}/${name}`];
      const certificates = Certificates.fromFiles({ ...options, trustedRoots });
      expect(() => synthCluster({ security: Security.tls(certificates) })).toThrow(
        /security\.certificates\.trustedRoots\[0\] is ".*", which\s+cannot\s+be\s+read/,
      );
    });
  });

  test("generated ones on v5", () => {
    const security = Security.tls(Certificates.generated());
    expect(() => synthCluster({ version: "5.0.11", security })).toThrow(/PKCS#12/);
  });

  test("all at once, each by name", async () => {
    const first = await withFirst({ dns: [], subject: "CN=somebody", to: "2026-01-01T00:00:00Z" });
    const message = refusalOf({ ...first, trustedRoots: ["no certificate"] });
    for (const part of ["trustedRoots[0]", "2026-01-01", "somebody", "node-0.esdb.internal"])
      expect(message).toContain(part);
  });

  test.each([undefined, null, 0, "generated", {}, [], () => 0, Security.insecure()])(
    "what is no source of certificates: %p",
    (source) => {
      expect(() => synthCluster({ security: Security.tls(source as Certificates) })).toThrow(
        /security\.certificates/,
      );
    },
  );
});

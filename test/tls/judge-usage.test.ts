import { LINES, RELEASES } from "../../lib/server/release";
import { ALL_NAMES, judge, material, SHARED, testAuthority } from "./judging";
import {
  CLIENT_AUTH,
  KeyUsageFlags,
  make,
  secureTopology,
  SERVER_AUTH,
  traditional,
} from "./made-certificates";

const CERTIFICATE = `${SHARED}.certificate`;
const { digitalSignature, keyAgreement, keyEncipherment, keyCertSign } = KeyUsageFlags;

async function verdict(version: string, wanted: object, size = 3) {
  return judge({
    topology: secureTopology(version, { size }),
    nodes: await material(wanted),
    roots: [(await testAuthority()).pem],
  });
}

/** The newest release of every line from 20.6, and the first. */
const ENDS = LINES.slice(1).flatMap((line) => {
  const all = RELEASES.filter((release) => release.startsWith(`${line}.`));
  return [...new Set([all[0]!, all[all.length - 1]!])];
});

test.each(ENDS)("a certificate in order has no problem and no warning on %s", async (version) => {
  const { text, warnings, judged } = await verdict(version, {});
  expect(text).toBe("");
  expect(warnings).toEqual([]);
  expect(judged.unchecked).toEqual([]);
  expect(judged.commonName).toBeUndefined();
});

describe("key usage", () => {
  const BAD = [null, digitalSignature, keyEncipherment, keyAgreement, keyCertSign] as const;
  const GOOD = [
    digitalSignature | keyEncipherment,
    digitalSignature | keyAgreement,
    digitalSignature | keyAgreement | keyEncipherment | KeyUsageFlags.dataEncipherment,
  ];

  test.each(["24.2.0", "24.10.14", "26.1.0"])("is judged on %s", async (version) => {
    for (const keyUsage of BAD) {
      expect((await verdict(version, { keyUsage })).codes).toEqual([`certificate.keyUsage ${CERTIFICATE}`]);
    }
    for (const keyUsage of GOOD) expect((await verdict(version, { keyUsage })).codes).toEqual([]);
  });

  test("says what is missing", async () => {
    const { problems } = await verdict("24.2.0", { keyUsage: keyEncipherment });
    expect(problems[0]!.got).toBe("lacks the key usage digitalSignature (it has keyEncipherment)");
    expect(problems[0]!.expected).toContain("24.2.0");
  });

  test("is not judged before 24.2, nor where there is no other node", async () => {
    for (const keyUsage of BAD) {
      expect((await verdict("23.10.8", { keyUsage })).codes).toEqual([]);
      expect((await verdict("24.2.0", { keyUsage }, 1)).codes).toEqual([]);
    }
  });
});

describe("extended key usage", () => {
  test("must have serverAuth on every release, if there is one", async () => {
    for (const version of ["20.6.0", "22.10.5", "23.10.8"]) {
      expect((await verdict(version, { uses: [CLIENT_AUTH] })).codes).toEqual([
        `certificate.serverAuth ${CERTIFICATE}`,
      ]);
      expect((await verdict(version, { uses: null })).codes).toEqual([]);
    }
    expect((await verdict("24.2.0", { uses: null })).codes).toEqual([]);
  });

  test("must have clientAuth from 24.2, where there are other nodes", async () => {
    const uses = [SERVER_AUTH];
    for (const version of ["24.2.0", "24.10.11", "25.1.4", "26.0.1"]) {
      const { codes, text, judged } = await verdict(version, { uses });
      expect(codes).toEqual([`certificate.clientAuth ${CERTIFICATE}`]);
      expect(text).toContain("extendedKeyUsage = serverAuth, clientAuth");
      expect(text).toContain("24.10.12 to 24.10.14");
      expect(judged.withoutClientAuth).toBe(false);
    }
    expect((await verdict("23.10.8", { uses })).codes).toEqual([]);
    expect((await verdict("24.2.0", { uses }, 1)).codes).toEqual([]);
  });

  test("may lack clientAuth where nodes can be told so, which is warned of", async () => {
    for (const version of ["24.10.12", "26.0.2", "26.1.0"]) {
      const { codes, warnings, judged } = await verdict(version, { uses: [SERVER_AUTH] });
      expect(codes).toEqual([]);
      expect(warnings.map((w) => w.code)).toEqual(["certificate.clientAuth"]);
      expect(judged.withoutClientAuth).toBe(true);
    }
    expect((await verdict("26.1.0", {})).judged.withoutClientAuth).toBe(false);
  });

  test("names all that is missing at once", async () => {
    expect((await verdict("26.0.1", { uses: ["1.3.6.1.5.5.7.3.4"], keyUsage: keyCertSign })).codes).toEqual([
      `certificate.clientAuth ${CERTIFICATE}`,
      `certificate.keyUsage ${CERTIFICATE}`,
      `certificate.serverAuth ${CERTIFICATE}`,
    ]);
  });
});

test("an authority's certificate is none for a node", async () => {
  const own = await make({ ca: true, subject: "CN=eventstoredb-node", key: "node", dns: ALL_NAMES });
  const { codes } = judge({
    topology: secureTopology("22.10.5"),
    nodes: { certificate: own.pem, privateKey: traditional() },
    roots: [own.pem],
  });
  expect(codes).toEqual([`certificate.authority ${CERTIFICATE}`]);
});

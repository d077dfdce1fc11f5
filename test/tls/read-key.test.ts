import fc from "fast-check";
import { readPrivateKey } from "../../lib/tls/read-key";
import { encrypted, pkcs8, traditional } from "./made-certificates";

describe("a private key that is read", () => {
  test("tells its form", () => {
    expect(readPrivateKey(traditional())).toMatchObject({ form: "PKCS#1", encrypted: false, alone: true });
    expect(readPrivateKey(pkcs8())).toMatchObject({ form: "PKCS#8", encrypted: false, alone: true });
    expect(readPrivateKey(traditional("ec"))).toMatchObject({ form: "SEC1", encrypted: false });
    for (const text of [traditional(), pkcs8(), traditional("ec")]) {
      expect(readPrivateKey(text).key).toBeDefined();
      expect(readPrivateKey(text).failure).toBeUndefined();
    }
  });

  test.each(["pkcs1", "pkcs8"] as const)("needs its password where it is encrypted in %s", (type) => {
    const text = encrypted("secret", type);
    expect(readPrivateKey(text)).toMatchObject({ encrypted: true, failure: "password missing" });
    expect(readPrivateKey(text, "wrong")).toMatchObject({ encrypted: true, failure: "password wrong" });
    expect(readPrivateKey(text, "secret").key?.asymmetricKeyType).toBe("rsa");
  });

  test("is alone with one line end after it, and with nothing else", () => {
    const key = pkcs8().trimEnd();
    expect([key, `${key}\n`, `${key}\r\n`].map((text) => readPrivateKey(text).alone)).toEqual([
      true,
      true,
      true,
    ]);
    for (const text of [`${key}\n\n`, `\n${key}\n`, `Bag Attributes\n${key}\n`, `${key}\n${key}\n`]) {
      expect(readPrivateKey(text).alone).toBe(false);
    }
    expect(readPrivateKey(`${key}\n${key}\n`).count).toBe(2);
  });

  test("is none in anything else, which throws nothing", () => {
    const text = pkcs8();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat(text.length - 30).map((n) => text.slice(0, n)),
          fc
            .tuple(
              fc.constantFrom("RSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "DSA PRIVATE KEY"),
              fc.oneof(fc.string(), fc.base64String()),
            )
            .map(([label, body]) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`),
        ),
        fc.option(fc.string(), { nil: undefined }),
        (garbage, password) => {
          const read = readPrivateKey(garbage, password);
          expect(read.key).toBeUndefined();
          expect(read.failure).toBeDefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});

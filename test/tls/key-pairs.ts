import { generateKeyPairSync } from "node:crypto";

/** The keys of tests: RSA of 2048 bits unless the name says otherwise. */
export type KeyName = "authority" | "node" | "other" | "small" | "ec" | "ed25519";

interface Pair {
  readonly privatePem: string;
  readonly publicPem: string;
}

const pairs = new Map<KeyName, Pair>();

/** A key pair, made once in a worker: RSA keys take long on a busy machine. */
export function pairOf(name: KeyName): Pair {
  const known = pairs.get(name);
  if (known !== undefined) return known;
  const made =
    name === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : name === "ed25519"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("rsa", { modulusLength: name === "small" ? 1024 : 2048 });
  const pair = {
    privatePem: made.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicPem: made.publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
  pairs.set(name, pair);
  return pair;
}

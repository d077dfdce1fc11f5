import { createPrivateKey, type KeyObject } from "node:crypto";
import { isPrivateKey, pemBlocks, type PemBlock } from "./pem";

/** How a private key is written down. */
export type KeyForm = "PKCS#1" | "PKCS#8" | "SEC1" | "OpenSSH" | "unknown";

/** A private key, or why there is none. */
export interface ReadKey {
  /** Where it could be read. */
  readonly key?: KeyObject;
  readonly form: KeyForm;
  readonly encrypted: boolean;
  /** How many private keys the text holds. */
  readonly count: number;
  /** Whether the text is one block from its first line to its last, which is how the server reads it. */
  readonly alone: boolean;
  readonly failure?: "password missing" | "password wrong" | "not a key";
}

const FORMS: ReadonlyMap<string, KeyForm> = new Map([
  ["RSA PRIVATE KEY", "PKCS#1"],
  ["PRIVATE KEY", "PKCS#8"],
  ["ENCRYPTED PRIVATE KEY", "PKCS#8"],
  ["EC PRIVATE KEY", "SEC1"],
  ["OPENSSH PRIVATE KEY", "OpenSSH"],
]);

/** Reads the first private key of a PEM text. Never throws. */
export function readPrivateKey(pem: string, password?: string): ReadKey {
  const keys = pemBlocks(pem).filter(isPrivateKey);
  const [block] = keys;
  if (block === undefined) {
    return { form: "unknown", encrypted: false, count: 0, alone: false, failure: "not a key" };
  }
  const encrypted =
    block.label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:.*ENCRYPTED/m.test(block.text.slice(0, 400));
  const facts = {
    form: FORMS.get(block.label) ?? "unknown",
    encrypted,
    count: keys.length,
    alone: pem === block.text || pem === `${block.text}\n` || pem === `${block.text}\r\n`,
  } as const;
  if (encrypted && password === undefined) return { ...facts, failure: "password missing" };
  const key = parse(block, password);
  if (key !== undefined) return { ...facts, key };
  return { ...facts, failure: encrypted ? "password wrong" : "not a key" };
}

function parse(block: PemBlock, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key: block.text, passphrase });
  } catch {
    return undefined;
  }
}

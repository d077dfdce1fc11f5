import { createSecureContext } from "node:tls";

/**
 * What can be told of a PKCS#12 file:
 * - `readable`: it opens with the password, and holds a key.
 * - `password wrong`.
 * - `no key`: it opens, and holds no certificate with its key.
 * - `unsupported`: it may be in order, but is written with algorithms that this Node.js does not read.
 * - `not PKCS#12`.
 */
export type Pkcs12Reading = "readable" | "password wrong" | "no key" | "unsupported" | "not PKCS#12";

/** Tries whether a PKCS#12 file opens. What is in it, Node tells nobody. Never throws. */
export function readPkcs12(content: Buffer, password: string): Pkcs12Reading {
  try {
    createSecureContext({ pfx: content, passphrase: password });
    return "readable";
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (/mac verify failure/i.test(message)) return "password wrong";
    if (/unable to load/i.test(message)) return "no key";
    const unsupported =
      code === "ERR_CRYPTO_UNSUPPORTED_OPERATION" || /unsupported|mac absent/i.test(message);
    return unsupported ? "unsupported" : "not PKCS#12";
  }
}

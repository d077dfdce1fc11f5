import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createPrivateKey, webcrypto } from "node:crypto";
import { capabilitiesOf } from "../../lib/server/capabilities-of";
import { resolveRelease, type Release } from "../../lib/server/release";
import { Findings } from "../../lib/problem/findings";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import type { Topology } from "../../lib/network/model/topology";
import { specOf } from "../network/arbitrary-spec";
import { topologyOf } from "../network/planning";
import { pairOf, type KeyName } from "./key-pairs";

x509.cryptoProvider.set(webcrypto as never);

/** When tests take place. */
export const NOW = new Date("2026-06-01T00:00:00Z");

/** The uses of a key, by name. */
export const { KeyUsageFlags } = x509;
export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A private key in PKCS#8, which is how it is made. */
export function pkcs8(name: KeyName = "node"): string {
  return pairOf(name).privatePem;
}

/** A private key in PKCS#1, an EC key in SEC1. */
export function traditional(name: KeyName = "node"): string {
  const type = name === "ec" ? "sec1" : "pkcs1";
  return createPrivateKey(pkcs8(name)).export({ type, format: "pem" }).toString();
}

/** An encrypted private key. */
export function encrypted(passphrase: string, type: "pkcs1" | "pkcs8" = "pkcs8"): string {
  return createPrivateKey(pkcs8()).export({
    type,
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase,
  } as never) as unknown as string;
}

/** What a certificate is to be. */
export interface Wanted {
  /** By default `CN=eventstoredb-node`. */
  readonly subject?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  /** By default itself. */
  readonly issuer?: Made;
  readonly ca?: boolean;
  /** By default digitalSignature and keyEncipherment, of an authority keyCertSign; `null` for none. */
  readonly keyUsage?: number | null;
  /** By default serverAuth and clientAuth, of an authority none; `null` for none. */
  readonly uses?: readonly string[] | null;
  readonly from?: string;
  readonly to?: string;
  readonly key?: KeyName;
  /** How the issuer signs it, with an RSA key. By default RSASSA-PKCS1-v1_5 with SHA-256. */
  readonly signature?: { readonly name?: "RSA-PSS"; readonly hash?: "SHA-1" | "SHA-256" | "SHA-512" };
}

/** A certificate that was made. */
export interface Made {
  readonly pem: string;
  readonly subject: string;
  readonly key: KeyName;
}

// Keys are slow to make on a busy machine.
jest.setTimeout(120_000);

const made = new Map<string, Promise<Made>>();

/** Makes a certificate, and the same one for whoever wants the same. */
export function make(wanted: Wanted = {}): Promise<Made> {
  const known =
    JSON.stringify(wanted, Object.keys(wanted).sort()) +
    JSON.stringify(wanted.signature ?? {}) +
    (wanted.issuer?.pem ?? "");
  const certificate = made.get(known) ?? makeAnew(wanted, made.size + 1);
  made.set(known, certificate);
  return certificate;
}

async function makeAnew(wanted: Wanted, serial: number): Promise<Made> {
  const ca = wanted.ca === true;
  const subject = wanted.subject ?? (ca ? "CN=Test authority" : "CN=eventstoredb-node");
  const key = wanted.key ?? (ca ? "authority" : "node");
  const issuer = wanted.issuer ?? { subject, key };
  const usage =
    wanted.keyUsage === undefined
      ? ca
        ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
        : KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment
      : wanted.keyUsage;
  const uses = wanted.uses === undefined ? (ca ? null : [SERVER_AUTH, CLIENT_AUTH]) : wanted.uses;
  const names = [
    ...(wanted.dns ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(wanted.ip ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial.toString(16).padStart(4, "0"),
    subject,
    issuer: issuer.subject,
    notBefore: new Date(wanted.from ?? "2025-01-01T00:00:00Z"),
    notAfter: new Date(wanted.to ?? "2035-01-01T00:00:00Z"),
    publicKey: await importKey(key, "public"),
    signingKey: await importKey(issuer.key, "private", wanted.signature),
    signingAlgorithm: algorithmOf(issuer.key, wanted.signature) as never,
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(usage === null ? [] : [new x509.KeyUsagesExtension(flagsOf(usage), true)]),
      ...(uses === null ? [] : [new x509.ExtendedKeyUsageExtension([...uses])]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { pem: `${certificate.toString("pem")}\n`, subject, key };
}

/** The linter keeps enums and their sums apart. */
function flagsOf(sum: unknown): x509.KeyUsageFlags {
  return sum as x509.KeyUsageFlags;
}

function algorithmOf(key: KeyName, { name, hash = "SHA-256" }: Wanted["signature"] = {}): object {
  return key === "ec"
    ? { name: "ECDSA", namedCurve: "P-256", hash }
    : key === "ed25519"
      ? { name: "Ed25519" }
      : { name: name ?? "RSASSA-PKCS1-v1_5", hash, ...(name === undefined ? {} : { saltLength: 20 }) };
}

const imported = new Map<string, Promise<never>>();

function importKey(
  key: KeyName,
  kind: "public" | "private",
  signature?: Wanted["signature"],
): Promise<never> {
  const known = key + kind + JSON.stringify(signature ?? {});
  const crypto = imported.get(known) ?? importAnew(key, kind, signature);
  imported.set(known, crypto);
  return crypto;
}

async function importAnew(
  key: KeyName,
  kind: "public" | "private",
  signature: Wanted["signature"],
): Promise<never> {
  const pair = pairOf(key);
  const pem = kind === "public" ? pair.publicPem : pair.privatePem;
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const crypto = await webcrypto.subtle.importKey(
    kind === "public" ? "spki" : "pkcs8",
    der,
    algorithmOf(key, signature) as never,
    true,
    kind === "public" ? ["verify"] : ["sign"],
  );
  return crypto as never;
}

/** A release by its version. */
export function releaseOf(version: string): Release {
  const release = resolveRelease(version, new Findings());
  if (release === undefined) throw new RangeError(version);
  return release;
}

/** A secure cluster on a release. One of several nodes on 20.6.0 has the addresses of one on 20.6.1. */
export function secureTopology(
  version: string,
  more: Partial<Record<keyof ClusterSpec, unknown>> = {},
): Topology {
  const alike = version === "20.6.0" ? "20.6.1" : version;
  const spec = specOf({ secure: true, ...more });
  return { ...topologyOf({ capabilities: capabilitiesOf(releaseOf(alike)), spec }), release: version };
}

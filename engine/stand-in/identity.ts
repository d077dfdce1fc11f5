import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "./configuration";
import { isSince } from "./release";

/** What a server proves itself by, and by what it knows the others. */
export interface Identity {
  /** Its certificate and key, as Node's TLS takes them. */
  readonly own: {
    readonly cert?: string;
    readonly key?: string;
    readonly pfx?: Buffer;
    readonly passphrase?: string;
  };
  /** The trusted roots in PEM. */
  readonly roots: readonly string[];
  /** The name that is verified of others whatever is dialled; absent where it is the dialled one. */
  readonly target?: string;
  /** The common name that others must have. */
  readonly commonName?: string;
}

const ROOT_FILE = /\.(?:crt|cert|cer|pem|der)$/;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** Whether the server of a release has TLS on HTTP and between nodes. v5 has it port by port. */
export function isSecure(release: string, configuration: Configuration): boolean {
  return isSince(release, "20.6.1") && configuration.flag("Insecure") !== true;
}

/** The files that the server is told of, read as its own user; what a server refuses is an error. */
export function readIdentity(release: string, configuration: Configuration): Identity | undefined {
  if (!isSince(release, "20.6")) return version5(configuration);
  if (!isSecure(release, configuration)) return undefined;
  const cert = readFileSync(told(configuration, "CertificateFile"), "utf8");
  const key = readFileSync(told(configuration, "CertificatePrivateKeyFile"), "utf8");
  const passphrase = configuration.text("CertificatePrivateKeyPassword");
  const chain = certificatesIn(cert);
  const [leaf] = chain;
  if (leaf === undefined) throw new Error("the certificate's file holds none");
  const roots = readRoots(told(configuration, "TrustedRootCertificatesPath"));
  checkKey(release, leaf, key, passphrase);
  const commonName = checkLeaf(release, leaf, configuration);
  checkChain(leaf, chain.slice(1), roots);
  return {
    own: { cert, key, ...(passphrase === undefined ? {} : { passphrase }) },
    roots: roots.map((root) => root.toString()),
    commonName,
  };
}

/** v5: a PKCS#12 file, for the secure ports of TCP. */
function version5(configuration: Configuration): Identity | undefined {
  const internal = configuration.number("IntSecureTcpPort") ?? 0;
  const external = configuration.number("ExtSecureTcpPort") ?? 0;
  const between = configuration.flag("UseInternalSsl") ?? false;
  if ((configuration.flag("DisableInsecureTCP") ?? false) && (!between || internal === 0 || external === 0)) {
    throw new Error("DisableInsecureTCP without UseInternalSsl and both secure ports");
  }
  const target = configuration.text("SslTargetHost");
  if (between && (internal === 0 || target === undefined)) {
    throw new Error("UseInternalSsl without SslTargetHost or IntSecureTcpPort");
  }
  if (internal === 0 && external === 0) return undefined;
  const pfx = readFileSync(told(configuration, "CertificateFile"));
  const passphrase = configuration.text("CertificatePassword");
  return {
    own: { pfx, ...(passphrase === undefined ? {} : { passphrase }) },
    roots: monoRoots(),
    ...(target === undefined ? {} : { target }),
  };
}

/** v5: what Mono trusts lies in the user's own store, each under a hash of its subject. SslValidateServer changes nothing. */
function monoRoots(): readonly string[] {
  const store = join(homedir(), ".config/.mono/new-certs/Trust");
  if (!existsSync(store)) return [];
  const named = readdirSync(store).filter((file) => /^[0-9a-f]{8}\.\d+$/.test(file));
  return named.map((file) => new X509Certificate(readFileSync(join(store, file))).toString());
}

function told(configuration: Configuration, option: string): string {
  const value = configuration.text(option);
  if (value === undefined) throw new Error(`${option} is needed, or Insecure`);
  return value;
}

function readRoots(folder: string): readonly X509Certificate[] {
  const roots = readdirSync(folder)
    .filter((file) => ROOT_FILE.test(file))
    .map((file) => new X509Certificate(readFileSync(join(folder, file))));
  if (roots.length === 0) throw new Error(`no trusted root in ${folder}`);
  const other = roots.find((root) => !issued(root, root));
  if (other !== undefined) throw new Error(`${other.subject} is not self-signed`);
  return roots;
}

function checkKey(release: string, leaf: X509Certificate, key: string, passphrase: string | undefined): void {
  if (!isSince(release, "23.6") && (!key.includes("BEGIN RSA PRIVATE KEY") || key.includes("ENCRYPTED"))) {
    throw new Error("the key is not PKCS#1");
  }
  const read = createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) });
  if (read.asymmetricKeyType !== "rsa") throw new Error("the key is not RSA");
  if (!leaf.checkPrivateKey(read)) throw new Error("the key is another certificate's");
}

/** Judges the certificate itself, and gives the common name that others must have. */
function checkLeaf(release: string, leaf: X509Certificate, configuration: Configuration): string {
  const now = Date.now();
  if (Date.parse(leaf.validFrom) > now || Date.parse(leaf.validTo) < now) throw new Error("not valid now");
  if (leaf.subjectAltName === undefined) throw new Error("the certificate has no alternative name");
  const own = commonNameOf(leaf);
  const reserved =
    configuration.text("CertificateReservedNodeCommonName") ??
    (isSince(release, "23.10") ? own : "eventstoredb-node");
  if (!isNamed(own, reserved)) throw new Error(`the common name is ${own}, and not ${reserved}`);
  // Extended usages, where there are any. They are undefined where there are none.
  const uses = leaf.keyUsage as readonly string[] | undefined;
  const serverOnly = configuration.flag("DisableClientAuthEkuValidation") === true;
  const needed = serverOnly ? [SERVER_AUTH] : [SERVER_AUTH, CLIENT_AUTH];
  if (isSince(release, "24.2") && uses !== undefined && !needed.every((use) => uses.includes(use))) {
    throw new Error("the certificate is not for servers and clients");
  }
  return reserved;
}

function checkChain(
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): void {
  let last = leaf;
  for (const next of intermediates) {
    if (!issued(next, last)) throw new Error(`${next.subject} is no part of the chain`);
    last = next;
  }
  if (!roots.some((root) => issued(root, last))) throw new Error("the chain leads to no trusted root");
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
}

function commonNameOf(certificate: X509Certificate): string {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? "";
}

/** Whether a common name is the reserved one, which may be a wildcard. */
export function isNamed(commonName: string, reserved: string): boolean {
  if (!reserved.startsWith("*.")) return commonName === reserved;
  const dot = commonName.indexOf(".");
  return commonName === reserved || (dot > 0 && commonName.slice(dot) === reserved.slice(1));
}

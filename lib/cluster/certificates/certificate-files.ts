import { CURRENT, MONO } from "../../server/generation/layout";
import { imageLayoutOf } from "../../server/image-layout";
import type { ServerTls } from "../../server/server-tls";
import { readCertificate } from "../../tls/read-certificate";
import { subjectHash } from "../../tls/subject-hash";
import type { DeliveredFile } from "./delivered-file";

/** One node's certificate and key, on their way into its container. */
export interface NodeFiles {
  /** PEM, on v5 PKCS#12. */
  readonly certificate: DeliveredFile;
  /** None beside a PKCS#12 file, which holds it. */
  readonly privateKey?: DeliveredFile;
  /** Of the key or the PKCS#12 file; may be a token. */
  readonly password?: string;
}

/** How nodes verify each other. */
export type PeerVerification = Pick<ServerTls, "commonName" | "withoutClientAuth">;

/** A file and its place below the folder of certificates. */
export interface PlacedFile {
  readonly file: DeliveredFile;
  /** Relative to the folder. */
  readonly place: string;
  /** Whether only the server's user may read it. */
  readonly secret: boolean;
}

/** Where trusted roots lie below the folder of certificates. */
export const ROOTS = "roots";

/** The folder in which a node of a release finds them: those of the Docker host are mounted, others are staged. */
export function certificateFolder(version: string, files: NodeFiles | undefined): string {
  return areMounted(files) ? imageLayoutOf(version).tlsDirectory : CURRENT;
}

/** Whether they are files of the Docker host. */
export function areMounted(files: NodeFiles | undefined): boolean {
  return files?.certificate.kind === "mounted";
}

/** The files of one node, each in its place. */
export function placeFiles(files: NodeFiles, roots: readonly DeliveredFile[]): readonly PlacedFile[] {
  const { certificate, privateKey } = files;
  if (privateKey === undefined)
    return [{ file: certificate, place: "node.p12", secret: true }, ...placeInMono(roots)];
  return [
    { file: certificate, place: "node.crt", secret: false },
    { file: privateKey, place: "node.key", secret: true },
    ...placeRoots(roots),
  ];
}

/** Trusted roots, each in its place. */
export function placeRoots(roots: readonly DeliveredFile[]): readonly PlacedFile[] {
  return roots.map((file, i) => ({ file, place: `${ROOTS}/ca-${i}.crt`, secret: false }));
}

/**
 * Trusted roots in the two forms of Mono's trust store: by the hash of the subject, numbered where several have one, and
 * one file each for what is older. One that cannot be read at synth has no such name.
 */
function placeInMono(roots: readonly DeliveredFile[]): readonly PlacedFile[] {
  const taken = new Map<string, number>();
  return roots.flatMap((file, i) => {
    const certificate = "text" in file ? readCertificate(file.text) : undefined;
    const hash = certificate && subjectHash(certificate.x509.raw);
    if (hash === undefined) return [];
    const alike = taken.get(hash) ?? 0;
    taken.set(hash, alike + 1);
    const places = [`${MONO}/new-certs/Trust/${hash}.${alike}`, `${MONO}/certs/Trust/ca-${i}.cer`];
    return places.map((place) => ({ file, place, secret: false }));
  });
}

/** What the server is told about a node's files, which lie in `directory`; PEM where they are generated. */
export function serverTls(
  files: NodeFiles | undefined,
  directory: string,
  { commonName, withoutClientAuth }: PeerVerification,
): ServerTls {
  const pem = files === undefined || files.privateKey !== undefined;
  return {
    certificateFile: `${directory}/${pem ? "node.crt" : "node.p12"}`,
    ...(pem ? { privateKeyFile: `${directory}/node.key`, trustedRootsPath: `${directory}/${ROOTS}` } : {}),
    password: files?.password,
    commonName,
    ...(withoutClientAuth === true ? { withoutClientAuth } : {}),
  };
}

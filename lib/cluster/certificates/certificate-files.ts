import type { ServerTls } from "../../server/server-tls";
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
export type PeerVerification = Pick<ServerTls, "commonName" | "validatePeers" | "withoutClientAuth">;

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

/** The files of one node, each in its place. */
export function placeFiles(files: NodeFiles, roots: readonly DeliveredFile[]): readonly PlacedFile[] {
  const { certificate, privateKey } = files;
  return [
    privateKey === undefined
      ? { file: certificate, place: "node.p12", secret: true }
      : { file: certificate, place: "node.crt", secret: false },
    ...(privateKey === undefined ? [] : [{ file: privateKey, place: "node.key", secret: true }]),
    ...placeRoots(roots),
  ];
}

/** Trusted roots, each in its place. */
export function placeRoots(roots: readonly DeliveredFile[]): readonly PlacedFile[] {
  return roots.map((file, i) => ({ file, place: `${ROOTS}/ca-${i}.crt`, secret: false }));
}

/** What the server is told about a node's files, which lie in `directory`; PEM where they are generated. */
export function serverTls(
  files: NodeFiles | undefined,
  directory: string,
  { commonName, validatePeers, withoutClientAuth }: PeerVerification,
): ServerTls {
  const pem = files === undefined || files.privateKey !== undefined;
  return {
    certificateFile: `${directory}/${pem ? "node.crt" : "node.p12"}`,
    ...(pem ? { privateKeyFile: `${directory}/node.key`, trustedRootsPath: `${directory}/${ROOTS}` } : {}),
    password: files?.password,
    commonName,
    validatePeers,
    ...(withoutClientAuth === true ? { withoutClientAuth } : {}),
  };
}

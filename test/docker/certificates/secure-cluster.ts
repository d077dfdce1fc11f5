import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeCertificate, OwnCertificatesOptions } from "../../../lib";
import { make, traditional, type Made, type Wanted } from "../../tls/made-certificates";

/** Beyond the life of this test. */
export const TO = "2125-01-01T00:00:00Z";

/** What a cluster named esdb of three members is dialled by within its network. */
export const namesOf = (node: number): string[] => [
  `node-${node}.esdb.internal`,
  `node-${node}.esdb.external`,
];

/** An authority's certificate, and one for each of three members. */
export interface MadeCluster {
  readonly authority: Made;
  readonly nodes: readonly Made[];
}

/** Certificates that fit a cluster of three, with changes to the first node's. */
export async function makeCluster(more: Wanted = {}): Promise<MadeCluster> {
  const authority = await make({ ca: true, to: TO });
  const nodes = [];
  for (const i of [0, 1, 2])
    nodes.push(await make({ dns: namesOf(i), issuer: authority, to: TO, ...(i === 0 ? more : {}) }));
  return { authority, nodes };
}

/** The certificates as values. */
export function asValues(
  { authority, nodes }: MadeCluster,
  first: Partial<Record<string, unknown>> = {},
): OwnCertificatesOptions {
  const own = nodes.map(({ pem }, i): [string, NodeCertificate] => [
    `node-${i}`,
    { certificate: pem, privateKey: traditional(), ...(i === 0 ? first : {}) },
  ]);
  return { trustedRoots: [authority.pem], nodes: Object.fromEntries(own) };
}

/** A folder that holds the certificates as files, for as long as `use` runs. */
export function inFolder<T>(
  values: OwnCertificatesOptions,
  use: (options: OwnCertificatesOptions, folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  try {
    const nodes = Object.entries(values.nodes ?? {}).map(([key, node]): [string, NodeCertificate] =>
      "pkcs12" in node
        ? [key, { ...node, pkcs12: write(`${key}.p12`, node.pkcs12) }]
        : [
            key,
            {
              ...node,
              certificate: write(`${key}.crt`, node.certificate),
              privateKey: write(`${key}.key`, node.privateKey),
            },
          ],
    );
    const trustedRoots = (values.trustedRoots ?? []).map((root, i) => write(`ca-${i}.crt`, root));
    return use({ ...values, trustedRoots, nodes: Object.fromEntries(nodes) }, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

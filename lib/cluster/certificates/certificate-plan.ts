import type { ClusterNode, Topology } from "../../network/model/topology";
import { checkInstance } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quoteKind } from "../../problem/quote";
import type { Release } from "../../server/release";
import { certificateNames, type CertificateName } from "../../tls/certificate-names";
import { Certificates, type NodeCertificate } from "../../tls/certificates";
import { checkGenerated, type Generation } from "../../tls/generation";
import { judgeCertificates, type NodeMaterial, type RootMaterial } from "../../tls/judge-certificates";
import { judgeOtherRoots } from "../../tls/judge-roots";
import { checkOwn, type OwnCertificates } from "../../tls/own-certificates";
import type { NodeFiles, PeerVerification } from "./certificate-files";
import type { DeliveredFile } from "./delivered-file";
import { UNREAD, OwnDelivery, type OwnFile } from "./own-delivery";
import type { Surroundings } from "../surroundings";

/** What the nodes of a secure cluster share of their certificates, before any construct exists. */
export interface CertificatePlan extends PeerVerification {
  /** What is made, where they are generated. */
  readonly generated?: Generation;
  /** The user's own trusted roots; beside the generated one, where there is one. */
  readonly roots: readonly DeliveredFile[];
}

/** One node's certificate. */
export interface NodeCertificatePlan {
  /** The names that it must carry. */
  readonly names: readonly CertificateName[];
  /** The names that it does carry; absent where it cannot be read at synth. */
  readonly carried?: readonly string[];
  /** The user's own files; absent where they are generated. */
  readonly files?: NodeFiles;
  /** When it ends, in ISO 8601; absent where it was not read. */
  readonly expires?: string;
}

/** A secure cluster's certificates. */
export interface PlannedCertificates {
  readonly shared: CertificatePlan;
  /** The certificate of a node of the cluster. */
  of(node: ClusterNode): NodeCertificatePlan;
}

/** What certificates are for. */
export interface CertifiedCluster {
  readonly release: Release;
  readonly topology: Topology;
  /** Whether the topology is what was asked for, so that its names are those that will be dialled. */
  readonly isPlanned: boolean;
}

/** Plans a secure cluster's certificates; what is wrong with them goes to `findings`. */
export function planCertificates(
  given: unknown,
  { release, topology, isPlanned }: CertifiedCluster,
  around: Surroundings,
  findings: Findings,
): PlannedCertificates | undefined {
  const path = "security.certificates";
  const fix = "use Certificates.generated(), or fromFiles, fromDockerHost, fromValues";
  if (given === undefined) {
    const expected = "a secure cluster needs certificates";
    findings.problem({ code: "certificates", path, got: "is missing", expected, fix });
    return undefined;
  }
  const wrong = { code: "certificates", what: "a Certificates", fix };
  const asked = checkInstance(given, Certificates, wrong, findings.at(path), quoteKind);
  if (asked === undefined) return undefined;
  if (asked.kind === "generated") {
    const checked = checkGenerated(asked.generation, release, findings);
    const canGenerate = around.canGenerate();
    if (!canGenerate) missingBindings(findings);
    if (checked === undefined || !canGenerate) return undefined;
    const roots = deliverRoots(new OwnDelivery("values", around, findings, true), checked.trustedRoots);
    judgeOtherRoots(roots.map(materialOf), release, around.now(), findings);
    return {
      shared: { roots: roots.map(({ file }) => file), generated: checked.generation },
      of(node) {
        const names = certificateNames(topology, node);
        return { names, carried: names.map(({ name }) => name) };
      },
    };
  }
  const own = checkOwn(asked.own, topology, release, findings);
  if (own === undefined) return undefined;
  return planOwn(
    new OwnDelivery(asked.kind, around, findings),
    own,
    { release, topology, isPlanned },
    around.now(),
    findings,
  );
}

function missingBindings(findings: Findings): void {
  findings.problem({
    code: "certificates.bindings",
    path: "security.certificates",
    got: "is Certificates.generated(), and @cdktf/provider-tls is not installed",
    expected: "the certificates are made by Terraform's TLS provider",
    fix: "run npm install @cdktf/provider-tls",
  });
}

/** What was stated for one node: how it is delivered, and what of it can be judged. */
interface Stated {
  readonly files: NodeFiles;
  readonly material: NodeMaterial;
}

function planOwn(
  delivery: OwnDelivery,
  own: OwnCertificates,
  { release, topology, isPlanned }: CertifiedCluster,
  now: Date,
  findings: Findings,
): PlannedCertificates | undefined {
  const roots = deliverRoots(delivery, own.trustedRoots);
  const refused = own.trustedRoots.filter(({ value }) => value === undefined);
  // One certificate for all nodes is read and judged once.
  const stated = new Map<NodeCertificate, Stated>();
  const nodes = new Map<string, Stated>();
  for (const [key, { path, certificate }] of own.nodes) {
    const known = stated.get(certificate) ?? state(certificate, path, delivery);
    stated.set(certificate, known);
    nodes.set(key, known);
  }
  const judged = judgeCertificates(
    {
      release,
      topology,
      namesKnown: isPlanned,
      nodes: new Map([...nodes].map(([key, { material }]) => [key, material])),
      roots: [
        ...roots.map(materialOf),
        ...refused.map(({ path }): RootMaterial => ({ path, refused: true })),
      ],
      commonName: own.commonName,
      commonNameRefused: own.commonNameRefused,
      now,
    },
    findings,
  );
  const { unchecked, sealed } = judged;
  warnOfUnchecked(
    unchecked.filter((path) => !sealed.includes(path)),
    "what is known at apply only, or lies on the Docker host, cannot be read at synth",
    findings,
  );
  warnOfUnchecked(sealed, "which certificates a PKCS#12 file holds is not read at synth", findings);
  // A node whose certificate was refused is a problem already.
  if (topology.nodes.some(({ key }) => !nodes.has(key))) return undefined;
  return {
    shared: {
      roots: roots.map(({ file }) => file),
      withoutClientAuth: judged.withoutClientAuth,
      ...(judged.commonName === undefined ? {} : { commonName: judged.commonName }),
    },
    of(node) {
      const given = nodes.get(node.key);
      if (given === undefined) throw new Error(`no certificate was given for ${node.key}`);
      const carried = judged.certificateNames.get(node.key);
      const expires = judged.expires.get(node.key);
      return {
        names: certificateNames(topology, node),
        files: given.files,
        ...(carried === undefined ? {} : { carried }),
        ...(expires === undefined ? {} : { expires }),
      };
    },
  };
}

/** A trusted root on its way, and where it was given. */
interface DeliveredRoot extends OwnFile {
  readonly path: string;
}

function deliverRoots(
  delivery: OwnDelivery,
  roots: OwnCertificates["trustedRoots"],
): readonly DeliveredRoot[] {
  return roots.flatMap(({ path, value }) =>
    value === undefined ? [] : { path, ...delivery.text(value, path) },
  );
}

function materialOf({ path, file, content }: DeliveredRoot): RootMaterial {
  if (content !== undefined) return { path, certificate: content.toString() };
  return file === UNREAD ? { path, refused: true } : { path };
}

function warnOfUnchecked(unchecked: readonly string[], expected: string, findings: Findings): void {
  const [first] = unchecked;
  if (first === undefined) return;
  findings.warning({
    code: "certificate.unchecked",
    path: first,
    got: unchecked.length === 1 ? "is unchecked" : `and ${unchecked.length - 1} more are unchecked`,
    expected,
    fix: "compare certificateNames of each node with the names in its certificate",
  });
}

function state(certificate: NodeCertificate, path: string, delivery: OwnDelivery): Stated {
  if ("pkcs12" in certificate) {
    const { file, content } = delivery.binary(certificate.pkcs12, `${path}.pkcs12`);
    const { password } = certificate;
    return {
      files: { certificate: file, password: delivery.concealed(password) },
      material: {
        path,
        form: "pkcs12",
        pkcs12: content,
        ...delivery.password(password, `${path}.password`),
      },
    };
  }
  const public_ = delivery.text(certificate.certificate, `${path}.certificate`);
  const key = delivery.text(certificate.privateKey, `${path}.privateKey`, true);
  const password = certificate.privateKeyPassword;
  return {
    files: {
      certificate: public_.file,
      privateKey: key.file,
      password: password === undefined ? undefined : delivery.concealed(password),
    },
    material: {
      path,
      form: "pem",
      ...(public_.content === undefined ? {} : { certificate: public_.content.toString() }),
      ...(key.content === undefined ? {} : { privateKey: key.content.toString() }),
      ...delivery.password(password, `${path}.privateKeyPassword`),
    },
  };
}

import type { Topology } from "../../lib/network/model/topology";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";
import {
  judgeCertificates,
  type JudgedCertificates,
  type NodeMaterial,
} from "../../lib/tls/judge-certificates";
import { codesOf } from "../network/planning";
import { make, NOW, releaseOf, traditional, type Made, type Wanted } from "./made-certificates";

/** What judging gave and said. */
export interface Verdict {
  readonly judged: JudgedCertificates;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** `code path` of every problem. */
  readonly codes: readonly string[];
  /** Every problem as the user reads it. */
  readonly text: string;
}

/** What is judged; what is left out is in order. */
export interface Case {
  readonly version?: string;
  readonly topology: Topology;
  /** For every node, or by node key. */
  readonly nodes: Partial<NodeMaterial> | ReadonlyMap<string, Partial<NodeMaterial>>;
  /** PEM; `undefined` for one that cannot be read. */
  readonly roots?: readonly (string | undefined)[];
  readonly commonName?: string;
  readonly now?: Date;
}

export const SHARED = "security.certificates.shared";

/** Judges certificates with PKCS#1 keys, `shared` unless they are given by node. */
export function judge(one: Case): Verdict {
  const findings = new Findings();
  const nodes = new Map<string, NodeMaterial>();
  for (const { key } of one.topology.nodes) {
    const byNode =
      one.nodes instanceof Map ? (one.nodes as ReadonlyMap<string, Partial<NodeMaterial>>) : undefined;
    const own = byNode === undefined ? (one.nodes as Partial<NodeMaterial>) : byNode.get(key);
    if (own === undefined) continue;
    const path = byNode === undefined ? SHARED : `security.certificates.nodes["${key}"]`;
    nodes.set(key, { path, form: "pem", ...own });
  }
  const judged = judgeCertificates(
    {
      release: releaseOf(one.version ?? one.topology.release),
      topology: one.topology,
      namesKnown: true,
      nodes,
      roots: (one.roots ?? []).map((certificate, i) => ({
        path: `security.certificates.trustedRoots[${i}]`,
        ...(certificate === undefined ? {} : { certificate }),
      })),
      ...(one.commonName === undefined ? {} : { commonName: one.commonName }),
      now: one.now ?? NOW,
    },
    findings,
  );
  return {
    judged,
    problems: findings.problems,
    warnings: findings.warnings,
    codes: codesOf(findings.problems),
    text: findings.problems.map(describeProblem).join("\n"),
  };
}

/** The names that the smallest cluster on each release is dialled by, with room for every node. */
export const ALL_NAMES = ["*.esdb.internal", "*.esdb.external"];

let authority: Promise<Made> | undefined;

/** One authority for all tests. */
export function testAuthority(): Promise<Made> {
  authority ??= make({ ca: true });
  return authority;
}

/** A certificate that is in order on every release from 20.6, save for what is said otherwise, and its key. */
export async function material(wanted: Wanted = {}): Promise<{ certificate: string; privateKey: string }> {
  const { pem } = await make({ dns: ALL_NAMES, issuer: await testAuthority(), ...wanted });
  const key = wanted.key ?? "node";
  return { certificate: pem, privateKey: key === "ed25519" ? "" : traditional(key) };
}

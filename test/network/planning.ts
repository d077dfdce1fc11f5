import type { Capabilities } from "../../lib/network/plan/capabilities";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { planTopology } from "../../lib/network/plan/plan-topology";
import type { Topology } from "../../lib/network/model/topology";
import { Findings } from "../../lib/problem/findings";
import { describeProblem, type Problem } from "../../lib/problem/problem";
import { complete } from "../problem/complete";
import { runs } from "../runs";
import { V22, type Planned } from "./arbitrary-spec";

/** What planning gave and said. */
export interface Outcome {
  readonly topology: Topology | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Plans a spec on a release, by default one like 22.10. */
export function plan(spec: ClusterSpec, capabilities: Capabilities = V22): Outcome {
  const findings = new Findings();
  const topology = planTopology(spec, capabilities, findings);
  return { topology, problems: complete(findings.problems), warnings: complete(findings.warnings) };
}

/** The topology of a spec that must have no problem. */
export function topologyOf({ spec, capabilities }: Planned): Topology {
  const { topology, problems } = plan(spec, capabilities);
  if (topology === undefined) throw new Error(problems.map(describeProblem).join("\n"));
  return topology;
}

/** Problems as `code path`, in the order of the alphabet. */
export function codesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map((p) => `${p.code} ${p.path}`).sort();
}

/** What most properties are run with. */
export const RUNS = runs(300);

import type { Capabilities } from "../../lib/network/plan/capabilities";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { checkRoutes } from "../../lib/cluster/cluster-checks";
import { planTopology, type PlannedCluster } from "../../lib/network/plan/plan-topology";
import type { Topology } from "../../lib/network/model/topology";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";
import { serverStateOf } from "../../lib/reach/server-state";
import { configureAnyway } from "../server/settings/configured";
import { complete } from "../problem/complete";
import { runs } from "../runs";
import { V22, type Planned } from "./arbitrary-spec";

/** What planning gave and said. */
export interface Outcome {
  readonly topology: Topology | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Plans a spec on a release, by default one like 22.10, and follows every way that it promises. */
export function plan(spec: ClusterSpec, capabilities: Capabilities = V22): Outcome {
  const findings = new Findings();
  const options = { capabilities };
  const { topology, origins, settings } = configureAnyway(capabilities.release, spec, findings, options);
  const nodes = new Map(
    settings.map(([node, own]) => [node.key, serverStateOf(topology, node, own)] as const),
  );
  checkRoutes({ topology, nodes }, findings, origins);
  return {
    topology: findings.problems.length > 0 ? undefined : topology,
    problems: complete(findings.problems),
    warnings: complete(findings.warnings),
  };
}

/** The topology of a spec that must have no problem. */
export function topologyOf({ spec, capabilities }: Planned): Topology {
  const { topology, problems } = plan(spec, capabilities);
  if (topology === undefined) throw new Error(problems.map(describeProblem).join("\n"));
  return topology;
}

/** The same, of a spec of which only planning has nothing to say. */
export function plannedTopology({ spec, capabilities }: Planned): Topology {
  const findings = new Findings();
  const { topology } = planTopology(spec, capabilities, findings);
  if (findings.problems.length > 0) throw new Error(findings.problems.map(describeProblem).join("\n"));
  return topology;
}

/** What stands for a number that only Terraform knows. */
export const NUMBER_TOKEN = -1.8e307;

/** What planning alone gives and says, whatever it refuses; a text with "${" is a token, and one number. */
export function plannedAnyway(
  spec: ClusterSpec,
  capabilities: Capabilities = V22,
): PlannedCluster & Omit<Outcome, "topology"> {
  const findings = new Findings();
  const isToken = (value: unknown) =>
    value === NUMBER_TOKEN || (typeof value === "string" && value.includes("${"));
  const planned = planTopology(spec, capabilities, findings, isToken);
  return {
    ...planned,
    problems: complete(findings.problems),
    warnings: complete(findings.warnings),
  };
}

/** Problems as `code path`, in the order of the alphabet. */
export function codesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map((p) => `${p.code} ${p.path}`).sort();
}

/** What most properties are run with. */
export const RUNS = runs(300);

import type { Reachability } from "../../lib/reach/cell";
import { checkReachability } from "../../lib/reach/check-reachability";
import { engineStatesOf } from "../../lib/reach/engine-state-of";
import type { EngineState } from "../../lib/reach/engine-state";
import { reachabilityOf } from "../../lib/reach/reachability";
import { serverStateOf, type ServerState } from "../../lib/reach/server-state";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import type { ClusterNode, Topology } from "../../lib/network/model/topology";
import { Findings } from "../../lib/problem/findings";
import { describeProblem } from "../../lib/problem/describe-problem";
import type { Problem } from "../../lib/problem/problem";
import type { RenderedSetting } from "../../lib/server/rendering/setting";
import { engineOf } from "./one-host";
import { configure } from "../server/settings/configured";

/** A planned cluster with everything that its reachability is judged on. */
export interface Cluster {
  readonly topology: Topology;
  readonly settings: ReadonlyMap<string, readonly RenderedSetting[]>;
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly servers: ReadonlyMap<string, ServerState>;
  readonly state: EngineState;
}

/** Plans and configures a spec that must have no problem; certificates carry just the names that are told. */
export function clusterOf(release: string, spec: ClusterSpec): Cluster {
  const { problems, topology, settings } = configure(release, spec, { secure: spec.secure });
  if (topology === undefined) throw new Error(problems.map(describeProblem).join("\n"));
  const names = new Map(topology.nodes.map((node) => [node.key, namesOf(node)]));
  return judgedOn(topology, new Map(settings.map(([node, own]) => [node.key, own])), names);
}

/** A cluster from its settings and certificates, as they are or as they were broken. */
export function judgedOn(
  topology: Topology,
  settings: ReadonlyMap<string, readonly RenderedSetting[]>,
  names: ReadonlyMap<string, readonly string[]>,
): Cluster {
  const servers = new Map(
    topology.nodes.map((node) => [
      node.key,
      serverStateOf(topology, node, settings.get(node.key) ?? [], names.get(node.key)),
    ]),
  );
  return {
    topology,
    settings,
    names,
    servers,
    state: engineOf({ engines: engineStatesOf(topology, servers) }),
  };
}

/** What the matrix and the check say of it. */
export function judge(
  { topology, servers, state }: Cluster,
  engine?: string,
): { matrix: Reachability; problems: readonly Problem[] } {
  const input = { topology, nodes: servers, engines: [state], ...(engine === undefined ? {} : { engine }) };
  const matrix = reachabilityOf(input);
  const findings = new Findings();
  checkReachability(matrix, topology, findings);
  return { matrix, problems: findings.problems };
}

function namesOf({ advertised }: ClusterNode): readonly string[] {
  const told = [advertised.replication, advertised.nodeHttp, advertised.http, advertised.externalTcp];
  return [...new Set(told.flatMap((at) => (at === undefined ? [] : [at.host])))];
}

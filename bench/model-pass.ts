import { ClientAccess } from "../lib/network/asked/client-access";
import type { ClusterSpec } from "../lib/network/asked/cluster-spec";
import { planTopology } from "../lib/network/plan/plan-topology";
import { PortPlan } from "../lib/network/asked/port-plan";
import type { Topology } from "../lib/network/model/topology";
import { Findings } from "../lib/problem/findings";
import { capabilitiesOf } from "../lib/server/capabilities-of";
import { resolveRelease } from "../lib/server/release";
import { renderSettings } from "../lib/server/rendering/render-settings";
import { planServer, type ServerPlan } from "../lib/server/server-plan";
import { settingsOf } from "../lib/server/settings/settings-of";
import { SIZE, VERSION, type Workload } from "./workload";

/** What the library is told of one cluster of the bench. */
export function specOf(cluster: Workload): ClusterSpec {
  return {
    name: cluster.name,
    size: SIZE,
    internalNetwork: { cidr: `${cluster.internal}.0/24` },
    externalNetwork: { cidr: `${cluster.external}.0/24` },
    clients: ClientAccess.throughHost({
      host: "localhost",
      ports: PortPlan.sequential({ http: cluster.firstPort }),
    }),
    externalTcp: false,
    secure: false,
    allowPublished: false,
    addresses: {},
  };
}

function plan(spec: ClusterSpec): { server: ServerPlan; topology: Topology } {
  const findings = new Findings();
  const release = resolveRelease(VERSION, findings);
  if (release === undefined) throw new Error(`${VERSION} is no release`);
  const server = planServer(
    { version: VERSION, secure: false, inMemory: false, nodes: {} },
    release,
    () => false,
    findings,
  );
  const { topology } = planTopology(spec, capabilitiesOf(release), findings);
  if (findings.problems.length > 0) throw new Error(`no topology: ${JSON.stringify(findings.problems)}`);
  return { server, topology };
}

/** What a pass did, and the seconds of each of its stages. */
export interface ModelPass {
  readonly seconds: readonly [plan: number, settings: number, rendering: number];
  /** The nodes whose settings were rendered: of a measure, all. */
  readonly rendered: number;
}

/** One pass of the pure model over all clusters, stage by stage: plan, settings of every node, their rendering. */
export function passOver(specs: readonly ClusterSpec[]): ModelPass {
  const start = performance.now();
  const plans = specs.map(plan);
  const planned = performance.now();
  const settings = plans.map(({ server, topology }) => ({
    delivery: server.delivery,
    ofNodes: topology.nodes.map((node) => settingsOf(server, topology, node)),
  }));
  const set = performance.now();
  const rendered = settings.flatMap(({ delivery, ofNodes }) =>
    ofNodes.map((ofNode) => renderSettings(VERSION, ofNode, delivery)),
  );
  const end = performance.now();
  return {
    seconds: [(planned - start) / 1000, (set - planned) / 1000, (end - set) / 1000],
    rendered: rendered.length,
  };
}

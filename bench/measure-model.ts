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
import { tell } from "./measured";
import { SIZE, VERSION, workloads, type Workload } from "./workload";

/*
 * A process that runs the pure model alone: plan, settings of every node, and their rendering for the
 * environment, each stage over all clusters.
 */
const CLUSTERS = 1_000;
const WARM_UP = 2;
const PASSES = 9;

function specOf(cluster: Workload): ClusterSpec {
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

/** One pass over all clusters: the seconds of each stage. */
function pass(specs: readonly ClusterSpec[]): readonly [number, number, number] {
  const start = performance.now();
  const plans = specs.map(plan);
  const planned = performance.now();
  const settings = plans.map(({ server, topology }) =>
    topology.nodes.map((node) => settingsOf(server, topology, node)),
  );
  const set = performance.now();
  let variables = 0;
  for (const [i, ofCluster] of settings.entries()) {
    const delivery = plans[i]?.server.delivery;
    if (delivery === undefined) continue;
    for (const ofNode of ofCluster)
      variables += Object.keys(renderSettings(VERSION, ofNode, delivery).environment).length;
  }
  const end = performance.now();
  if (variables === 0) throw new Error("nothing was rendered");
  return [(planned - start) / 1000, (set - planned) / 1000, (end - set) / 1000];
}

const specs = workloads(CLUSTERS).map(specOf);
for (let i = 0; i < WARM_UP; i++) pass(specs);
const passes = Array.from({ length: PASSES }, () => pass(specs));

function rate(secondsOf: (times: readonly [number, number, number]) => number): number {
  const seconds = passes.map(secondsOf).sort((a, b) => a - b);
  return CLUSTERS / (seconds[Math.floor(seconds.length / 2)] ?? Number.NaN);
}

tell({
  plan: rate(([planned]) => planned),
  settings: rate(([, set]) => set),
  render: rate(([, , rendered]) => rendered),
  all: rate(([planned, set, rendered]) => planned + set + rendered),
});

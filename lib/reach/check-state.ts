import { propOfNetwork, type Topology } from "../network/model/topology";
import type { Findings } from "../problem/findings";
import { quoteNetwork } from "../problem/quote";
import { engineOn, type EngineContainer, type EngineState } from "./engine-state";

/** What was weakened on the way from the plan to the engine, even where no dial shows it. */
export function checkStates(engines: readonly EngineState[], topology: Topology, findings: Findings): void {
  checkIsolation(engines, topology, findings);
  for (const { containers } of engines) for (const container of containers) checkSockets(container, findings);
}

/** A network without a way out must be one on the engine too. */
function checkIsolation(engines: readonly EngineState[], topology: Topology, findings: Findings): void {
  for (const network of topology.networks) {
    const declared = engineOn(engines, network.host)?.networks.find((n) => n.name === network.name);
    if (declared === undefined || !network.isolated || declared.internal) continue;
    const path = propOfNetwork(network);
    findings.problem({
      code: "reachability.network.open",
      path,
      got: `has the network ${quoteNetwork(network.name)} created with a way out`,
      expected: "a network for nodes only has none, so that nothing on it can be published",
      fix: "remove what sets its internal flag",
    });
  }
}

/** A server listens where it was planned to, and nowhere else. */
function checkSockets(container: EngineContainer, findings: Findings): void {
  const unplanned = container.sockets.find((s) => s.serves === undefined);
  if (unplanned === undefined) return;
  findings.problem({
    code: "reachability.socket",
    path: "settings",
    got: `lets ${container.key} listen on ${unplanned.address}:${unplanned.port}`,
    expected: "no endpoint was planned there, so nothing is said of who may reach it",
    fix: "use ports and bindings",
  });
}

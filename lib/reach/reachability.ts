import { deepFreeze } from "../network/model/deep-freeze";
import type { Topology } from "../network/model/topology";
import type { Reachability } from "./cell";
import { clientCells } from "./client-cells";
import { closedCells } from "./closed-cells";
import type { EngineState } from "./engine-state";
import { engineStatesOf } from "./engine-state-of";
import { peerCells } from "./peer-cells";
import type { ServerState } from "./server-state";
import { Dialler } from "./walk";

/** What reachability is judged on. */
export interface ReachabilityInput {
  /** What was promised to whom, and which endpoint is which. */
  readonly topology: Topology;
  /** What every node's server binds, gossips and looks for, by node key. */
  readonly nodes: ReadonlyMap<string, ServerState>;
  /**
   * What is finally on the engines.
   * @default - what the topology plans, with the sockets that `nodes` open
   */
  readonly engines?: readonly EngineState[];
  /**
   * The engines' version, such as `"28.5.2"`.
   * @default - not known; what differs between engines is said to depend on the engine
   */
  readonly engine?: string;
  /**
   * Whether cells are left out that nobody was promised and that need not be closed. They are there to be shown,
   * and nothing is checked on them.
   * @default false
   */
  readonly checkedOnly?: boolean;
}

/**
 * Who reaches what of a cluster, worked out as a packet would find it: what nodes and clients need, what must
 * stay closed, and what is open besides. Deep-frozen plain data; the same input gives the same cells.
 */
export function reachabilityOf(input: ReachabilityInput): Reachability {
  const { topology, nodes, engine, checkedOnly = false } = input;
  const engines = deepFreeze(input.engines ?? engineStatesOf(topology, nodes));
  const dialler = new Dialler(engines, engine);
  const cells = [
    ...peerCells(topology, nodes, engines, dialler),
    ...clientCells(topology, nodes, dialler, checkedOnly),
    ...closedCells(topology, engines, dialler, checkedOnly),
  ];
  return Object.freeze({ cells: Object.freeze(cells), engines, ...(engine === undefined ? {} : { engine }) });
}

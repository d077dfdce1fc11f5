import type { EventStoreNode, Topology } from "cdktf-eventstoredb";
import type { EngineState } from "../../lib/checks/reachability/engine-state";
import { SOME_ADDRESS } from "../../lib/checks/reachability/engine-state";
import type { Place } from "../../lib/checks/reachability/place";
import { reachabilityOf } from "../../lib/checks/reachability/reachability";
import { serverStateOf } from "../../lib/checks/reachability/server-state";
import { Dialler } from "../../lib/checks/reachability/walk";
import type { RenderedSetting } from "../../lib/server/rendering/setting";
import { FOREIGN_NETWORKS } from "../machine/foreigners";
import type { Planned } from "../scenarios/synthesize";
import type { Target } from "../stand-in/dial";

/** One way that somebody dials, and who answers there as the library says. */
export interface Cell {
  readonly place: Place;
  readonly dialled: Target;
  /** A container's name and what its socket serves; absent where nobody answers. */
  readonly predicted?: string;
}

/** What is known of clusters that are on one engine together. */
export interface Predictions {
  /** Every cell of every cluster's reachability. */
  readonly matrix: readonly Cell[];
  /** Who answers at any other dial. */
  readonly dial: (place: Place, dialled: Target) => Cell;
  /** The names of the host that others are told, as the host itself knows them and as others do. */
  readonly hostNames: { readonly onHost: Hosts; readonly elsewhere: Hosts };
}

type Hosts = Readonly<Record<string, string>>;

/** What the library says of clusters side by side, on an engine of that version. */
export function predict(clusters: readonly Planned[], engine: string, hostAddress: string): Predictions {
  const judged = clusters.map(({ topology, settings }) => {
    const servers = new Map(
      topology.nodes.map((node) => [
        node.key,
        serverStateOf(topology, node, emitted(settings.get(node.key))),
      ]),
    );
    return { topology, reachability: reachabilityOf({ topology, nodes: servers, engine }) };
  });
  const state = together(
    judged.map(({ topology, reachability }) => named(topology, reachability.state)),
    hostAddress,
  );
  const dialler = new Dialler(state, engine);
  const { names } = state.host;
  return {
    matrix: judged.flatMap(({ topology, reachability }) =>
      reachability.cells.map(({ from, dialled, reached, node, endpoint }): Cell => {
        const cell = { place: namedPlace(topology, from), dialled };
        return reached === true ? { ...cell, predicted: `${nameOf(topology, node)} ${endpoint}` } : cell;
      }),
    ),
    dial: (place, dialled) => {
      const { reached, ending } = dialler.dial(place, dialled);
      if (reached !== true || ending === undefined) return { place, dialled };
      return { place, dialled, predicted: `${ending.container} ${ending.serves ?? "something"}` };
    },
    hostNames: {
      onHost: Object.fromEntries(names.map(({ name, onHost }) => [name, onHost])),
      elsewhere: Object.fromEntries(
        names.flatMap(({ name, elsewhere }) => (elsewhere === undefined ? [] : [[name, elsewhere]])),
      ),
    },
  };
}

/** A node's settings as they are emitted. */
function emitted(settings: EventStoreNode["settings"] = {}): readonly RenderedSetting[] {
  return Object.entries(settings).map(([key, value]) => ({
    key,
    value,
    channel: key.includes(":") ? "nested" : "option",
    secret: false,
  }));
}

/** One state of several, with the networks that no cluster has anything to do with. */
function together(states: readonly EngineState[], hostAddress: string): EngineState {
  const networks = new Map(
    [...states.flatMap((state) => state.networks), ...FOREIGN_NETWORKS].map((network) => [
      network.name,
      network,
    ]),
  );
  const known = (address: string) => (address === SOME_ADDRESS ? hostAddress : address);
  return {
    networks: [...networks.values()],
    containers: states.flatMap((state) => state.containers),
    host: {
      addresses: [...new Set([hostAddress, ...states.flatMap((state) => state.host.addresses)])],
      names: states
        .flatMap((state) => state.host.names)
        .map(({ name, onHost, elsewhere }) => ({
          name,
          onHost: known(onHost),
          ...(elsewhere === undefined ? {} : { elsewhere: known(elsewhere) }),
        })),
    },
  };
}

/** A cluster's state with containers by their names, which differ between clusters as keys do not. */
function named(topology: Topology, state: EngineState): EngineState {
  return {
    ...state,
    containers: state.containers.map((container) => ({ ...container, key: nameOf(topology, container.key) })),
  };
}

function namedPlace(topology: Topology, place: Place): Place {
  return place.kind === "container" && place.key !== undefined
    ? { ...place, key: nameOf(topology, place.key) }
    : place;
}

function nameOf(topology: Topology, key: string): string {
  return topology.nodes.find((node) => node.key === key)?.name ?? key;
}

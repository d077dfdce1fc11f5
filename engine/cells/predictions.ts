import type {
  EngineState,
  ReachabilityPlace,
  Reachability,
  ReachabilityCell,
  Topology,
} from "cdktf-eventstoredb";
import { SOME_ADDRESS } from "../../lib/reach/engine-state";
import { Dialler } from "../../lib/reach/walk";
import { FOREIGN_NETWORKS } from "../machine/foreigners";
import type { Site } from "../machine/site";
import type { Planned } from "../scenarios/synthesize";
import type { Proof, Target } from "../stand-in/dial";
import type { Place } from "./places";

/** Who answers somewhere, and how he proves himself. */
export interface Answering {
  /** A container's name and what its socket serves. */
  readonly by: string;
  readonly proof: Proof;
}

/** One way that somebody dials, and who answers there as the library says. */
export interface Cell {
  readonly place: Place;
  readonly dialled: Target;
  /** Absent where nobody answers. */
  readonly predicted?: Answering;
}

/** What is known of clusters that are on one engine together. */
export interface Predictions {
  /** Every cell of every cluster's reachability. */
  readonly matrix: readonly Cell[];
  /** What comes of any other dial. */
  readonly dial: (place: ReachabilityPlace, dialled: Target) => Cell;
  /** The names of the host that others are told, as the host itself knows them and as others do. */
  readonly hostNames: { readonly onHost: (host: string) => Hosts; readonly elsewhere: Hosts };
}

type Hosts = Readonly<Record<string, string>>;

/** What the library says of clusters side by side. */
export function predict(
  clusters: readonly Planned[],
  engine: string,
  addressesOf: Site["addressesOf"],
): Predictions {
  const all = clusters.flatMap(({ topology, reachability, trust }) =>
    reachability.engines.map((state) => named(topology, state, trust?.unread)),
  );
  const states = [...new Set(all.map(({ host }) => host.name))].map((host) =>
    together(
      all.filter((state) => state.host.name === host),
      host,
      addressesOf(host),
    ),
  );
  const dialler = new Dialler(states, engine);
  const owners = new Map(
    clusters.flatMap(({ topology }) => topology.nodes.map((node) => [node.name, topology.name])),
  );
  const dial = (place: ReachabilityPlace, dialled: Target): Cell => {
    // As a packet goes, and then as a client judges what answers.
    const { ending } = dialler.knock(place, dialled);
    const { reached, failed } = dialler.dial(place, dialled);
    if (ending === undefined || (reached !== true && failed?.what !== "tls")) return { place, dialled };
    const { container, port, serves = "something" } = ending;
    const tls = isTls(states, container, port);
    const foreign = dialled.trust !== owners.get(container);
    const proof = !tls ? "plain" : foreign ? "authority" : failed === undefined ? "verified" : "name";
    return { place, dialled, predicted: { by: `${container} ${serves}`, proof } };
  };
  return {
    matrix: clusters.flatMap(({ topology, reachability }) =>
      reachability.cells.map((cell) => matrixCell(topology, reachability, cell, dial)),
    ),
    dial,
    hostNames: {
      onHost: (host) =>
        Object.fromEntries(
          states
            .filter((state) => state.host.name === host)
            .flatMap((state) => state.host.names)
            .map(({ name, onHost }) => [name, onHost]),
        ),
      elsewhere: Object.fromEntries(
        states
          .flatMap((state) => state.host.names)
          .flatMap(({ name, elsewhere }) => (elsewhere === undefined ? [] : [[name, elsewhere]])),
      ),
    },
  };
}

/** What a cluster's own reachability says of a way. */
function matrixCell(
  topology: Topology,
  reachability: Reachability,
  { from, dialled, reached, failed, node, endpoint, source }: ReachabilityCell,
  dial: Predictions["dial"],
): Cell {
  const place = namedPlace(topology, from);
  const target: Target = { ...dialled, ...(topology.secure ? { trust: topology.name } : {}) };
  const cell = { place, dialled: target };
  const by = `${nameOf(topology, node)} ${endpoint}`;
  if (failed?.what === "tls") return { ...cell, predicted: { by, proof: "name" } };
  // What depends on a network's name is known here.
  if (reached === "unchecked") return dial(place, target);
  if (reached !== true) return cell;
  // Whoever was told nothing judges no certificate there; whoever dials here does.
  const untold = source === "address" || source === "publishedPort";
  const proof = untold ? dial(place, target).predicted?.proof : undefined;
  const secured = topology.nodes
    .find(({ key }) => key === node)
    ?.endpoints.find(({ kind }) => kind === endpoint);
  const tls = isTls(reachability.engines, node, secured?.port ?? 0);
  return { ...cell, predicted: { by, proof: proof ?? (tls ? "verified" : "plain") } };
}

function isTls(states: readonly EngineState[], key: string, port: number): boolean {
  const container = states.flatMap(({ containers }) => containers).find((one) => one.key === key);
  return container?.sockets.some((socket) => socket.port === port && socket.tls) ?? false;
}

/** One state of several of one host, with the networks that no cluster has anything to do with. */
function together(states: readonly EngineState[], host: string, addresses: readonly string[]): EngineState {
  const networks = new Map(
    [...states.flatMap((state) => state.networks), ...FOREIGN_NETWORKS].map((network) => [
      network.name,
      network,
    ]),
  );
  const [forClients = SOME_ADDRESS] = addresses.slice(-1);
  const known = (address: string) => (address === SOME_ADDRESS ? forClients : address);
  return {
    networks: [...networks.values()],
    containers: states.flatMap((state) => state.containers),
    host: {
      name: host,
      addresses: [...new Set([...addresses, ...states.flatMap((state) => state.host.addresses)])],
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
function named(
  topology: Topology,
  state: EngineState,
  unread?: ReadonlyMap<string, readonly string[]>,
): EngineState {
  return {
    ...state,
    containers: state.containers.map((container) => {
      const certificateNames = container.certificateNames ?? unread?.get(container.key);
      return {
        ...container,
        key: nameOf(topology, container.key),
        ...(certificateNames === undefined ? {} : { certificateNames }),
      };
    }),
  };
}

function namedPlace(topology: Topology, place: ReachabilityPlace): ReachabilityPlace {
  return place.kind === "container" && place.key !== undefined
    ? { ...place, key: nameOf(topology, place.key) }
    : place;
}

function nameOf(topology: Topology, key: string): string {
  return topology.nodes.find((node) => node.key === key)?.name ?? key;
}

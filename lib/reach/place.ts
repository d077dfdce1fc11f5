import { UNNAMED_HOST } from "../network/model/names";
import { refuseArgument } from "../problem/argument";

/** Docker's name for the host's own network. */
const HOST_NETWORK = "host";
/** A bridge that nobody else is on; Docker gives no network such a name. */
const OWN_NETWORK = "a network of its own";

/** From where somebody dials. */
export type ReachabilityPlace =
  | {
      readonly kind: "container";
      /** The Docker host that it is on. */
      readonly host: string;
      /** The networks it is on, by name; `["host"]` for the host's own. One that the engine's state lacks is a normal bridge. */
      readonly networks: readonly string[];
      /** Which container of the engine's state it is, where it is one. */
      readonly key?: string;
    }
  /** A process on a Docker host. */
  | { readonly kind: "host"; readonly host: string }
  /** Another machine that routes to containers by way of the Docker host; `host` where it is a Docker host of the cluster. */
  | { readonly kind: "machine"; readonly host?: string };

/** A process on a Docker host. */
export function onHost(host: string): ReachabilityPlace {
  return { kind: "host", host };
}

/** Another machine, with a route to the Docker host and through it. */
export const OTHER_MACHINE: ReachabilityPlace = Object.freeze({ kind: "machine" });

/** A container that has nothing to do with the cluster, on a network of its own. */
export function foreignContainer(host: string): ReachabilityPlace {
  return { kind: "container", host, networks: [OWN_NETWORK] };
}

/** A container on these networks of a host. */
export function onNetworks(host: string, ...networks: readonly string[]): ReachabilityPlace {
  return { kind: "container", host, networks };
}

/** Whether whoever dials there shares the host's network. */
export function isOnHost(place: ReachabilityPlace): boolean {
  return place.kind === "host" || (place.kind === "container" && place.networks.includes(HOST_NETWORK));
}

/** The container of the engine's state that dials there, where it is one. */
export function containerAt(place: ReachabilityPlace): string | undefined {
  return place.kind === "container" ? place.key : undefined;
}

const KINDS: readonly ReachabilityPlace["kind"][] = ["container", "host", "machine"];

/**
 * The place in words: `"the Docker host"`.
 * @throws InvalidClusterError for what is no place
 */
export function describePlace(place: ReachabilityPlace): string {
  const given: Partial<ReachabilityPlace> | null | undefined = place;
  if (!KINDS.some((kind) => kind === given?.kind)) {
    const fix = "pass the from of one of cluster.reachability.cells";
    refuseArgument(given, { path: "place", what: "a ReachabilityPlace", fix }, describePlace);
  }
  switch (place.kind) {
    case "host":
      return theHost(place.host);
    case "machine":
      return "another machine";
    case "container":
      if (place.key !== undefined) return place.key;
      return `a container on ${networksOf(place.networks)}${place.host === UNNAMED_HOST ? "" : ` of ${theHost(place.host)}`}`;
  }
}

function networksOf(networks: readonly string[]): string {
  if (networks.includes(HOST_NETWORK)) return "the host's network";
  return networks.map((n) => (n === OWN_NETWORK ? n : JSON.stringify(n))).join(" and ");
}

function theHost(name: string): string {
  return name === UNNAMED_HOST ? "the Docker host" : `the Docker host ${JSON.stringify(name)}`;
}

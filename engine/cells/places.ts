import { Interface, type Topology } from "cdktf-eventstoredb";
import {
  FOREIGN_CONTAINER,
  ON_HOST,
  OTHER_MACHINE,
  onNetworks,
  type ReachabilityPlace,
} from "../../lib/reach/place";
import { FOREIGN_NETWORKS } from "../machine/foreigners";

/** Everywhere from where the clusters of a scenario are dialled. */
export function placesAround(topologies: readonly Topology[]): readonly ReachabilityPlace[] {
  const nodes = topologies.flatMap((topology) =>
    topology.nodes.map(({ name, attachments }): ReachabilityPlace => ({
      kind: "container",
      networks: attachments.map(({ network }) => network),
      key: name,
    })),
  );
  const external = topologies.flatMap(({ networks }) =>
    networks.filter((network) => network.interface === Interface.EXTERNAL).map(({ name }) => name),
  );
  return [
    ...nodes,
    ...[...new Set(external)].map((name) => onNetworks(name)),
    ...FOREIGN_NETWORKS.map(({ name }) => onNetworks(name)),
    ON_HOST,
    OTHER_MACHINE,
  ];
}

/** The place by a name of its own; the library's container on some foreign network is one of this test's. */
export function placeName(place: ReachabilityPlace): string {
  if (place.kind !== "container") return place.kind;
  if (place.key !== undefined) return place.key.replace(/^probe-/, "");
  return networksOf(place).join("+").replaceAll("probe-", "");
}

/** The real networks of a container that is no node. */
export function networksOf(place: Extract<ReachabilityPlace, { kind: "container" }>): readonly string[] {
  const [foreign] = FOREIGN_NETWORKS;
  const isForeign = place.networks.join() === (FOREIGN_CONTAINER as typeof place).networks.join();
  return isForeign && foreign !== undefined ? [foreign.name] : place.networks;
}

import { Interface, type Topology } from "cdktf-eventstoredb";
import {
  describePlace,
  foreignContainer,
  onHost,
  onNetworks,
  OTHER_MACHINE,
  type ReachabilityPlace,
} from "../../lib/reach/place";
import { SITES } from "../machine/docker-hosts";
import { FOREIGN_NETWORKS } from "../machine/foreigners";

/**
 * From where somebody dials. The library knows one other machine, which a site may have more of: it is the one without a
 * name.
 */
export type Place =
  | Exclude<ReachabilityPlace, { readonly kind: "machine" }>
  | { readonly kind: "machine"; readonly host?: string; readonly name?: string };

/** Everywhere from where the clusters of a scenario are dialled. */
export function placesAround(topologies: readonly Topology[]): readonly ReachabilityPlace[] {
  const nodes = topologies.flatMap((topology) =>
    topology.nodes.map(({ name, host, attachments }): ReachabilityPlace => ({
      kind: "container",
      host,
      networks: attachments.map(({ network }) => network),
      key: name,
    })),
  );
  const forClients = (host: string) =>
    topologies.map(({ networks }) =>
      networks
        .filter((network) => network.interface === Interface.EXTERNAL && network.host === host)
        .map(({ name }) => name),
    );
  const hosts = [...new Set(topologies.flatMap((topology) => topology.hosts.map(({ name }) => name)))];
  return [
    ...nodes,
    ...hosts.flatMap((host) => [
      ...[...new Set(forClients(host).flat())].map((name) => onNetworks(host, name)),
      ...forClients(host)
        .filter((names) => names.length > 1)
        .map((names) => onNetworks(host, ...names)),
      ...FOREIGN_NETWORKS.map(({ name }) => onNetworks(host, name)),
      onHost(host),
    ]),
    OTHER_MACHINE,
  ];
}

/** The place by a name of its own; the library's container on some foreign network is one of this test's. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case "machine":
      if (place.host !== undefined) return `${place.kind}${hostSuffix(place.host)}`;
      return place.name ?? place.kind;
    case "host":
      return `${place.kind}${hostSuffix(place.host)}`;
    case "container":
      if (place.key !== undefined) return place.key.replace(/^probe-/, "");
      return `${networksOf(place).join("+").replaceAll("probe-", "")}${hostSuffix(place.host)}`;
  }
}

/** Where there is one host, nobody asks on which it is. */
function hostSuffix(host: string): string {
  return SITES.some(({ name }) => name === host) ? `@${host}` : "";
}

/** The real networks of a container that is no node. */
export function networksOf(place: Extract<ReachabilityPlace, { kind: "container" }>): readonly string[] {
  const [foreign] = FOREIGN_NETWORKS;
  const isForeign = describePlace(place) === describePlace(foreignContainer(place.host));
  return isForeign && foreign !== undefined ? [foreign.name] : place.networks;
}

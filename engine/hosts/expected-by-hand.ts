import type { Cell } from "../cells/predictions";
import type { Place } from "../cells/places";
import { SITES, type DockerHosts, type EngineManner, type HostSite } from "../machine/docker-hosts";
import { FOREIGN_NETWORKS } from "../machine/foreigners";
import {
  BETWEEN_NODES,
  type ByHand,
  FOR_CLIENTS,
  type HandNode,
  type HandPort,
  isPublished,
  nodesOf,
} from "./by-hand";

const SIDES = ["internal", "external"] as const;
type Side = (typeof SIDES)[number];

/** Every place from which the cluster that was written by hand is dialled, and everything that is dialled there. */
export function cellsByHand({ hosts: sites, manner }: DockerHosts, { ports }: ByHand): readonly Cell[] {
  const nodes = nodesOf(sites);
  const places: readonly Place[] = [
    ...nodes.map(({ name, site }): Place => ({
      kind: "container",
      host: site.name,
      networks: [BETWEEN_NODES, FOR_CLIENTS],
      key: name,
    })),
    ...sites.flatMap(({ name: host }): readonly Place[] => [
      { kind: "container", host, networks: [FOR_CLIENTS] },
      ...FOREIGN_NETWORKS.map(({ name }): Place => ({ kind: "container", host, networks: [name] })),
      { kind: "host", host },
    ]),
    { kind: "machine", name: "client" },
    { kind: "machine", name: "outsider" },
    { kind: "machine", name: "insider" },
  ];
  return places.flatMap((place) =>
    nodes.flatMap((node) =>
      ports.flatMap((port) => [
        ...[BETWEEN_NODES, FOR_CLIENTS].map((network) =>
          cell(place, node, port, {
            host: network === BETWEEN_NODES ? node.betweenNodes : node.forClients,
            port: port.port,
            leads: leadsToContainer(place, node, network, port),
          }),
        ),
        ...SIDES.map((side) =>
          cell(place, node, port, {
            host: node.site[`${side}Address`],
            port: port.hostPort,
            leads: isPublished(port, side) && leadsToHost(place, node.site, side, manner),
          }),
        ),
      ]),
    ),
  );
}

function cell(
  place: Place,
  { name }: HandNode,
  { serves }: HandPort,
  { host, port, leads }: { readonly host: string; readonly port: number; readonly leads: boolean },
): Cell {
  const dialled = { host, port };
  return leads
    ? { place, dialled, predicted: { by: `${name} ${serves}`, proof: "plain" } }
    : { place, dialled };
}

/** At a container's own address: whoever is on that network, and the host. */
function leadsToContainer(place: Place, { site }: HandNode, network: string, port: HandPort): boolean {
  if (place.kind === "machine" || place.host !== site.name) return false;
  if (place.kind === "container" && !place.networks.includes(network)) return false;
  return network === BETWEEN_NODES || port.betweenNodes !== true;
}

/** Whether there is a way from a place to a side of a host. */
function leadsToHost(place: Place, site: HostSite, side: Side, { userlandProxy }: EngineManner): boolean {
  if (place.kind === "container") {
    // From bridge to bridge the engine leads nobody: only by its process before the port one gets to one's own host.
    const ownHost = place.host === site.name && !place.networks.includes(BETWEEN_NODES);
    if (ownHost && !userlandProxy) return false;
    // A network without a way out.
    return !FOREIGN_NETWORKS.some(({ name, internal }) => internal && place.networks.includes(name));
  }
  if (place.kind === "host") return true;
  if (side === "external") return place.name !== "insider";
  // Publishing on an address is no firewall: whoever is told of a way by a host gets in there. That host leads him to no other
  // one, because its engine forbids it where it was the first to have it forward.
  if (place.name === "outsider") return site.name === SITES[0]?.name;
  return place.name !== "client";
}

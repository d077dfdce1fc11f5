import { Audience } from "../network/model/audience";
import type { EndpointKind } from "../network/model/endpoint";
import { hostAndPort, type HostPort, type Topology } from "../network/model/topology";
import type { Reachability, ReachabilityCell } from "../reach/cell";
import { grouped } from "../reach/grouped";
import { describePlace, type ReachabilityPlace } from "../reach/place";
import { plannedServers } from "../reach/planned-servers";
import { reachabilityOf } from "../reach/reachability";
import { walkOf, type ReachabilityVerdict } from "../reach/step";
import { dockerName } from "./words";

/** What somebody needs of a node, and whether he gets there. */
export interface Way {
  readonly audience: Audience;
  /** Who dials, in words. */
  readonly from: string;
  /** The node's key. */
  readonly node: string;
  readonly endpoint: EndpointKind;
  readonly dialled: HostPort;
  readonly reached: ReachabilityVerdict;
  /** Why he does not get there. */
  readonly why?: string;
}

/** What must not be, tried. */
export interface Closed {
  readonly tried: number;
  /** What is open all the same, in words. */
  readonly open: readonly { readonly way: string; readonly reached: ReachabilityVerdict }[];
}

/** Who reaches what, where nothing is known but the topology. */
export function plannedReachability(topology: Topology): Reachability {
  return reachabilityOf({ topology, nodes: plannedServers(topology), checkedOnly: true });
}

/** Every way that somebody was promised, peers as one, node by node. */
export function waysOf(topology: Topology, { cells }: Reachability): readonly Way[] {
  const byNode = grouped(
    cells.filter(({ expected }) => expected === "required"),
    ({ node }) => node,
  );
  return topology.nodes.flatMap(({ key }) => {
    const to = byNode.get(key) ?? [];
    const peers = to.filter(({ audience }) => audience === Audience.PEERS);
    return [
      ...to.flatMap((cell) => clientWay(topology, cell)),
      ...[...grouped(peers, target).values()].flatMap(peerWays),
    ];
  });
}

/** The ways that must be closed. */
export function closedOf({ cells }: Reachability): Closed {
  const forbidden = cells.filter(({ expected }) => expected === "forbidden");
  const open = forbidden.filter(({ reached }) => reached !== false);
  return {
    tried: forbidden.length,
    open: open.map(({ from, node, endpoint, dialled, reached }) => ({
      way: `${describePlace(from)} dials ${endpoint} of ${node} as ${hostAndPort(dialled)}`,
      reached,
    })),
  };
}

/** What several ways come to: the verdict that counts most. */
export function worst(ways: readonly Pick<Way, "reached">[]): ReachabilityVerdict {
  return walkOf(ways.map(({ reached }) => ({ what: "node", ok: reached, detail: "" }))).reached;
}

/** What of a node is dialled, and by which name. The host stands last, because it may have anything in it. */
function target({ endpoint, dialled }: ReachabilityCell): string {
  return `${endpoint} ${dialled.port} ${dialled.host}`;
}

function clientWay(topology: Topology, cell: ReachabilityCell): readonly Way[] {
  const { audience, from } = cell;
  if (audience === undefined || audience === Audience.PEERS) return [];
  return [wayOf(cell, audience, placeOf(topology, from))];
}

/** Where some of the others get there and some do not, they are named. */
function peerWays(cells: readonly ReachabilityCell[]): readonly Way[] {
  const outcomes = [...grouped(cells, ({ reached, failed }) => `${reached} ${failed?.detail}`).values()];
  return outcomes.flatMap((same) => {
    const [cell] = same;
    const names = [...new Set(same.map(({ from }) => describePlace(from)))];
    const more = names.length > 5 ? [`${names.length - 5} more`] : [];
    const from = outcomes.length === 1 ? "the other nodes" : [...names.slice(0, 5), ...more].join(", ");
    return [wayOf(cell, Audience.PEERS, from)];
  });
}

function wayOf(cell: ReachabilityCell, audience: Audience, from: string): Way {
  const { node, endpoint, dialled, reached, failed } = cell;
  return {
    audience,
    from,
    node,
    endpoint,
    dialled,
    reached,
    ...(failed === undefined ? {} : { why: failed.detail }),
  };
}

function placeOf({ hosts }: Topology, place: ReachabilityPlace): string {
  switch (place.kind) {
    case "host":
      return hosts.length > 1 ? `processes on ${place.host}` : "processes on the Docker host";
    case "machine":
      return "other machines";
    case "container":
      return `containers on ${place.networks.map(dockerName).join(" and ")}`;
  }
}

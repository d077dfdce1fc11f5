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
  readonly from: Dialling;
  /** The node's key. */
  readonly node: string;
  readonly endpoint: EndpointKind;
  readonly dialled: HostPort;
  readonly reached: ReachabilityVerdict;
  /** Why he does not get there. */
  readonly why?: string;
}

/** Who dials, in words. */
export interface Dialling {
  /** But for where that is, where `host` is there: `"processes on"`. */
  readonly who: string;
  /** The Docker host, where there are several. */
  readonly host?: string;
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

/** Those who dial, each once; who does from every Docker host is one. */
export function toldOnce({ hosts }: Topology, all: readonly Dialling[]): readonly string[] {
  return [...grouped(all, ({ who }) => who).values()].flatMap((alike) => {
    const on = new Set(alike.map(({ host }) => host));
    const everywhere = hosts.length > 1 && hosts.every(({ name }) => on.has(name));
    return everywhere ? [`${alike[0].who} every Docker host`] : [...new Set(alike.map(dialling))];
  });
}

function dialling({ who, host }: Dialling): string {
  return host === undefined ? who : `${who} ${host}`;
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
  return [wayOf(cell, audience, diallingFrom(topology, from))];
}

/** Where some of the others get there and some do not, they are named. */
function peerWays(cells: readonly ReachabilityCell[]): readonly Way[] {
  const outcomes = [...grouped(cells, ({ reached, failed }) => `${reached} ${failed?.detail}`).values()];
  return outcomes.flatMap((same) => {
    const [cell] = same;
    const names = [...new Set(same.map(({ from }) => describePlace(from)))];
    const more = names.length > 5 ? [`${names.length - 5} more`] : [];
    const who = outcomes.length === 1 ? "the other nodes" : [...names.slice(0, 5), ...more].join(", ");
    return [wayOf(cell, Audience.PEERS, { who })];
  });
}

function wayOf(cell: ReachabilityCell, audience: Audience, from: Dialling): Way {
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

function diallingFrom({ hosts }: Topology, place: ReachabilityPlace): Dialling {
  if (place.kind === "machine") return { who: "other machines" };
  const { host } = place;
  const several = hosts.length > 1;
  if (place.kind === "host")
    return several ? { who: "processes on", host } : { who: "processes on the Docker host" };
  const who = `containers on ${place.networks.map(dockerName).join(" and ")}`;
  return several ? { who: `${who} of`, host } : { who };
}

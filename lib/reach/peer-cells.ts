import { Audience } from "../network/model/audience";
import { EndpointKind } from "../network/model/endpoint";
import {
  hostAndPort,
  endpointOf,
  type ClusterNode,
  type HostPort,
  type Topology,
} from "../network/model/topology";
import { cellOf, withWalk, type Asked, type ReachabilityCell } from "./cell";
import { engineOn, type EngineState } from "./engine-state";
import type { ReachabilityPlace } from "./place";
import type { ServerState } from "./server-state";
import { walkOf, type Walk } from "./step";
import type { Dialler } from "./walk";

/** What nodes need of each other: replication, gossip and elections, and seeds that lead to other members. */
export function peerCells(
  topology: Topology,
  servers: ReadonlyMap<string, ServerState>,
  engines: readonly EngineState[],
  dialler: Dialler,
): readonly ReachabilityCell[] {
  if (topology.nodes.length < 2) return [];
  return topology.nodes.flatMap((node) => {
    const from = placeOf(engines, node);
    const others = topology.nodes.filter((other) => other.key !== node.key);
    const own = servers.get(node.key);
    return [
      ...others.flatMap((other) => toPeer(other, servers.get(other.key), from, dialler)),
      ...(own === undefined ? [] : discoveryCells(node, own, from, topology, servers, dialler)),
    ];
  });
}

/** Where gossip and elections go: a socket of its own on v5. */
export function gossipKind(node: ClusterNode): EndpointKind {
  return endpointOf(node, EndpointKind.INTERNAL_HTTP) === undefined
    ? EndpointKind.HTTP
    : EndpointKind.INTERNAL_HTTP;
}

function placeOf(engines: readonly EngineState[], { key, host }: ClusterNode): ReachabilityPlace {
  const container = engineOn(engines, host)?.containers.find((c) => c.key === key);
  return { kind: "container", host, networks: container?.attachments.map((a) => a.network) ?? [], key };
}

function toPeer(
  node: ClusterNode,
  server: ServerState | undefined,
  from: ReachabilityPlace,
  dialler: Dialler,
): readonly ReachabilityCell[] {
  if (server === undefined) return [];
  const cell = (endpoint: EndpointKind, dialled: HostPort) =>
    cellOf(dialler, {
      audience: Audience.PEERS,
      from,
      node: node.key,
      endpoint,
      dialled,
      source: "gossip",
      expected: "required",
    });
  return [
    cell(EndpointKind.INTERNAL_TCP, server.interpretation.gossiped.replication),
    cell(gossipKind(node), server.interpretation.gossiped.nodeHttp),
  ];
}

function discoveryCells(
  node: ClusterNode,
  { discovery }: ServerState,
  from: ReachabilityPlace,
  topology: Topology,
  servers: ReadonlyMap<string, ServerState>,
  dialler: Dialler,
): readonly ReachabilityCell[] {
  const common = {
    audience: Audience.PEERS,
    from,
    endpoint: gossipKind(node),
    expected: "required",
  } as const;
  if (discovery.dns !== undefined) {
    const asked: Asked = { ...common, node: node.key, dialled: discovery.dns, source: "dns" };
    const detail = "DNS discovery is on: seeds are not used, and DNS knows no address that nodes advertise";
    return [withWalk(asked, refuse(dialler.dial(from, discovery.dns), detail))];
  }
  return discovery.seeds.map((seed) => {
    const owner = topology.nodes.find((n) =>
      same(servers.get(n.key)?.interpretation.gossiped.nodeHttp, seed),
    );
    const asked: Asked = { ...common, node: owner?.key ?? node.key, dialled: seed, source: "seed" };
    const why = whyNoSeed(node, owner, seed);
    if (why === undefined) return cellOf(dialler, asked);
    return withWalk(asked, refuse(dialler.dial(from, seed), why));
  });
}

/** What is reached all the same is not what a node may look for. */
function refuse(walk: Walk, detail: string): Walk {
  return walkOf([...walk.steps, { what: "seed", ok: false, detail }]);
}

function whyNoSeed(node: ClusterNode, owner: ClusterNode | undefined, seed: HostPort): string | undefined {
  if (owner === undefined) {
    return `no node advertises itself as ${hostAndPort(seed)}, and under another spelling it stays in gossip as a node that does not exist`;
  }
  if (owner.key === node.key) return `${hostAndPort(seed)} is ${node.key} itself`;
  return owner.kind === "member"
    ? undefined
    : `${owner.key} is a read-only replica, and only members are seeds`;
}

function same(gossiped: HostPort | undefined, seed: HostPort): boolean {
  return gossiped !== undefined && gossiped.host === seed.host && gossiped.port === seed.port;
}

import { Audience } from "../network/model/audience";
import { EndpointKind, Interface } from "../network/model/endpoint";
import { hostAndPort, type HostPort, type Topology } from "../network/model/topology";
import type { ReachabilityCell } from "./cell";

/** Where a user puts a failing way right, and how. */
export interface Mend {
  /** The prop to change. */
  readonly path: string;
  readonly fix: string;
}

/** What mends needed ways that fail at the same step, the first of them standing for all. */
export function mendOf(cells: readonly [ReachabilityCell, ...ReachabilityCell[]], topology: Topology): Mend {
  const [first] = cells;
  const { failed, endpoint, source, dialled } = first;
  const path = first.audience === Audience.PEERS ? "peers" : "clients";
  if (source === "dns") {
    return {
      path: "settings.DiscoverViaDns",
      fix: "leave DiscoverViaDns out: the cluster switches it off and gives every node its seeds",
    };
  }
  if (source === "seed" && failed?.what !== "tls") {
    return {
      path: "settings.GossipSeed",
      fix: "leave GossipSeed to the cluster: seeds are the other members, exactly as they advertise themselves",
    };
  }
  const planned = plannedFor(first, topology);
  if (planned !== undefined && (planned.host !== dialled.host || planned.port !== dialled.port)) {
    return {
      path: "settings",
      fix: `remove what changes the address that ${first.node} advertises: it was planned as ${hostAndPort(planned)}`,
    };
  }
  switch (failed?.what) {
    case "socket":
      return { path, fix: `${listening(endpoint)}${comesFirst(topology)}` };
    case "answer":
      return { path, fix: `leave bindings.${endpoint} out for Binding.ALL_INTERFACES` };
    case "tls":
      return { path: "security", fix: `use a certificate that carries ${dialled.host} too` };
    default: {
      const other = path === "peers" ? "PeerAccess.withinNetwork()" : anotherAccess(cells);
      return { path, fix: `leave the containers as the cluster declares them, or use ${other}` };
    }
  }
}

/** What the plan has a node advertise to the audience. */
function plannedFor(
  { audience, node, endpoint }: ReachabilityCell,
  topology: Topology,
): HostPort | undefined {
  const advertised = topology.nodes.find((n) => n.key === node)?.advertised;
  switch (endpoint) {
    case EndpointKind.INTERNAL_TCP:
      return advertised?.replication;
    case EndpointKind.INTERNAL_HTTP:
      return advertised?.nodeHttp;
    case EndpointKind.HTTP:
      return audience === Audience.PEERS ? advertised?.nodeHttp : advertised?.http;
    case EndpointKind.EXTERNAL_TCP:
      return advertised?.externalTcp;
  }
}

function listening(endpoint: EndpointKind): string {
  const internal = endpoint === EndpointKind.INTERNAL_TCP || endpoint === EndpointKind.INTERNAL_HTTP;
  const binding = `leave bindings.${endpoint} out${internal ? "" : " or use Binding.ALL_INTERFACES"}`;
  return `${binding}, and remove settings that change where the server listens`;
}

/** A port of the host is led to the first network by name that has a way out, which may be the nodes' own. */
function comesFirst({ networks }: Topology): string {
  const internal = networks.find((n) => n.interface === Interface.INTERNAL && !n.isolated);
  const external = networks.find((n) => n.interface === Interface.EXTERNAL);
  if (internal === undefined || external === undefined || internal.name > external.name) return "";
  return `; or use an internal network without a way out, because the engine leads published ports to the first network by name that has one, which is "${internal.name}"`;
}

/** The access that serves everybody who fails. */
function anotherAccess(cells: readonly ReachabilityCell[]): string {
  const fails = (audience: Audience) => cells.some((cell) => cell.audience === audience);
  const routable = "ClientAccess.throughHost with a host that others can route to";
  if (fails(Audience.REMOTE)) return routable;
  const everywhere = "ClientAccess.everywhere({ domain, ports })";
  if (!fails(Audience.NETWORK)) return `ClientAccess.throughHost({ host, ports }) or ${everywhere}`;
  return fails(Audience.HOST)
    ? `${routable}, or ${everywhere}`
    : `ClientAccess.withinNetwork(), ${everywhere} or ${routable}`;
}

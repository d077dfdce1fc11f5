import { externalAlias } from "../../model/names";
import type { Audience } from "../../model/audience";
import type { PlanContext } from "../plan-context";
import type { ClientNode, NodeClient, NodeIdentity, PlacedNode } from "../planned-node";

/** How clients reach the nodes, and whom that serves. */
export interface ClientPlan {
  readonly audiences: readonly Audience[];
  /** The networks on which containers are served, by what names them; absent for all. */
  readonly servedOn?: readonly string[] | undefined;
  /** What names the network over which something of the user's comes to the nodes; absent for the external one. */
  readonly proxiedOver?: string | undefined;
  readonly nodes: readonly ClientNode[];
}

/** What a node advertises to clients under `host`, with what external TCP needs where it is on. */
export function advertise(
  context: PlanContext,
  host: string,
  ports: { readonly http: number; readonly externalTcp?: number | undefined },
): Pick<NodeClient, "http" | "externalTcp"> {
  const http = { host, port: ports.http };
  if (!context.externalTcp || ports.externalTcp === undefined) return { http };
  return { http, externalTcp: { host, port: ports.externalTcp } };
}

/** What stands for a way that was refused: the node's own alias and ports. */
export function refusedClient({ key }: NodeIdentity, context: PlanContext): NodeClient {
  const { cluster, ports } = context;
  return {
    ...advertise(context, externalAlias(cluster, key), ports),
    sure: false,
    props: { host: "clients", http: "clients", externalTcp: "clients", bindIp: "clients.bindIp" },
    aliases: [],
  };
}

/** A plan that serves nobody, where the whole access was refused. */
export function refusedClients(nodes: readonly PlacedNode[], context: PlanContext): ClientPlan {
  return {
    audiences: [],
    nodes: nodes.map((node) => ({ ...node, client: refusedClient(node, context) })),
  };
}

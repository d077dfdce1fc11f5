import { externalAlias } from "../../model/names";
import type { AudiencePlan } from "./audiences";
import type { PlanContext } from "../plan-context";
import type { ClientNode, NodeClient, NodeIdentity, PlacedNode } from "../planned-node";

/** How clients reach the nodes, and whom that serves. */
export interface ClientPlan extends AudiencePlan {
  /** Whether all of it was taken as it was asked for, the audiences and every node. */
  readonly sure: boolean;
  readonly nodes: readonly ClientNode[];
}

/** What a node that is advertised under `host` tells clients, with what external TCP needs where it is on. */
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
    path: "clients",
    listens: ports,
    aliases: [],
    direct: true,
  };
}

/** A plan that serves nobody, where the whole access was refused. */
export function refusedClients(nodes: readonly PlacedNode[], context: PlanContext): ClientPlan {
  return {
    sure: false,
    audiences: [],
    nodes: nodes.map((node) => ({ ...node, client: refusedClient(node, context) })),
  };
}

/** A plan of what was decided for every node. */
export function clientPlan(
  { sure, audiences }: AudiencePlan,
  nodes: readonly ClientNode[],
  { externalTcp }: PlanContext,
): ClientPlan {
  const whole = ({ client }: ClientNode) => client.sure && (client.externalTcp !== undefined || !externalTcp);
  return { sure: sure && nodes.every(whole), audiences, nodes };
}

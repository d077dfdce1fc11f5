import type { Findings } from "../../../problem/findings";
import type { NodeAddresses } from "../address-plan";
import type { Audience } from "../../model/audience";
import type { Capabilities } from "../capabilities";
import type { EndpointPorts } from "../../model/endpoint";
import type { NodeIdentity } from "../node-plan";
import type { HostPort } from "../../model/topology";

/** What planning a `ClientAccess` starts from. */
export interface ClientContext {
  readonly cluster: string;
  readonly capabilities: Capabilities;
  readonly nodes: readonly NodeIdentity[];
  readonly addresses: ReadonlyMap<string, NodeAddresses>;
  readonly ports: Required<EndpointPorts>;
  /** Whether external TCP is on. */
  readonly externalTcp: boolean;
  readonly findings: Findings;
}

/** How clients reach one node. */
export interface NodeClientPlan {
  readonly http: HostPort;
  readonly externalTcp?: HostPort;
  /** The prop that names the host. */
  readonly path: string;
  /** The ports on which the node itself listens. */
  readonly listens: { readonly http: number; readonly externalTcp: number };
  /** Names to add to the node's aliases on the external network. */
  readonly aliases: readonly string[];
  /** Whether the advertised ports are published on the Docker host. */
  readonly publishedOn?: string;
  /** Whether a container on the external network gets to the node without leaving that network. */
  readonly direct: boolean;
}

/** How clients reach the nodes, and whom that serves. */
export interface ClientPlan {
  readonly audiences: readonly Audience[];
  readonly nodes: ReadonlyMap<string, NodeClientPlan>;
}

/** The client plan of a node that is advertised under `host`, with what external TCP needs where it is on. */
export function advertise(
  context: ClientContext,
  host: string,
  ports: { readonly http: number; readonly externalTcp?: number | undefined },
): Pick<NodeClientPlan, "http" | "externalTcp"> {
  const http = { host, port: ports.http };
  if (!context.externalTcp || ports.externalTcp === undefined) return { http };
  return { http, externalTcp: { host, port: ports.externalTcp } };
}

import { readAudiences } from "./audiences";
import { advertise, refusedClient, refusedClients, type ClientPlan } from "./node-client";
import { quote } from "../../../problem/quote";
import { Audience } from "../../model/audience";
import type { ClientAccessRequest, NodeClientAddress } from "../../asked/client-access";
import { Interface } from "../../model/endpoint";
import { defaultBindIp, isLoopbackHost, readBindIp, readHost } from "../host-reading";
import { isIpv4 } from "../../model/ipv4";
import { entryOf } from "../node-entry";
import type { PlanContext } from "../plan-context";
import { placeOn, type ClientNode, type PlacedNode } from "../planned-node";
import { readPort } from "../port-reading";

type Request = Extract<ClientAccessRequest, { kind: "perNode" }>;

/** What was asked for one node. */
interface Entry {
  readonly node: PlacedNode;
  readonly path: string;
  readonly host: string;
  readonly http: number;
  readonly externalTcp?: number | undefined;
}

/** Every node's address for clients is given; the audiences decide how it has to lead to the node. */
export function planPerNode(
  request: Request,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { findings } = context;
  if (request.audiences === undefined) {
    findings.problem({
      code: "audiences.missing",
      path: "clients.audiences",
      got: "is missing",
      expected: "ClientAccess.perNode serves whom it is told to serve",
      fix: "use ClientAccess.perNode([ … ], { audiences: [Audience.HOST] })",
    });
  }
  const read = placed.map((node) => ({ node, entry: readEntry(request, node, context) }));
  const entries = read.flatMap(({ entry }) => entry ?? []);
  const wanted: readonly unknown[] = Array.isArray(request.audiences) ? request.audiences : [];
  if (!context.externalTcp && entries.some((entry) => entry.externalTcp !== undefined)) {
    findings.warning({
      code: "clients.perNode.tcpOff",
      path: "clients",
      got: "has tcpPorts",
      expected: "external TCP is off, and they are not used",
      fix: "use externalTcp: ExternalTcp.enabled(), or leave them out",
    });
  }
  const published = wanted.includes(Audience.HOST) || wanted.includes(Audience.REMOTE);
  const defaults =
    [...new Set(entries.map((entry) => defaultBindIp(entry.host)))].join(" or ") || "what the hosts call for";
  // Each node by itself, so that no other node's address moves it.
  const asked =
    request.bindIp === undefined
      ? undefined
      : readBindIp(request.bindIp, defaults, "clients.bindIp", findings);
  if (request.bindIp !== undefined && asked === undefined) return refusedClients(placed, context);
  const bindIpOf = (entry: Entry) => asked ?? defaultBindIp(entry.host);

  // One name must not lead some containers directly and others through the host.
  const direct =
    wanted.includes(Audience.NETWORK) &&
    (!published || entries.every((entry) => leadsDirectly(entry, context)));
  const audiences = readAudiences(request.audiences, [], findings);
  const nodes = read.map(({ node, entry }): ClientNode => {
    if (entry === undefined) return { ...node, client: refusedClient(node, context) };
    return {
      ...node,
      client: {
        ...advertise(context, entry.host, entry),
        sure: true,
        props: {
          host: `${entry.path}.host`,
          http: `${entry.path}.httpPort`,
          externalTcp: `${entry.path}.tcpPort`,
        },
        listens: context.ports,
        aliases: direct && !isIpv4(entry.host) && !isLoopbackHost(entry.host) ? [entry.host] : [],
        ...(published ? { publishedOn: bindIpOf(entry) } : {}),
      },
    };
  });
  return { audiences, nodes };
}

function readEntry(request: Request, node: PlacedNode, context: PlanContext): Entry | undefined {
  const { capabilities, findings, externalTcp } = context;
  const where = node.kind === "member" ? "clients.members" : "clients.readOnlyReplicas";
  const asked = entryOf(node, request.members, request.readOnlyReplicas);
  if (typeof asked !== "object" || asked === null) {
    findings.problem({
      code: "clients.perNode.missing",
      path: where,
      got: asked === undefined ? `has no entry for ${node.key}` : `has ${quote(asked)} for ${node.key}`,
      expected: "every node needs an address for clients",
      fix: `add { host, httpPort } for ${node.key}`,
    });
    return undefined;
  }
  const entry: Partial<Record<keyof NodeClientAddress, unknown>> = asked;
  const path = `${where}[${node.index}]`;
  const host = readHost(entry.host, `${path}.host`, capabilities, findings);
  const http = readPort(entry.httpPort, `${path}.httpPort`, findings);
  const tcp = entry.tcpPort === undefined ? undefined : readPort(entry.tcpPort, `${path}.tcpPort`, findings);
  if (externalTcp && entry.tcpPort === undefined) {
    findings.problem({
      code: "clients.perNode.tcp",
      path: `${path}.tcpPort`,
      got: "is missing",
      expected: "external TCP is on, and clients that are told a port nobody listens on are cut off",
      fix: "give every node a tcpPort",
    });
  }
  return host === undefined || http === undefined ? undefined : { node, path, host, http, externalTcp: tcp };
}

/** Whether a container on the external network gets from the advertised address to the node's own sockets. */
function leadsDirectly({ node, host, http, externalTcp }: Entry, context: PlanContext): boolean {
  const { ports } = context;
  const samePorts = http === ports.http && (!context.externalTcp || externalTcp === ports.externalTcp);
  if (!samePorts || isLoopbackHost(host)) return false;
  const own = placeOn(node, Interface.EXTERNAL);
  return !isIpv4(host) || host === own.address || !own.sure;
}

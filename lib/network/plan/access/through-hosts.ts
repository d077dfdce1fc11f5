import { readPromise } from "./audiences";
import { advertise, refusedClient, refusedClients, type ClientPlan } from "./node-client";
import { readOptions } from "../../../problem/checked";
import type { ClientAccessRequest, ThroughHostsOptions } from "../../asked/client-access";
import { CLIENT_AUDIENCES } from "../../model/audience";
import { areHostsSure } from "../host-plan";
import type { PlanContext } from "../plan-context";
import type { ClientNode, PlacedNode } from "../planned-node";
import { readPortPlan } from "../port-reading";

const OPTIONS: readonly (keyof ThroughHostsOptions)[] = ["ports", "audiences", "networks"];

/** Every node is published on its own host, and clients are told that host. */
export function planThroughHosts(
  request: Extract<ClientAccessRequest, { kind: "throughHosts" }>,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { findings, hosts, ports: own } = context;
  const fix = "use ClientAccess.throughHosts({ ports: PortPlan.same(2113) })";
  const options = readOptions(request.options, OPTIONS, fix, findings.at("clients"));
  if (options === undefined) return refusedClients(placed, context);
  const promise = readPromise(options, CLIENT_AUDIENCES, context);
  const { addressed } = hosts;
  if (addressed === undefined) {
    // What was refused may have been hosts.
    if (areHostsSure(hosts))
      findings.problem({
        code: "clients.throughHosts",
        path: "clients",
        got: "is ClientAccess.throughHosts",
        expected: "it publishes each node on one of hosts, and there are none",
        fix: 'name the Docker hosts by hosts, or use ClientAccess.throughHost({ host: "localhost", ports })',
      });
    return refusedClients(placed, context);
  }
  const isOwn = options.ports === undefined;
  const ported = isOwn
    ? placed.map((node) => ({ node, ports: own }))
    : readPortPlan(options.ports, placed, context.externalTcp, "clients.ports", findings);
  const nodes = ported.map(({ node, ports }): ClientNode => {
    const planned = addressed.get(node.host);
    if (ports === undefined || planned === undefined)
      return { ...node, client: refusedClient(node, context) };
    const { sure, host, path, advertisedBy } = planned;
    return {
      ...node,
      client: {
        ...advertise(context, host.externalName ?? host.externalAddress, ports),
        sure,
        props: {
          host: advertisedBy,
          http: isOwn ? "ports.http" : "clients.ports",
          externalTcp: isOwn ? "ports.externalTcp" : "clients.ports",
          bindIp: `${path}.externalAddress`,
        },
        aliases: [],
        publishedOn: host.externalAddress,
      },
    };
  });
  return { ...promise, nodes };
}

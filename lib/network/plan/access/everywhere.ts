import { readPromise } from "./audiences";
import { advertise, refusedClient, refusedClients, type ClientPlan } from "./node-client";
import { readOptions } from "../../../problem/checked";
import { quote } from "../../../problem/quote";
import { Audience } from "../../model/audience";
import type { ClientAccessRequest, EverywhereOptions } from "../../asked/client-access";
import { isHostName } from "../../model/host-name";
import { isLoopbackHost, readBindIp } from "../host-reading";
import { publicName } from "../../model/names";
import type { PlanContext } from "../plan-context";
import type { PlacedNode } from "../planned-node";
import { readPortPlan } from "../port-reading";

const OPTIONS: readonly (keyof EverywhereOptions)[] = ["domain", "ports", "bindIp", "audiences", "networks"];

/** One name and one port per node that work on the host and on the external network alike. */
export function planEverywhere(
  request: Extract<ClientAccessRequest, { kind: "everywhere" }>,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { capabilities, findings } = context;
  if (capabilities.addressesOnly) {
    findings.problem({
      code: "clients.everywhere.release",
      path: "clients",
      got: "is ClientAccess.everywhere",
      expected: `it rests on host names, and ${capabilities.release} advertises IP addresses only`,
      fix: "use ClientAccess.throughHost with an address of the host that others can route to, or a release from 20.6.1",
    });
    return refusedClients(placed, context);
  }
  const fix = 'use ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2113) })';
  const options = readOptions(request.options, OPTIONS, fix, findings.at("clients"));
  if (options === undefined) return refusedClients(placed, context);
  const domain = readDomain(options.domain, context);
  const bindIp = readBindIp(options.bindIp, "127.0.0.1", "clients.bindIp", findings);
  const ported = readPortPlan(options.ports, placed, context.externalTcp, "clients.ports", findings);
  const promise = readPromise(options, [Audience.HOST, Audience.NETWORK], context);
  if (domain === undefined || bindIp === undefined) return refusedClients(placed, context);
  const nodes = ported.map(({ node, ports }) => {
    if (ports === undefined) return { ...node, client: refusedClient(node, context) };
    const name = publicName(node.kind, node.index, domain);
    return {
      ...node,
      client: {
        ...advertise(context, name, ports),
        sure: true,
        props: {
          host: "clients.domain",
          http: "clients.ports",
          externalTcp: "clients.ports",
          bindIp: "clients.bindIp",
          listens: "clients.ports",
        },
        listens: { http: ports.http, externalTcp: ports.externalTcp ?? context.ports.externalTcp },
        aliases: [name],
        publishedOn: bindIp,
      },
    };
  });
  return { ...promise, nodes };
}

function readDomain(value: unknown, context: PlanContext): string | undefined {
  if (
    typeof value === "string" &&
    isHostName(value) &&
    !isLoopbackHost(value.toLowerCase()) &&
    isHostName(`replica99.${value}`)
  ) {
    return value.toLowerCase();
  }
  context.findings.problem({
    code: "clients.domain",
    path: "clients.domain",
    got: `is ${quote(value)}`,
    expected:
      "must be a domain name (labels of letters, digits and hyphens) that does not stand for the dialling machine itself",
    fix: 'use a name of your own such as "esdb.test"',
  });
  return undefined;
}

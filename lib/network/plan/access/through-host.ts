import { readPromise } from "./audiences";
import { advertise, refusedClient, refusedClients, type ClientPlan } from "./node-client";
import { readOptions } from "../../../problem/checked";
import { Audience, CLIENT_AUDIENCES } from "../../model/audience";
import type { ClientAccessRequest, ThroughHostOptions } from "../../asked/client-access";
import {
  defaultBindIp,
  isEngineGivenHost,
  isLoopbackHost,
  readBindIp,
  readClientHost,
} from "../host-reading";
import { isLinkLocal } from "../../model/ipv4";
import type { PlanContext } from "../plan-context";
import type { PlacedNode } from "../planned-node";
import { readPortPlan } from "../port-reading";

const OPTIONS: readonly (keyof ThroughHostOptions)[] = ["host", "ports", "bindIp", "audiences", "networks"];

/** Every node is published on its own host port, and clients are told the host and that port. */
export function planThroughHost(
  request: Extract<ClientAccessRequest, { kind: "throughHost" }>,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { findings } = context;
  const fix = 'use ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) })';
  const options = readOptions(request.options, OPTIONS, fix, findings.at("clients"));
  if (options === undefined) return refusedClients(placed, context);
  const host = readClientHost(options.host, "clients.host", context);
  const otherwise = defaultBindIp(host ?? "localhost");
  const bindIp = readBindIp(options.bindIp, otherwise, "clients.bindIp", findings);
  const ported = readPortPlan(options.ports, placed, context.externalTcp, "clients.ports", findings);
  const promise = readPromise(
    options,
    host === undefined ? CLIENT_AUDIENCES : servedBy(host, context),
    context,
  );
  if (host === undefined || bindIp === undefined) return refusedClients(placed, context);
  const nodes = ported.map(({ node, ports }) => ({
    ...node,
    client:
      ports === undefined
        ? refusedClient(node, context)
        : {
            ...advertise(context, host, ports),
            sure: true,
            props: {
              host: "clients.host",
              http: "clients.ports",
              externalTcp: "clients.ports",
              bindIp: "clients.bindIp",
            },
            aliases: [],
            publishedOn: bindIp,
          },
  }));
  return { ...promise, nodes };
}

/** Whom a name or an address of the Docker host serves. */
function servedBy(host: string, { networks }: PlanContext): readonly Audience[] {
  if (isLoopbackHost(host)) return [Audience.HOST];
  const here = [Audience.HOST, Audience.NETWORK];
  const isHere = isEngineGivenHost(host) || isLinkLocal(host) || networks.some((one) => one.gateway === host);
  return isHere ? here : [...here, Audience.REMOTE];
}

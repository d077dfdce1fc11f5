import { checkKeys, checkObject, checkOneOf } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { Binding, DEFAULT_PORTS, EndpointKind, Interface, type Bindings } from "../model/endpoint";
import type { PlanContext } from "./plan-context";
import {
  isPortSure,
  placeOn,
  portPropOf,
  type ClientNode,
  type ListeningNode,
  type Offer,
} from "./planned-node";
import { readPort } from "./port-reading";
import type { Endpoint } from "../model/topology";

const ALL = "0.0.0.0";

/**
 * The ports asked for, with the defaults; a refused one stands at its default, or where that is another's, at nobody's.
 * @param externalTcp whether external TCP is on
 */
export function readPorts(
  asked: unknown,
  externalTcp: boolean,
  findings: Findings,
): Pick<PlanContext, "ports" | "refusedPorts"> {
  if (asked === undefined) return { ports: DEFAULT_PORTS, refusedPorts: [] };
  const given = checkObject(asked, "use ports: { http: 2113 }", findings.at("ports"));
  if (given === undefined) return { ports: DEFAULT_PORTS, refusedPorts: Object.values(EndpointKind) };
  checkKeys(given, Object.keys(DEFAULT_PORTS), findings.at("ports"));
  const refusedPorts: EndpointKind[] = [];
  const port = (kind: EndpointKind): number => {
    if (given[kind] === undefined) return DEFAULT_PORTS[kind];
    const read = readPort(given[kind], `ports.${kind}`, findings);
    if (read === undefined) refusedPorts.push(kind);
    return read ?? DEFAULT_PORTS[kind];
  };
  const ports = {
    internalTcp: port(EndpointKind.INTERNAL_TCP),
    internalHttp: port(EndpointKind.INTERNAL_HTTP),
    http: port(EndpointKind.HTTP),
    externalTcp: port(EndpointKind.EXTERNAL_TCP),
  };
  if (!externalTcp && given.externalTcp !== undefined && !refusedPorts.includes(EndpointKind.EXTERNAL_TCP))
    findings.warning({
      code: "ports.tcpOff",
      path: "ports.externalTcp",
      got: `is ${ports.externalTcp}`,
      expected: "external TCP is off, and it is not used",
      fix: "leave it out, or use externalTcp: ExternalTcp.enabled()",
    });
  for (const kind of refusedPorts) {
    const others = Object.values(EndpointKind).filter((other) => other !== kind);
    while (others.some((other) => ports[other] === ports[kind])) ports[kind] += 1;
  }
  return { ports, refusedPorts };
}

/** Gives every node its listening sockets. */
export function planEndpoints(
  asked: unknown,
  nodes: readonly ClientNode[],
  context: PlanContext,
): readonly ListeningNode[] {
  const { bindings, refusedBindings } = readBindings(asked, context);
  const listeners = nodes.map((node) => ({ ...node, ...socketsOf(node, bindings, context) }));
  const clashing = reportClashes(listeners, refusedBindings, context);
  return listeners.map((node) => ({ ...node, socketsSure: !clashing.has(node.key) }));
}

/** A node's sockets, before anybody looked whether they meet. */
type Sockets = Pick<ListeningNode, "endpoints" | "toClients" | "betweenNodes">;

function socketsOf(node: ClientNode, bindings: Required<Bindings>, context: PlanContext): Sockets {
  const { capabilities, ports, secure, single } = context;
  const { client } = node;
  const listens = client.listens ?? ports;
  const socket = (kind: EndpointKind, side: Interface, port: number, tls: boolean): Endpoint => {
    const bind = bindings[kind] === Binding.ALL_INTERFACES ? ALL : placeOn(node, side).address;
    return { kind, bind, port, tls };
  };
  // Where HTTP is two sockets, neither knows TLS.
  const httpTls = secure && !capabilities.separateHttp;
  const http = socket(EndpointKind.HTTP, Interface.EXTERNAL, listens.http, httpTls);
  const endpoints: Endpoint[] = [http];
  const toClients: Offer[] = [
    { socket: http, advertised: client.http, props: { host: client.props.host, port: client.props.http } },
  ];
  if (context.externalTcp) {
    const tls = secure && context.externalTcpTls;
    const port = listens.externalTcp;
    const externalTcp = socket(EndpointKind.EXTERNAL_TCP, Interface.EXTERNAL, port, tls);
    endpoints.push(externalTcp);
    if (client.externalTcp !== undefined)
      toClients.push({
        socket: externalTcp,
        advertised: client.externalTcp,
        props: { host: client.props.host, port: client.props.externalTcp },
      });
  }
  if (single) return { endpoints, toClients };
  const replicationTls = secure && context.replicationTls;
  const replication = socket(
    EndpointKind.INTERNAL_TCP,
    Interface.INTERNAL,
    ports.internalTcp,
    replicationTls,
  );
  if (!capabilities.separateHttp) {
    const betweenNodes = { replication, http };
    return { endpoints: [replication, ...endpoints], toClients, betweenNodes };
  }
  const internalHttp = socket(EndpointKind.INTERNAL_HTTP, Interface.INTERNAL, ports.internalHttp, false);
  const betweenNodes = { replication, http: internalHttp };
  return { endpoints: [replication, internalHttp, ...endpoints], toClients, betweenNodes };
}

/**
 * Reports the first two sockets that meet at each port that was asked for; gives the nodes where some do. What meets only by
 * what stands for a refused port or binding is not told, and of no such node it is said who answers there.
 */
function reportClashes(
  nodes: readonly (ClientNode & Sockets)[],
  refusedBindings: readonly EndpointKind[],
  context: PlanContext,
): ReadonlySet<string> {
  const { refusedPorts, findings } = context;
  const reported = new Set<string>();
  const clashing = new Set<string>();
  const isBindSure = ({ kind }: Endpoint) => !refusedBindings.includes(kind);
  for (const node of nodes) {
    for (const [one, other] of clashesOf(node.endpoints)) {
      clashing.add(node.key);
      const portsSure = [one, other].every(({ kind }) => isPortSure(node, kind, refusedPorts));
      // A socket on all addresses meets every other one, wherever that is bound.
      const bindsSure = [one, other].some((socket) => isBindSure(socket) && socket.bind === ALL);
      if (!portsSure || !(bindsSure || [one, other].every(isBindSure))) continue;
      const path = portPropOf(node, other.kind);
      const isOwn = path === `ports.${other.kind}`;
      if (reported.has(path)) continue;
      reported.add(path);
      findings.problem({
        code: "ports.clash",
        path,
        got: `${isOwn ? "is" : `gives ${other.kind}`} ${other.port} on ${node.key}, as ${one.kind} is`,
        expected: "two sockets cannot listen on one port of one address",
        fix: "use different ports",
      });
    }
  }
  return clashing;
}

function clashesOf(endpoints: readonly Endpoint[]): readonly (readonly [Endpoint, Endpoint])[] {
  return endpoints.flatMap((one, i) =>
    endpoints
      .slice(i + 1)
      .filter(({ port }) => port === one.port)
      .filter(({ bind }) => bind === one.bind || bind === ALL || one.bind === ALL)
      .map((other) => [one, other] as const),
  );
}

/** Where sockets are bound; a refused binding stands at its default. */
interface ReadBindings {
  readonly bindings: Required<Bindings>;
  readonly refusedBindings: readonly EndpointKind[];
}

function readBindings(asked: unknown, context: PlanContext): ReadBindings {
  const { capabilities, findings } = context;
  const given =
    asked === undefined
      ? undefined
      : checkObject(asked, "use bindings: { http: Binding.ALL_INTERFACES }", findings.at("bindings"));
  if (given !== undefined) checkKeys(given, Object.keys(DEFAULT_PORTS), findings.at("bindings"));
  const refused = new Set<EndpointKind>(
    asked !== undefined && given === undefined ? Object.values(EndpointKind) : [],
  );
  const read = (side: EndpointKind, otherwise: Binding): Binding => {
    const value = given?.[side];
    if (value === undefined) return otherwise;
    const wrong = {
      code: "bindings",
      what: "Binding.NODE_ADDRESS or Binding.ALL_INTERFACES",
      fix: "leave it out for the default",
    };
    const chosen = checkOneOf(value, Object.values(Binding), wrong, findings.at(`bindings.${side}`));
    if (chosen === undefined) refused.add(side);
    return chosen ?? otherwise;
  };
  const http = read(EndpointKind.HTTP, Binding.ALL_INTERFACES);
  // One address is on one network, and clients come over several, or by way of the host over the one between nodes.
  const throughHosts = context.hosts.addressed !== undefined && !context.single;
  const alone = !throughHosts && context.networks.every(({ network }) => network.key === undefined);
  const own = alone ? Binding.NODE_ADDRESS : Binding.ALL_INTERFACES;
  const externalTcp = read(EndpointKind.EXTERNAL_TCP, capabilities.separateHttp ? own : http);
  const isSure = !refused.has(EndpointKind.HTTP) && !refused.has(EndpointKind.EXTERNAL_TCP);
  if (!capabilities.separateHttp && context.externalTcp && externalTcp !== http && isSure) {
    findings.problem({
      code: "bindings.externalTcp",
      path: "bindings.externalTcp",
      got: `is Binding.${externalTcp === Binding.ALL_INTERFACES ? "ALL_INTERFACES" : "NODE_ADDRESS"}, unlike bindings.http`,
      expected: `${capabilities.release} binds external TCP and HTTP with one setting`,
      fix: "leave bindings.externalTcp out, or set bindings.http alike",
    });
  }
  const bindings = {
    internalTcp: read(EndpointKind.INTERNAL_TCP, Binding.NODE_ADDRESS),
    // An address answers only requests that name it, and nodes name the host's.
    internalHttp: read(
      EndpointKind.INTERNAL_HTTP,
      throughHosts ? Binding.ALL_INTERFACES : Binding.NODE_ADDRESS,
    ),
    http,
    externalTcp,
  };
  return { bindings, refusedBindings: [...refused] };
}

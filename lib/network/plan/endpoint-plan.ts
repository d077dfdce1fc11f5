import { checkKeys, checkObject, checkOneOf } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import type { ClientPlan } from "./access/client-context";
import type { NodeAddresses } from "./address-plan";
import type { Capabilities } from "./capabilities";
import {
  Binding,
  DEFAULT_PORTS,
  EndpointKind,
  Interface,
  type Bindings,
  type EndpointPorts,
} from "../model/endpoint";
import type { NodeIdentity } from "./node-plan";
import { readPort } from "./port-reading";
import type { Endpoint } from "../model/topology";

const ALL = "0.0.0.0";

/** What planning the listening sockets starts from. */
export interface EndpointContext {
  readonly capabilities: Capabilities;
  /** Whether the cluster has one node only, on one network. */
  readonly single: boolean;
  readonly externalTcp: boolean;
  readonly secure: boolean;
  /** Whether external TCP has TLS where the cluster has it. */
  readonly externalTcpTls: boolean;
  readonly nodes: readonly NodeIdentity[];
  readonly addresses: ReadonlyMap<string, NodeAddresses>;
  readonly clients: ClientPlan;
  readonly ports: Required<EndpointPorts>;
  readonly findings: Findings;
}

/** The ports asked for, with the defaults. */
export function readPorts(asked: unknown, findings: Findings): Required<EndpointPorts> {
  if (asked === undefined) return DEFAULT_PORTS;
  const given = checkObject(asked, "ports", "use ports: { http: 2113 }", findings) ?? {};
  checkKeys(given, Object.keys(DEFAULT_PORTS), "ports", findings);
  const port = (key: keyof EndpointPorts) =>
    given[key] === undefined
      ? DEFAULT_PORTS[key]
      : (readPort(given[key], `ports.${key}`, findings) ?? DEFAULT_PORTS[key]);
  return {
    internalTcp: port("internalTcp"),
    internalHttp: port("internalHttp"),
    http: port("http"),
    externalTcp: port("externalTcp"),
  };
}

/** The listening sockets of every node. */
export function planEndpoints(
  asked: unknown,
  context: EndpointContext,
): ReadonlyMap<string, readonly Endpoint[]> {
  const bindings = readBindings(asked, context);
  const endpoints = new Map<string, readonly Endpoint[]>();
  for (const node of context.nodes) {
    const own = endpointsOf(node, bindings, context);
    reportClash(node, own, context);
    endpoints.set(node.key, own);
  }
  return endpoints;
}

function endpointsOf(
  node: NodeIdentity,
  bindings: Required<Bindings>,
  context: EndpointContext,
): readonly Endpoint[] {
  const { capabilities, ports, secure, single } = context;
  const addresses = context.addresses.get(node.key) ?? {};
  const listens = context.clients.nodes.get(node.key)?.listens ?? ports;
  const bind = (binding: Binding, side: Interface) =>
    binding === Binding.ALL_INTERFACES ? ALL : (addresses[side] ?? ALL);
  const own: Endpoint[] = [];
  if (!single) {
    const kind = EndpointKind.INTERNAL_TCP;
    own.push({
      kind,
      bind: bind(bindings.internalTcp, Interface.INTERNAL),
      port: ports.internalTcp,
      tls: secure,
    });
    if (capabilities.separateHttp) {
      const bound = bind(bindings.internalHttp, Interface.INTERNAL);
      own.push({ kind: EndpointKind.INTERNAL_HTTP, bind: bound, port: ports.internalHttp, tls: false });
    }
  }
  own.push({
    kind: EndpointKind.HTTP,
    bind: bind(bindings.http, Interface.EXTERNAL),
    port: listens.http,
    // Where HTTP is two sockets, neither knows TLS.
    tls: secure && !capabilities.separateHttp,
  });
  if (context.externalTcp) {
    const bound = bind(bindings.externalTcp, Interface.EXTERNAL);
    const tls = secure && context.externalTcpTls;
    own.push({ kind: EndpointKind.EXTERNAL_TCP, bind: bound, port: listens.externalTcp, tls });
  }
  return own;
}

function reportClash(node: NodeIdentity, own: readonly Endpoint[], context: EndpointContext): void {
  const { findings } = context;
  own.forEach((one, i) => {
    for (const other of own.slice(i + 1)) {
      if (one.port !== other.port || (one.bind !== other.bind && one.bind !== ALL && other.bind !== ALL))
        continue;
      // Under `everywhere` the number is the client plan's.
      const planned = other.port === context.ports[other.kind];
      const path = planned ? `ports.${other.kind}` : "clients.ports";
      if (findings.hasProblemAt(path)) continue;
      findings.problem({
        code: "ports.clash",
        path,
        got: `${planned ? "is" : `gives ${other.kind}`} ${other.port} on ${node.key}, as ${one.kind} is`,
        expected: "two sockets cannot listen on one port of one address",
        fix: "use different ports",
      });
    }
  });
}

function readBindings(asked: unknown, context: EndpointContext): Required<Bindings> {
  const { capabilities, findings, single } = context;
  const given =
    asked === undefined
      ? {}
      : (checkObject(asked, "bindings", "use bindings: { http: Binding.ALL_INTERFACES }", findings) ?? {});
  checkKeys(given, Object.keys(DEFAULT_PORTS), "bindings", findings);
  const read = (side: keyof Bindings, otherwise: Binding): Binding => {
    const value = given[side];
    if (value === undefined) return otherwise;
    const wrong = {
      code: "bindings",
      path: `bindings.${side}`,
      what: "Binding.NODE_ADDRESS or Binding.ALL_INTERFACES",
      fix: "leave it out for the default",
    };
    return checkOneOf(value, Object.values(Binding), wrong, findings) ?? otherwise;
  };
  const http = read("http", Binding.ALL_INTERFACES);
  const externalTcp = read("externalTcp", capabilities.separateHttp ? Binding.NODE_ADDRESS : http);
  if (http === Binding.NODE_ADDRESS) checkHttpOnAddress(single, context);
  if (!capabilities.separateHttp && context.externalTcp && externalTcp !== http) {
    findings.problem({
      code: "bindings.externalTcp",
      path: "bindings.externalTcp",
      got: `is Binding.${externalTcp === Binding.ALL_INTERFACES ? "ALL_INTERFACES" : "NODE_ADDRESS"}, unlike bindings.http`,
      expected: `${capabilities.release} binds external TCP and HTTP with one setting`,
      fix: "leave bindings.externalTcp out, or set bindings.http alike",
    });
  }
  return {
    internalTcp: read("internalTcp", Binding.NODE_ADDRESS),
    internalHttp: read("internalHttp", Binding.NODE_ADDRESS),
    http,
    externalTcp,
  };
}

/** HTTP on the node's external address alone: where that cannot work, and why. */
function checkHttpOnAddress(single: boolean, context: EndpointContext): void {
  const { capabilities, clients, findings } = context;
  const path = "bindings.http";
  const got = "is Binding.NODE_ADDRESS";
  if (!capabilities.separateHttp) {
    if (single) return;
    findings.problem({
      code: "bindings.http.twoNetworks",
      path,
      got,
      expected: `${capabilities.release} has one HTTP socket, and nodes gossip on the internal network while clients come over the external one`,
      fix: "leave bindings.http out for Binding.ALL_INTERFACES",
    });
    return;
  }
  const dialledElsewhere = context.nodes.some((node) => {
    const plan = clients.nodes.get(node.key);
    const own = context.addresses.get(node.key)?.[Interface.EXTERNAL];
    return plan !== undefined && (plan.http.host !== own || plan.publishedOn !== undefined);
  });
  if (!dialledElsewhere) return;
  findings.problem({
    code: "bindings.http.hostHeader",
    path,
    got,
    expected: `${capabilities.release} then answers 400 to every request that does not dial that very address, and clients are told another`,
    fix: "leave bindings.http out for Binding.ALL_INTERFACES",
  });
}

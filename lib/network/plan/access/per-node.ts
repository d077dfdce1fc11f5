import { readPromise } from "./audiences";
import { advertise, refusedClient, refusedClients, type ClientPlan } from "./node-client";
import { checkKeys, checkOneOf, readOptions } from "../../../problem/checked";
import type { Findings } from "../../../problem/findings";
import { quote } from "../../../problem/quote";
import { Audience, nameOfAudience } from "../../model/audience";
import type {
  ClientAccessRequest,
  NodeClientAddress,
  NodeProxyAddress,
  PerNodeClientOptions,
  ThroughProxyOptions,
} from "../../asked/client-access";
import { Interface } from "../../model/endpoint";
import { defaultBindIp, isLoopbackHost, readBindIp, readClientHost } from "../host-reading";
import { isKnownAtApply } from "../../model/host-name";
import { isIpv4, isWildcard } from "../../model/ipv4";
import { readEntries, type NodeEntry } from "../node-entry";
import type { PlanContext } from "../plan-context";
import type { ClientNode, PlacedNode } from "../planned-node";
import { readPort } from "../port-reading";

type Request = Extract<ClientAccessRequest, { kind: "perNode" | "throughProxy" }>;

/** What was asked for one node. */
interface Entry {
  readonly node: PlacedNode;
  readonly path: string;
  readonly host: string;
  readonly http: number;
  readonly externalTcp?: number | undefined;
  readonly bindIp?: string | undefined;
}

const PROXY_OPTIONS: readonly (keyof ThroughProxyOptions)[] = [
  "audiences",
  "networks",
  "readOnlyReplicas",
  "over",
];
const OPTIONS: readonly (keyof PerNodeClientOptions)[] = [
  "audiences",
  "networks",
  "readOnlyReplicas",
  "bindIp",
];
const PROXY_ENTRY: readonly (keyof NodeProxyAddress)[] = ["host", "httpPort", "tcpPort"];
const ENTRY: readonly (keyof NodeClientAddress)[] = [...PROXY_ENTRY, "bindIp"];

/** Every node's address for clients is given; the audiences decide how it has to lead to the node. */
export function planPerNode(
  request: Request,
  placed: readonly PlacedNode[],
  context: PlanContext,
): ClientPlan {
  const { findings } = context;
  const proxied = request.kind === "throughProxy";
  const example = `audiences: [${nameOfAudience(proxied ? Audience.REMOTE : Audience.HOST)}]`;
  const fix = `use ClientAccess.${request.kind}([{ host, httpPort }, …], { ${example} })`;
  const options = readOptions(
    request.options,
    proxied ? PROXY_OPTIONS : OPTIONS,
    fix,
    findings.at("clients"),
  );
  if (options === undefined) return refusedClients(placed, context);
  const { bindIp } = options;
  if (options.audiences === undefined) {
    findings.problem({
      code: "audiences.missing",
      path: "clients.audiences",
      got: "is missing",
      expected: `ClientAccess.${request.kind} serves whom audiences names`,
      fix: `use ${example}`,
    });
  }
  const lists = {
    members: { value: request.members, path: "clients.members" },
    readOnlyReplicas: { value: options.readOnlyReplicas, path: "clients.readOnlyReplicas" },
    fix,
  };
  const promise = readPromise(options, [], context);
  const throughHost =
    promise.audiences.includes(Audience.HOST) || promise.audiences.includes(Audience.REMOTE);
  // Containers of several Docker hosts come through these: a network's names lead on its own host only.
  const published = (throughHost || context.hosts.all.length > 1) && !proxied;
  const byAlias = !published && !proxied;
  const entryOf = readEntries(lists, placed, findings);
  const read = placed.map((node) => ({
    node,
    entry: readEntry(entryOf(node), proxied ? PROXY_ENTRY : ENTRY, byAlias, node, context),
  }));
  const entries = read.flatMap(({ entry }) => entry ?? []);
  if (!context.externalTcp && entries.some((entry) => entry.externalTcp !== undefined)) {
    findings.warning({
      code: "clients.perNode.tcpOff",
      path: "clients",
      got: "has tcpPorts",
      expected: "external TCP is off, and they are not used",
      fix: "use externalTcp: ExternalTcp.enabled(), or leave them out",
    });
  }
  if (!published) warnOfUnusedBindIps(bindIp, entries, findings);
  const defaultOf = (entry: Entry) => ownBindIp(entry, entries, context);
  const defaults = [...new Set(entries.map(defaultOf))].join(" or ") || "what the hosts call for";
  const asked = bindIp === undefined ? undefined : readBindIp(bindIp, defaults, "clients.bindIp", findings);
  if (bindIp !== undefined && asked === undefined) return refusedClients(placed, context);
  const hostOf = ({ node }: Entry) => context.hosts.addressed?.get(node.host);
  if (published) checkBindIpsOnHosts(bindIp === undefined ? undefined : asked, entries, context);
  const bindIpOf = (entry: Entry) =>
    entry.bindIp ?? asked ?? hostOf(entry)?.host.externalAddress ?? defaultOf(entry);

  // One name must not lead some containers directly and others by another way.
  const direct =
    promise.audiences.includes(Audience.NETWORK) &&
    (byAlias || entries.every((entry) => leadsDirectly(entry, context)));
  const proxiedOver = options.over === undefined ? undefined : readOver(options.over, context);
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
          bindIp:
            entry.bindIp === undefined && asked !== undefined ? "clients.bindIp" : `${entry.path}.bindIp`,
        },
        aliases: direct && !isIpv4(entry.host) && !isLoopbackHost(entry.host) ? [entry.host] : [],
        ...(published ? { publishedOn: bindIpOf(entry) } : {}),
        ...(proxied ? { proxied } : {}),
      },
    };
  });
  return { ...promise, proxiedOver, nodes };
}

/** The network over which a proxy comes. */
function readOver(asked: unknown, { clientNetworks, findings }: PlanContext): string | undefined {
  if (clientNetworks === undefined) return undefined;
  const wrong = {
    what: `one of ${clientNetworks.map(quote).join(", ")}, by their keys in additionalNetworks`,
    fix: 'leave it out for "external"',
  };
  return checkOneOf(asked, clientNetworks, wrong, findings.at("clients.over"));
}

function readEntry(
  given: NodeEntry | undefined,
  known: readonly string[],
  byAlias: boolean,
  node: PlacedNode,
  context: PlanContext,
): Entry | undefined {
  const { findings, externalTcp } = context;
  if (given === undefined) return undefined;
  const { value: asked, path } = given;
  if (typeof asked !== "object" || asked === null || Array.isArray(asked)) {
    findings.problem({
      code: "clients.perNode.missing",
      path: node.kind === "member" ? "clients.members" : "clients.readOnlyReplicas",
      got: asked === undefined ? `has no entry for ${node.key}` : `has ${quote(asked)} for ${node.key}`,
      expected: "every node needs an address for clients",
      fix: `add { host, httpPort } for ${node.key}`,
    });
    return undefined;
  }
  const entry: Partial<Record<keyof NodeClientAddress, unknown>> = asked;
  checkKeys(asked, known, findings.at(path));
  const host = readClientHost(entry.host, `${path}.host`, context);
  const noAlias = byAlias && host !== undefined && refuseToken(host, `${path}.host`, findings);
  const http = readPort(entry.httpPort, `${path}.httpPort`, findings);
  const tcp = entry.tcpPort === undefined ? undefined : readPort(entry.tcpPort, `${path}.tcpPort`, findings);
  if (externalTcp && entry.tcpPort === undefined) {
    findings.problem({
      code: "clients.perNode.tcp",
      path: `${path}.tcpPort`,
      got: "is missing",
      expected: "external TCP is on, and a port on which nobody listens would be advertised to clients",
      fix: "give every node a tcpPort",
    });
  }
  const otherwise = host === undefined ? "what the host calls for" : defaultBindIp(host);
  const bindIp =
    entry.bindIp === undefined ? undefined : readBindIp(entry.bindIp, otherwise, `${path}.bindIp`, findings);
  const refused =
    host === undefined ||
    noAlias ||
    http === undefined ||
    (bindIp === undefined) !== (entry.bindIp === undefined);
  return refused ? undefined : { node, path, host, http, externalTcp: tcp, bindIp };
}

/** An alias of a container is made at synth. */
function refuseToken(host: string, path: string, findings: Findings): boolean {
  if (!isKnownAtApply(host)) return false;
  findings.problem({
    code: "token",
    path,
    got: "is a token, known only when Terraform runs",
    expected: "containers dial it as an alias on the network, which is made at synth",
    fix: "write the name itself",
  });
  return true;
}

function warnOfUnusedBindIps(ofAll: unknown, entries: readonly Entry[], findings: Findings): void {
  const own = entries.find(({ bindIp }) => bindIp !== undefined);
  if (own === undefined && ofAll === undefined) return;
  findings.warning({
    code: "clients.perNode.bindIp",
    path: own === undefined ? "clients.bindIp" : `${own.path}.bindIp`,
    got: `is ${quote(own?.bindIp ?? ofAll)}`,
    expected: "nothing is published: that is for Audience.HOST and Audience.REMOTE, and by perNode only",
    fix: "leave it out",
  });
}

/** A host has the addresses that it is said to have, and one HTTP socket for both sides is published on no third one. */
function checkBindIpsOnHosts(
  ofAll: string | undefined,
  entries: readonly Entry[],
  { hosts, findings }: PlanContext,
): void {
  const told = new Set<string>();
  for (const { node, path: ofNode, bindIp } of entries) {
    const planned = hosts.addressed?.get(node.host);
    const asked = bindIp ?? ofAll;
    const path = bindIp === undefined ? "clients.bindIp" : `${ofNode}.bindIp`;
    if (planned?.sure !== true || asked === undefined || told.has(path)) continue;
    const { host } = planned;
    const own = [...new Set([host.externalAddress, host.internalAddress])];
    if (isWildcard(asked) || own.includes(asked)) continue;
    told.add(path);
    findings.problem({
      code: "hosts.bindIp",
      path,
      got: `is ${quote(asked)}, and ${node.key} is on the host ${quote(host.name)}`,
      expected: `that host has ${own.join(" and ")}`,
      fix: `leave it out for ${host.externalAddress}`,
    });
  }
}

/**
 * Where a node's ports are published unless said otherwise. By its host alone, so that no other node's address moves
 * it, but where all would meet on one port: such a host has an address for each node.
 */
function ownBindIp(entry: Entry, entries: readonly Entry[], { networks }: PlanContext): string {
  const { host } = entry;
  const inContainers = isIpv4(host) && networks.some(({ range }) => range.contains(host));
  const meets = (other: Entry) =>
    other.host !== host && portsOf(other).some((p) => portsOf(entry).includes(p));
  return isIpv4(host) && !inContainers && entries.some(meets) ? host : defaultBindIp(host);
}

function portsOf({ http, externalTcp }: Entry): readonly number[] {
  return externalTcp === undefined ? [http] : [http, externalTcp];
}

/** Whether a container on the external network gets from the advertised address to the node's own sockets. */
function leadsDirectly({ node, host, http, externalTcp }: Entry, context: PlanContext): boolean {
  const { ports } = context;
  const samePorts = http === ports.http && (!context.externalTcp || externalTcp === ports.externalTcp);
  if (!samePorts || isLoopbackHost(host) || isKnownAtApply(host)) return false;
  const places = node.places.filter(({ network }) => network.network.interface === Interface.EXTERNAL);
  return !isIpv4(host) || places.some(({ address, sure }) => host === address || !sure);
}

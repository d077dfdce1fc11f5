import { checkObject } from "../../problem/checked";
import { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import type { Audience } from "../model/audience";
import { deepFreeze } from "../model/deep-freeze";
import { Interface } from "../model/endpoint";
import { externalAlias, internalAlias } from "../model/names";
import type { Advertised, Attachment, ClusterNode, Host, HostPort, Topology } from "../model/topology";
import { placeNodes } from "./address-plan";
import type { Capabilities } from "./capabilities";
import { planClients } from "./client-plan";
import { planEndpoints, readPorts } from "./endpoint-plan";
import { planNetworks } from "./network-plan";
import { planNodes } from "./node-plan";
import { planPeers } from "./peer-plan";
import { warnOfPlainTraffic } from "./plain-traffic";
import type { PlanContext } from "./plan-context";
import type { NodeIdentity, Place, PlannedNode } from "./planned-node";
import { checkPublished, planPublished } from "./published-plan";
import { planRoutes } from "./route-plan";
import { checkAdvertised } from "./advertised-checks";

/** The one Docker host that is wired for now. */
const HOST: Host = { name: "docker" };

/**
 * Plans a whole cluster: names, addresses, sockets, what is published, what everybody is told, and the ways
 * that follow from it. The same input gives the same topology, on any machine.
 * Reports what cannot work to `findings`, and then gives `undefined`.
 */
export function planTopology(
  asked: ClusterSpec,
  capabilities: Capabilities,
  findings: Findings,
): Topology | undefined {
  const own = new Findings();
  const draft = plan(asked, capabilities, own);
  findings.include(own);
  return own.problems.length > 0 ? undefined : topologyOf(draft);
}

/** A whole plan, in which stand-ins may be left where something was refused. */
interface Draft {
  readonly context: PlanContext;
  readonly nodes: readonly PlannedNode[];
  readonly audiences: readonly Audience[];
}

function plan(asked: ClusterSpec, capabilities: Capabilities, findings: Findings): Draft {
  const spec = readSpec(asked, findings);
  checkSecurity(spec, capabilities, findings);
  const identities = planNodes(asked, HOST, capabilities, findings);
  const single = identities.length === 1;
  const networks = planNetworks(spec, HOST, single, findings);
  const context: PlanContext = {
    cluster: spec.name,
    capabilities,
    networks,
    single,
    ...readPorts(spec.ports, findings),
    externalTcp: spec.externalTcp || capabilities.externalTcpAlwaysOn,
    externalTcpTls: spec.externalTcpTls !== false,
    secure: spec.secure,
    findings,
  };
  const placed = placeNodes(spec.addresses, identities, networks, findings);
  const clients = planClients(spec.clients, placed, context);
  const listening = planEndpoints(spec.bindings, clients.nodes, context);
  const nodes = planPublished(planPeers(spec.peers, listening, context));

  checkPublished(nodes, spec.secure || spec.allowPublished, findings);
  if (spec.secure) warnOfPlainTraffic(nodes, context);
  checkAdvertised(nodes, clients, context);
  checkPublishable(nodes, findings);
  checkAddressKeys(spec, nodes, findings);
  return { context, nodes, audiences: clients.audiences };
}

function topologyOf({ context, nodes, audiences }: Draft): Topology {
  const { cluster, capabilities, secure } = context;
  return deepFreeze({
    name: cluster,
    release: capabilities.release,
    size: nodes.filter(({ kind }) => kind === "member").length,
    secure,
    clientProtocol: capabilities.separateHttp ? "tcp" : "grpc",
    hosts: [HOST],
    networks: context.networks.map(({ network }) => network),
    nodes: nodes.map((node) => clusterNode(node, nodes, audiences, cluster)),
    audiences,
  });
}

/** What is of another type is a problem, and must not keep the others from being found. */
function readSpec(asked: ClusterSpec, findings: Findings): ClusterSpec {
  const { name, secure, addresses }: { name: unknown; secure: unknown; addresses: unknown } = asked;
  const own = checkObject(
    addresses,
    "nodeOverrides",
    'use nodeOverrides: { "node-0": { priority: 1 } }',
    findings,
  );
  return {
    ...asked,
    name: typeof name === "string" ? name : "",
    secure: secure === true,
    addresses: own === undefined ? {} : asked.addresses,
  };
}

function clusterNode(
  node: PlannedNode,
  nodes: readonly PlannedNode[],
  audiences: readonly Audience[],
  cluster: string,
): ClusterNode {
  const { key, kind, index, name, host, endpoints, published } = node;
  return {
    key,
    kind,
    index,
    name,
    host,
    attachments: node.places.map((place) => attachment(place, node, cluster)),
    endpoints,
    published,
    advertised: advertisedOf(node),
    seeds: seedsOf(node, nodes),
    routes: planRoutes(node, audiences),
  };
}

/** Every other member, never the node itself, exactly as that member advertises itself to nodes. */
function seedsOf(node: PlannedNode, nodes: readonly PlannedNode[]): readonly HostPort[] {
  return nodes.flatMap((other) =>
    other === node || other.kind !== "member" || other.peer === undefined ? [] : [other.peer.http.advertised],
  );
}

function advertisedOf({ client, peer }: PlannedNode): Advertised {
  const { http, externalTcp } = client;
  return {
    ...(peer === undefined ? {} : { replication: peer.replication.advertised }),
    nodeHttp: peer === undefined ? http : peer.http.advertised,
    http,
    ...(externalTcp === undefined ? {} : { externalTcp }),
  };
}

function attachment(
  { network: { network }, address }: Place,
  { key, client, peer }: PlannedNode,
  cluster: string,
): Attachment {
  const names =
    network.interface === Interface.EXTERNAL
      ? [externalAlias(cluster, key), ...client.aliases]
      : [internalAlias(cluster, key), ...(peer?.alias === undefined ? [] : [peer.alias])];
  return {
    interface: network.interface,
    network: network.name,
    address,
    aliases: [...new Set(names)].sort(),
  };
}

/** On a release without the switch, an insecure cluster does not exist. */
function checkSecurity(spec: ClusterSpec, capabilities: Capabilities, findings: Findings): void {
  if (spec.secure || capabilities.insecure) return;
  findings.problem({
    code: "security.insecure.release",
    path: "security",
    got: `is Security.insecure() on ${capabilities.release}`,
    expected: `${capabilities.release} has neither Insecure nor an address of its own for clients; both came with 20.6.1`,
    fix: 'use Security.tls(…), or version: "20.6.1" or later',
  });
}

/** A port is published over a network of its node that has a way out. */
function checkPublishable(nodes: readonly PlannedNode[], findings: Findings): void {
  const stuck = nodes.find(
    ({ places, published }) =>
      published.length > 0 &&
      places.some(({ network: { network } }) => network.interface === Interface.EXTERNAL && network.isolated),
  );
  const [first] = stuck?.published ?? [];
  if (first === undefined) return;
  findings.problem({
    code: "ports.published.isolated",
    path: "externalNetwork",
    got: "is an internal network",
    expected: `the engine publishes no port of a container that is on internal networks only, and clients are told port ${first.hostPort} of the host`,
    fix: "use a network with a way out, or ClientAccess.withinNetwork()",
  });
}

function checkAddressKeys(spec: ClusterSpec, nodes: readonly NodeIdentity[], findings: Findings): void {
  // Where the number of nodes was refused, nobody knows their keys.
  if (nodes.length === 0) return;
  for (const key of Object.keys(spec.addresses)) {
    if (nodes.some((n) => n.key === key)) continue;
    findings.problem({
      code: "nodeOverrides.key",
      path: `nodeOverrides[${quote(key)}]`,
      got: "names no node of the cluster",
      expected: `the nodes are ${nodes.map((n) => n.key).join(", ")}`,
      fix: "use one of these keys",
    });
  }
}

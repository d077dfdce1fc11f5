import { checkObject } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import type { NodeClientPlan } from "./access/client-context";
import { planAddresses, type NodeAddresses } from "./address-plan";
import type { Capabilities } from "./capabilities";
import { planClients } from "./client-plan";
import type { ClusterSpec } from "../asked/cluster-spec";
import { quote } from "../../problem/quote";
import { deepFreeze } from "../model/deep-freeze";
import { Interface } from "../model/endpoint";
import { planEndpoints, readPorts } from "./endpoint-plan";
import { externalAlias, internalAlias } from "../model/names";
import { DOCKER_HOST, planNetworks } from "./network-plan";
import { planNodes, type NodeIdentity } from "./node-plan";
import { planPeers, type NodePeerPlan } from "./peer-plan";
import { warnOfPlainTraffic } from "./plain-traffic";
import { checkPublished, planPublished } from "./published-plan";
import { planRoutes } from "./route-plan";
import { checkTold } from "./told-checks";
import type { Advertised, Attachment, ClusterNode, HostPort, Network, Topology } from "../model/topology";

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
  const before = findings.problems.length;
  // What is of another type is a problem, and must not keep the others from being found.
  const { name, secure, addresses: own }: { name: unknown; secure: unknown; addresses: unknown } = asked;
  const fixed = checkObject(
    own,
    "nodeOverrides",
    'use nodeOverrides: { "node-0": { priority: 1 } }',
    findings,
  );
  const spec: ClusterSpec = {
    ...asked,
    name: typeof name === "string" ? name : "",
    secure: secure === true,
    addresses: (fixed ?? {}) as ClusterSpec["addresses"],
  };
  checkSecurity(spec, capabilities, findings);
  const plan = planNodes(asked, capabilities, findings);
  const single = plan !== undefined && plan.nodes.length === 1;
  const networks = planNetworks(spec, single, findings);
  const ports = readPorts(spec.ports, findings);
  const nodes = plan?.nodes ?? [];
  const addresses =
    plan === undefined ? new Map<string, NodeAddresses>() : planAddresses(spec, plan, networks, findings);
  const externalTcp = spec.externalTcp || capabilities.externalTcpAlwaysOn;
  const common = { cluster: spec.name, capabilities, nodes, addresses, ports, externalTcp, findings };
  const clients = planClients(spec.clients, common);
  const tls = { secure: spec.secure, externalTcpTls: spec.externalTcpTls !== false };
  const endpoints = planEndpoints(spec.bindings, { ...common, ...tls, single, clients });
  const peers = single ? new Map<string, NodePeerPlan>() : planPeers(spec.peers, { ...common, endpoints });
  const published = planPublished(nodes, clients, endpoints);

  checkPublished(nodes, published, spec.secure || spec.allowPublished, findings);
  if (spec.secure) warnOfPlainTraffic(nodes, endpoints, published, capabilities, findings);
  checkTold({ cluster: spec.name, capabilities, nodes, networks, clients, peers, findings });
  if (networks[Interface.EXTERNAL]?.network.isolated === true) checkPublishable(published, findings);
  if (plan !== undefined) checkAddressKeys(spec, nodes, findings);
  if (findings.problems.length > before || plan === undefined) return undefined;

  const sides = [networks[Interface.EXTERNAL], networks[Interface.INTERNAL]];
  const networkList = sides.flatMap((s) => (s === undefined ? [] : [s.network]));
  return deepFreeze({
    name: spec.name,
    release: capabilities.release,
    size: plan.size,
    secure: spec.secure,
    clientProtocol: capabilities.separateHttp ? "tcp" : "grpc",
    hosts: [{ name: DOCKER_HOST }],
    networks: networkList,
    nodes: nodes.map((node): ClusterNode => {
      const client = clients.nodes.get(node.key) as NodeClientPlan;
      const peer = peers.get(node.key);
      const own = addresses.get(node.key) ?? {};
      const sockets = endpoints.get(node.key) ?? [];
      return {
        ...node,
        host: DOCKER_HOST,
        attachments: networkList.map((network) => attach(spec.name, node, network, own, client, peer)),
        endpoints: sockets,
        published: published.get(node.key) ?? [],
        advertised: advertisedOf(client, peer),
        seeds: seedsOf(node, nodes, peers),
        routes: planRoutes({
          capabilities,
          addresses: own,
          endpoints: sockets,
          networks: networkList,
          clients,
          client,
          ...(peer === undefined ? {} : { peer }),
        }),
      };
    }),
    audiences: clients.audiences,
  });
}

/** Every other member, never the node itself, exactly as that member advertises itself to nodes. */
function seedsOf(
  node: NodeIdentity,
  nodes: readonly NodeIdentity[],
  peers: ReadonlyMap<string, NodePeerPlan>,
): readonly HostPort[] {
  return nodes.flatMap((other) => {
    const seed = other.kind === "member" && other.key !== node.key ? peers.get(other.key)?.http : undefined;
    return seed === undefined ? [] : [seed];
  });
}

function advertisedOf(client: NodeClientPlan, peer: NodePeerPlan | undefined): Advertised {
  const { http, externalTcp } = client;
  return {
    ...(peer === undefined ? {} : { replication: peer.replication }),
    nodeHttp: peer?.http ?? http,
    http,
    ...(externalTcp === undefined ? {} : { externalTcp }),
  };
}

function attach(
  cluster: string,
  node: NodeIdentity,
  network: Network,
  addresses: NodeAddresses,
  client: NodeClientPlan,
  peer: NodePeerPlan | undefined,
): Attachment {
  const side = network.interface;
  const names =
    side === Interface.EXTERNAL
      ? [externalAlias(cluster, node.key), ...client.aliases]
      : [internalAlias(cluster, node.key), ...(peer?.alias === undefined ? [] : [peer.alias])];
  return {
    interface: side,
    network: network.name,
    address: addresses[side] as string,
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

function checkPublishable(
  published: ReadonlyMap<string, readonly { hostPort: number }[]>,
  findings: Findings,
): void {
  const first = [...published.values()].flat()[0];
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

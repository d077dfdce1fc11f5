import { checkObject, meantOrNone } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import type { ClusterSpec } from "../asked/cluster-spec";
import type { Audience } from "../model/audience";
import { deepFreeze } from "../model/deep-freeze";
import { Interface, type EndpointKind } from "../model/endpoint";
import { additionalAlias, EXTERNAL_KEY, externalAlias, internalAlias, wordOf } from "../model/names";
import type { AddressOrigin, NodeOrigins, Origins } from "../model/origin";
import type {
  Advertised,
  Attachment,
  ClusterNode,
  Host,
  HostPort,
  Network,
  Topology,
} from "../model/topology";
import { checkAdditionalAddresses, placeNodes } from "./address-plan";
import type { Capabilities } from "./capabilities";
import { planClients } from "./client-plan";
import { planEndpoints, readPorts } from "./endpoint-plan";
import { checkHostNetworks } from "./host-networks";
import { planHosts } from "./host-plan";
import { planNetworks } from "./network-plan";
import { checkSpread } from "./node-hosts";
import { planNodes, readName } from "./node-plan";
import { checkOwnNames } from "./own-names";
import { planPeers } from "./peer-plan";
import { checkPlainTraffic } from "./plain-traffic";
import type { PlanContext } from "./plan-context";
import type { NetworkPlan } from "./planned-network";
import { isPortSure, type NodeIdentity, type Offer, type Place, type PlannedNode } from "./planned-node";
import { planPublished } from "./published-plan";
import { planRoutes } from "./route-plan";
import { checkClientAddress } from "./client-address";
import { checkClientHost } from "./client-host";

/** A cluster as it was planned. */
export interface PlannedCluster {
  /** Complete even where something was refused; then stand-ins are in it, and it is good only to be judged. */
  readonly topology: Topology;
  readonly origins: Origins;
}

/**
 * Plans a whole cluster: names, addresses, sockets, what is published, what is advertised to everybody. The same
 * input gives the same topology, on any machine.
 * @param isToken whether a value is known only when Terraform runs
 * Reports to `findings` what cannot be meant; where the ways lead that follow from it is not judged here.
 */
export function planTopology(
  asked: ClusterSpec,
  capabilities: Capabilities,
  findings: Findings,
  isToken: (value: unknown) => boolean = () => false,
): PlannedCluster {
  const spec = readSpec(asked, findings);
  checkSecurity(spec, capabilities, findings);
  const askedHosts = planHosts(spec.hosts, capabilities, findings, isToken);
  const identities = planNodes(spec, askedHosts, capabilities, findings);
  checkSpread(identities, spec.addresses, askedHosts, spec.allowMajorityOnOneHost, findings);
  const single = identities.length === 1;
  const networks = planNetworks(spec, askedHosts.addressed !== undefined, single, findings);
  const hosts = checkHostNetworks(askedHosts, networks, single, findings);
  const externalTcp = spec.externalTcp || capabilities.externalTcpAlwaysOn;
  const context: PlanContext = {
    cluster: spec.name,
    capabilities,
    hosts,
    networks,
    clientNetworks: clientNetworkKeys(spec),
    single,
    ...readPorts(spec.ports, externalTcp, findings),
    externalTcp,
    externalTcpTls: spec.externalTcpTls !== false,
    replicationTls: spec.replicationTls !== false,
    secure: spec.secure,
    findings,
    isToken,
  };
  const placed = placeNodes(spec.addresses, identities, networks, findings);
  const { audiences, servedOn, proxiedOver, nodes: clients } = planClients(spec.clients, placed, context);
  const serves = ({ key = EXTERNAL_KEY }: Pick<Network, "key">) =>
    servedOn === undefined || servedOn.includes(key);
  const listening = planPeers(spec.peers, planEndpoints(spec.bindings, clients, context), context);
  const published = planPublished(listening, spec.secure || spec.allowPublished, context);
  const own = checkOwnNames(checkClientAddress(published, context), context);
  const nodes = checkClientHost(own, context);

  const proxyNetwork = networks.find(({ network: { key } }) => key !== undefined && key === proxiedOver);

  if (spec.secure) checkPlainTraffic(nodes, context);
  checkAddressKeys(spec, nodes, findings);
  checkAdditionalAddresses(spec.addresses, context);
  const topology: Topology = {
    name: spec.name,
    release: capabilities.release,
    size: nodes.filter(({ kind }) => kind === "member").length,
    secure: spec.secure,
    clientProtocol: capabilities.separateHttp ? "tcp" : "grpc",
    hosts: hosts.all.map(({ host }) => host),
    networks: hosts.all.flatMap(({ host }) =>
      networks.map(({ network }) => networkOn(host, network, serves(network))),
    ),
    nodes: nodes.map((node) => clusterNode(node, nodes, audiences, spec.name, serves)),
    audiences,
    ...(nodes.some(({ client }) => client.proxied) ? { proxied: true } : {}),
    ...(spec.userlandProxy === false ? { userlandProxy: false } : {}),
    ...(proxyNetwork === undefined ? {} : { proxiedOver: proxyNetwork.network.name }),
  };
  return { topology: deepFreeze(topology), origins: originsOf(nodes, context.refusedPorts) };
}

function originsOf(nodes: readonly PlannedNode[], refusedPorts: readonly EndpointKind[]): Origins {
  const originsOfNode = (node: PlannedNode): NodeOrigins => {
    const { client, toClients, peer, places, socketsSure, publishedSure } = node;
    const origins = (offers: readonly Offer[], sure: boolean, portsSure: boolean) =>
      new Map(
        offers.map(({ socket: { kind }, props }): readonly [EndpointKind, AddressOrigin] => [
          kind,
          { ...props, sure, portSure: portsSure && isPortSure(node, kind, refusedPorts) },
        ]),
      );
    return {
      clients: origins(toClients, client.sure, socketsSure && publishedSure),
      peers:
        peer === undefined
          ? new Map()
          : origins(
              [peer.replication, peer.http],
              peer.sure,
              socketsSure && (peer.publishedOn === undefined || publishedSure),
            ),
      addressesSure: places.every(({ sure }) => sure),
      bindIp: client.props.bindIp,
    };
  };
  const byNode = new Map(nodes.map((node) => [node.key, originsOfNode(node)]));
  return { addressesSure: [...byNode.values()].every((own) => own.addressesSure), nodes: byNode };
}

/** The networks that clients can be on, by what names them; `undefined` where what names them was refused. */
function clientNetworkKeys({ additionalNetworks: asked }: ClusterSpec): readonly string[] | undefined {
  const given: unknown = asked === undefined ? {} : asked;
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  return [EXTERNAL_KEY, ...Object.keys(given).sort()];
}

/** What is of another type is a problem, and must not keep the others from being found. */
function readSpec(asked: ClusterSpec, findings: Findings): ClusterSpec {
  const { name, secure, addresses }: { name: unknown; secure: unknown; addresses: unknown } = asked;
  const own = checkObject(
    addresses,
    'use nodeOverrides: { "node-0": { priority: 1 } }',
    findings.at("nodeOverrides"),
  );
  return {
    ...asked,
    name: readName(name, findings),
    secure: secure === true,
    addresses: own === undefined ? {} : asked.addresses,
  };
}

function networkOn({ name: host }: Host, network: NetworkPlan["network"], isServed: boolean): Network {
  const unpromised = network.interface === Interface.EXTERNAL && !isServed;
  const { interface: side, key, ...others } = network;
  return {
    interface: side,
    ...(key === undefined ? {} : { key }),
    host,
    ...others,
    ...(unpromised ? { unpromised } : {}),
  };
}

function clusterNode(
  node: PlannedNode,
  nodes: readonly PlannedNode[],
  audiences: readonly Audience[],
  cluster: string,
  serves: (network: Pick<Network, "key">) => boolean,
): ClusterNode {
  const { key, kind, index, name, host, endpoints, published } = node;
  return {
    key,
    kind,
    index,
    name,
    host,
    attachments: node.places.map((place) => attachment(place, node, cluster, serves(place.network.network))),
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
  isServed: boolean,
): Attachment {
  const toClients = [externalAlias(cluster, key), ...client.aliases];
  // What clients are told leads to the node on every network where they are served; its own name there, on no other.
  const ofNetwork = (own: string) => [additionalAlias(cluster, key, own), ...(isServed ? toClients : [])];
  const names =
    network.interface === Interface.INTERNAL
      ? [internalAlias(cluster, key), ...(peer?.alias === undefined ? [] : [peer.alias])]
      : network.key === undefined
        ? toClients
        : ofNetwork(network.key);
  return {
    interface: network.interface,
    ...(network.key === undefined ? {} : { key: network.key }),
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
      fix: nodes.some(({ kind }) => /^\d+$/.test(key.replace(`${wordOf(kind)}-`, "")))
        ? "use one of these, which are counted from 0, or remove it"
        : meantOrNone(
            key,
            nodes.map((n) => n.key),
          ),
    });
  }
}

import { readAttributes, type ClusterAttributes, type NodeState } from "../cluster/cluster-attributes";
import type { Audience } from "../network/model/audience";
import { deepFreeze } from "../network/model/deep-freeze";
import type { EndpointKind } from "../network/model/endpoint";
import { isKnownAtApply } from "../network/model/host-name";
import { UNNAMED_HOST } from "../network/model/names";
import {
  hostAndPort,
  wordOfNetwork,
  type ClusterNode,
  type Network,
  type Topology,
} from "../network/model/topology";
import { Findings } from "../problem/findings";
import { InvalidClusterError } from "../problem/invalid-cluster-error";

/**
 * What happens to a node: it is made anew, or goes; its container is replaced, or changed while it runs; its server is
 * started again, or reads its certificate anew.
 */
export type NodeChangeKind = "added" | "removed" | "replaced" | "updated" | "restarted" | "reloaded";

/** What happens to a node's data: they are kept, left where they are, deleted, or there are none yet. */
export type DataChange = "kept" | "left" | "deleted" | "none";

/** What a change does to one node. */
export interface NodeChange {
  /** The node's key. */
  readonly node: string;
  readonly change: NodeChangeKind;
  readonly data: DataChange;
  /**
   * Where it is put on another Docker host, by the hosts' names. Terraform makes its container there and removes the one
   * before in no order: stop that one first, because two of one node must never run.
   */
  readonly host?: ValueChange;
}

/** What a change does to one Docker network. */
export interface NetworkChange {
  /** `"internal"`, `"external"`, or its key in `additionalNetworks`. */
  readonly network: string;
  /** The Docker host that it is on, where hosts are named. */
  readonly host?: string;
  readonly change: "added" | "removed" | "replaced";
}

/** What clients of an audience dial from now on instead of something else. */
export interface AddressChange {
  readonly audience: Audience;
  readonly node: string;
  readonly endpoint: EndpointKind;
  /** As `host:port`; absent where it is new. */
  readonly before?: string;
  /** As `host:port`; absent where it is gone. */
  readonly after?: string;
}

/** What one value becomes. */
export interface ValueChange {
  readonly before: string;
  readonly after: string;
}

/** What a change of a cluster will do. */
export interface ClusterDiff {
  /** The cluster's name afterwards. */
  readonly cluster: string;
  /** Where it gets another name: it is another cluster then, and what had the old one goes. */
  readonly name?: ValueChange;
  readonly release?: ValueChange;
  /** How many members there are, where another number. */
  readonly members?: { readonly before: number; readonly after: number };
  /** Where TLS is switched on or off, which nodes cannot do one after the other. */
  readonly tls?: "on" | "off";
  /** Whether clients must trust another authority than before, as far as both are known at synth. */
  readonly authority: boolean;
  /** The nodes to which something happens, in the order of the topologies. */
  readonly nodes: readonly NodeChange[];
  readonly networks: readonly NetworkChange[];
  readonly addresses: readonly AddressChange[];
}

/**
 * What a change of a cluster will do, from what `exportAttributes` gave before it and gives after it; deep-frozen plain
 * data. What is secret is in neither, so that another password or licence key alone is not seen.
 * @throws InvalidClusterError where one of them is none
 */
export function diffClusters(before: ClusterAttributes, after: ClusterAttributes): ClusterDiff {
  const findings = new Findings();
  const was = read(before, "before", findings);
  const is = read(after, "after", findings);
  if (was === undefined || is === undefined)
    throw new InvalidClusterError("diffClusters", findings.problems, diffClusters);
  const { topology } = is;
  const release = changeOf(was.topology.release, topology.release);
  const name = changeOf(was.topology.name, topology.name);
  return deepFreeze({
    cluster: topology.name,
    ...(name === undefined ? {} : { name }),
    ...(release === undefined ? {} : { release }),
    ...(was.topology.size === topology.size
      ? {}
      : { members: { before: was.topology.size, after: topology.size } }),
    ...(was.topology.secure === topology.secure ? {} : { tls: topology.secure ? "on" : "off" }),
    authority: isOtherAuthority(was, is),
    nodes: nodeChanges(was, is),
    networks: networkChanges(was.topology, topology),
    addresses: addressChanges(was.topology, topology),
  });
}

function read(given: unknown, path: string, findings: Findings): ClusterAttributes | undefined {
  return readAttributes(given, (value) => typeof value === "string" && isKnownAtApply(value), findings, path);
}

function changeOf(before: string, after: string): ValueChange | undefined {
  return before === after ? undefined : { before, after };
}

function isOtherAuthority(was: ClusterAttributes, is: ClusterAttributes): boolean {
  const known = [was, is].map(({ caCertificate: text }) =>
    typeof text !== "string" || isKnownAtApply(text) ? undefined : text.trim(),
  );
  const differ = (one: string | undefined, other: string | undefined) =>
    one !== undefined && other !== undefined && one !== other;
  return differ(was.authority, is.authority) || differ(known[0], known[1]);
}

function nodeChanges(was: ClusterAttributes, is: ClusterAttributes): readonly NodeChange[] {
  const renamed = was.topology.name !== is.topology.name;
  const stateOf = ({ nodes }: ClusterAttributes, key: string) =>
    Object.entries(nodes).find(([own]) => own === key)?.[1];
  const gone = was.topology.nodes.filter(({ key }) => stateOf(is, key) === undefined);
  return [
    ...is.topology.nodes.flatMap(({ key }): readonly NodeChange[] => {
      const [before, after] = [stateOf(was, key), stateOf(is, key)];
      if (after === undefined) return [];
      if (before === undefined) return [{ node: key, change: "added", data: "none" }];
      const host = hostChange(key, was.topology, is.topology);
      const forgets = forgetsOf(was, is, key);
      const data = dataChange(before, after, { moves: host !== undefined, forgets });
      const change = renamed || host !== undefined ? "replaced" : changeOfNode(before, after);
      return change === undefined && data === "kept"
        ? []
        : [{ node: key, change: change ?? "replaced", data, ...(host === undefined ? {} : { host }) }];
    }),
    ...gone.flatMap(({ key }): readonly NodeChange[] => {
      const before = stateOf(was, key);
      return before === undefined
        ? []
        : [{ node: key, change: "removed", data: fateOf(before, forgetsOf(was, is, key)) }];
    }),
  ];
}

/** The most that happens to a node. */
function changeOfNode(before: NodeState, after: NodeState): NodeChangeKind | undefined {
  if (before.container !== after.container) return "replaced";
  if (before.settings !== after.settings) return "restarted";
  if (before.certificate !== after.certificate) return "reloaded";
  return before.limits === after.limits ? undefined : "updated";
}

function hostChange(key: string, was: Topology, is: Topology): ValueChange | undefined {
  const [before, after] = [was, is].map(({ nodes }) => nodes.find((node) => node.key === key)?.host);
  return before === undefined || after === undefined ? undefined : changeOf(before, after);
}

function dataChange(
  before: NodeState,
  after: NodeState,
  { moves, forgets }: { readonly moves: boolean; readonly forgets: boolean },
): DataChange {
  if (before.data === undefined)
    return after.data === undefined && before.container === after.container ? "kept" : "deleted";
  const fate = fateOf(before, forgets);
  // A volume of the same name on another host is another volume.
  if (moves || before.data !== after.data) return fate;
  // One that Terraform owned and that is not in the program is deleted, whatever mounts it.
  return after.deletesData || fate === "left" ? "kept" : "deleted";
}

/** What becomes of data that a node does not have any more. */
function fateOf({ data, deletesData }: NodeState, forgets: boolean): DataChange {
  return deletesData && (data === undefined || !forgets) ? "deleted" : "left";
}

/** Whether Terraform is told to forget the volume that it owned, which it is by the cluster's name and the hosts of now. */
function forgetsOf(was: ClusterAttributes, is: ClusterAttributes, key: string): boolean {
  const host = was.topology.nodes.find((node) => node.key === key)?.host;
  return (
    is.forgetsData === true &&
    was.topology.name === is.topology.name &&
    is.topology.hosts.some(({ name }) => name === host)
  );
}

/** What of a network makes it another one. */
function formOf({ name, existing, cidr, gateway, dynamicRange, isolated, host }: Network): string {
  return JSON.stringify([name, existing, host, ...(existing ? [] : [cidr, gateway, dynamicRange, isolated])]);
}

function networkChanges({ networks: were }: Topology, { networks: are }: Topology): readonly NetworkChange[] {
  const same = (network: Network) => (other: Network) =>
    wordOfNetwork(other) === wordOfNetwork(network) && other.host === network.host;
  const said = (network: Network, change: NetworkChange["change"]): NetworkChange => ({
    network: wordOfNetwork(network),
    ...(network.host === UNNAMED_HOST ? {} : { host: network.host }),
    change,
  });
  return [
    ...are.flatMap((network): readonly NetworkChange[] => {
      const before = were.find(same(network));
      if (before === undefined) return [said(network, "added")];
      return formOf(before) === formOf(network) ? [] : [said(network, "replaced")];
    }),
    ...were.filter((network) => !are.some(same(network))).map((network) => said(network, "removed")),
  ];
}

function addressChanges(was: Topology, is: Topology): readonly AddressChange[] {
  const [before, after] = [dialledOf(was), dialledOf(is)];
  const keys = new Set([...after.keys(), ...before.keys()]);
  return [...keys].flatMap((key): readonly AddressChange[] => {
    const [one, other] = [before.get(key), after.get(key)];
    const any = other ?? one;
    if (any === undefined || one?.at === other?.at) return [];
    const { audience, endpoint, node } = any;
    return [
      {
        audience,
        node,
        endpoint,
        ...(one === undefined ? {} : { before: one.at }),
        ...(other === undefined ? {} : { after: other.at }),
      },
    ];
  });
}

interface Dialled {
  readonly audience: Audience;
  readonly node: string;
  readonly endpoint: EndpointKind;
  readonly at: string;
}

/** What clients dial, of members and replicas alike. */
function dialledOf({ nodes, audiences }: Topology): ReadonlyMap<string, Dialled> {
  const of = ({ key, routes }: ClusterNode) =>
    routes
      .filter(({ audience }) => audiences.includes(audience))
      .map(({ audience, endpoint, dialled }) => ({
        audience,
        endpoint,
        node: key,
        at: hostAndPort(dialled),
      }));
  return new Map(nodes.flatMap(of).map((one) => [`${one.audience} ${one.node} ${one.endpoint}`, one]));
}

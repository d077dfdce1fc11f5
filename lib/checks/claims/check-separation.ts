import { Audience } from "../../network/model/audience";
import { Interface } from "../../network/model/endpoint";
import type { ClusterNode, Network, Topology } from "../../network/model/topology";
import { Findings } from "../../problem/findings";
import type { Problem } from "../../problem/problem";
import { quote } from "../../problem/quote";
import type { EngineClaim } from "./engine-claims";

/** A cluster as far as others on its engine can meet it. */
export type SeparateCluster = Pick<EngineClaim, "owner" | "topology">;

/** What a cluster shares with an earlier one. */
export interface Meeting {
  /** The later one of the two. */
  readonly owner: string;
  readonly problem: Problem;
}

interface Side {
  readonly owner: string;
  readonly network: Network;
}

/**
 * Clusters of one engine may share an external network that exists, and nothing more: neither an internal network
 * nor, on one they share, a name or an address. It adds to `EngineClaims`, which knows names, ports, ranges and
 * stores.
 */
export function checkSeparation(clusters: readonly SeparateCluster[]): readonly Meeting[] {
  const meetings: Meeting[] = [];
  const networks = new Map<string, Side[]>();
  const names = new Map<string, NameClaim>();
  const addresses = new Map<string, Side>();
  for (const { owner, topology } of clusters) {
    const findings = new Findings();
    for (const network of topology.networks) {
      const side = { owner, network };
      const others = networks.get(network.name) ?? [];
      const other = others.find((o) => o.owner !== owner && meetsInside(o.network, network));
      if (other !== undefined) reportInside(side, other, findings);
      else reportRange(side, others, findings);
      networks.set(network.name, [...others, side]);
      claimAddresses(topology, side, addresses, findings);
    }
    claimNames(topology, owner, names, findings);
    meetings.push(...findings.problems.map((problem) => ({ owner, problem })));
  }
  return meetings;
}

function meetsInside(one: Network, other: Network): boolean {
  return one.interface === Interface.INTERNAL || other.interface === Interface.INTERNAL;
}

function reportInside({ network }: Side, other: Side, findings: Findings): void {
  const whose = other.network.interface === Interface.INTERNAL ? "internal" : "external";
  findings.problem({
    code: "network.internal.shared",
    path: `${network.interface}Network`,
    got: `is ${quote(network.name)}, the ${whose} network of ${other.owner}`,
    expected:
      "an internal network belongs to one cluster: whoever is on it reaches replication and gossip of its nodes",
    fix: "use a network of its own for the nodes of every cluster",
  });
}

function reportRange({ owner, network }: Side, others: readonly Side[], findings: Findings): void {
  const other = others.find((o) => o.owner !== owner && o.network.cidr !== network.cidr);
  if (other === undefined) return;
  findings.problem({
    code: "network.cidr.differs",
    path: `${network.interface}Network.cidr`,
    got: `is "${network.cidr}" on ${quote(network.name)}, and "${other.network.cidr}" for ${other.owner}`,
    expected: "a network has one range, and the engine gives no address outside it",
    fix: "use the range that the network was created with",
  });
}

/** `EngineClaims` knows addresses on networks that exist for both; here one cluster may have created it. */
function claimAddresses(
  topology: Topology,
  { owner, network }: Side,
  addresses: Map<string, Side>,
  findings: Findings,
): void {
  const path = `${network.interface}Network`;
  for (const node of topology.nodes) {
    const address = node.attachments.find((a) => a.network === network.name)?.address;
    const key = `${network.name} ${address}`;
    const other = addresses.get(key);
    if (other === undefined) {
      addresses.set(key, { owner, network });
      continue;
    }
    const known = other.network.existing && network.existing;
    if (other.owner === owner || known || findings.hasProblemAt(path)) continue;
    findings.problem({
      code: "address.taken",
      path,
      got: `gives ${node.key} the address ${address} on ${quote(network.name)}, which ${other.owner} has given away`,
      expected: "every container needs an address of its own",
      fix: "set memberOffset and replicaOffset",
    });
  }
}

/** Who uses a name on a network, and for what. */
interface NameClaim {
  readonly owner: string;
  readonly path: string;
  readonly network: string;
  readonly name: string;
  /** The node that it stands for; absent for the Docker host, which may have one name for all clusters. */
  readonly node?: string;
}

/** On a network that clusters share, every name leads to one of them. */
function claimNames(
  topology: Topology,
  owner: string,
  names: Map<string, NameClaim>,
  findings: Findings,
): void {
  const dialled = hostNames(topology);
  for (const node of topology.nodes) {
    for (const { network, interface: side, aliases } of node.attachments) {
      const path = side === Interface.INTERNAL ? "peers" : "clients";
      for (const name of [node.name, ...aliases]) {
        claimName({ owner, path, network, name, node: node.key }, names, findings);
      }
      if (side !== Interface.EXTERNAL) continue;
      for (const name of dialled) {
        claimName({ owner, path, network, name }, names, findings);
      }
    }
  }
}

function claimName(claim: NameClaim, names: Map<string, NameClaim>, findings: Findings): void {
  const { owner, path, network, name, node } = claim;
  const key = `${network} ${name.toLowerCase()}`;
  const other = names.get(key);
  if (other === undefined) names.set(key, claim);
  if (other === undefined || other.owner === owner) return;
  if ((node === undefined && other.node === undefined) || findings.hasProblemAt(path)) return;
  findings.problem({
    code: "name.shared",
    path,
    got: `uses ${quote(name)} on ${quote(network)} for ${whatOf(claim)}, as ${other.owner} does for ${whatOf(other)}`,
    expected: "on a network that two clusters share, Docker resolves a name to either of them",
    fix: "use names of its own for every cluster, or networks of its own",
  });
}

function whatOf({ node = "the Docker host" }: NameClaim): string {
  return node;
}

/** Names by which containers on the external network dial the Docker host. */
function hostNames(topology: Topology): readonly string[] {
  if (!topology.audiences.includes(Audience.NETWORK)) return [];
  const own = (node: ClusterNode) =>
    node.attachments.some((a) => a.aliases.includes(node.advertised.http.host));
  return [...new Set(topology.nodes.filter((n) => !own(n)).map((n) => n.advertised.http.host))];
}

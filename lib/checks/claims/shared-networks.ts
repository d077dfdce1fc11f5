import { Audience } from "../../network/model/audience";
import { Interface } from "../../network/model/endpoint";
import { propOfNetwork, type ClusterNode, type Network, type Topology } from "../../network/model/topology";
import type { Findings } from "../../problem/findings";
import { quote, quoteNetwork } from "../../problem/quote";

interface Side {
  readonly owner: string;
  readonly network: Network;
}

/**
 * What the clusters of one engine have on its networks. They may share an external network that exists, and nothing
 * more: neither an internal network nor, on one they share, a name or an address.
 */
export class SharedNetworks {
  private readonly networks = new Map<string, Side[]>();
  private readonly names = new Map<string, NameClaim>();
  private readonly addresses = new Map<string, string>();

  /** Adds a cluster, and reports what an earlier one has. */
  add(owner: string, topology: Topology, findings: Findings): void {
    for (const network of topology.networks) {
      const side = { owner, network };
      const others = this.networks.get(network.name) ?? [];
      const other = others.find((o) => o.owner !== owner && meetsInside(o.network, network));
      const taken = claimAddresses(topology, side, this.addresses);
      if (other !== undefined) reportInside(side, other, findings);
      else {
        reportCreated(side, others, findings);
        if (taken !== undefined) reportAddress(network, taken, findings);
      }
      this.networks.set(network.name, [...others, side]);
    }
    claimNames(topology, owner, this.names, findings);
  }
}

function meetsInside(one: Network, other: Network): boolean {
  return one.interface === Interface.INTERNAL || other.interface === Interface.INTERNAL;
}

function reportInside({ network }: Side, other: Side, findings: Findings): void {
  const whose = other.network.interface === Interface.INTERNAL ? "internal" : "external";
  findings.problem({
    code: "network.internal.shared",
    path: propOfNetwork(network),
    got: `is ${quoteNetwork(network.name)}, the ${whose} network of ${other.owner}`,
    expected:
      "an internal network belongs to one cluster: whoever is on it reaches replication and gossip of its nodes",
    fix: "use a network of its own for the nodes of every cluster",
  });
}

/** What a network was created with: a prop of it, what a cluster says of it, and why it is only one of two. */
interface Created {
  readonly prop: "cidr" | "dynamicRange" | "internal";
  readonly said: (network: Network) => string | undefined;
  readonly why: string;
}

const CREATED: readonly Created[] = [
  {
    prop: "cidr",
    said: ({ cidr }) => quote(cidr),
    why: "a network has one range, and the engine gives no address outside it",
  },
  {
    prop: "dynamicRange",
    said: ({ dynamicRange }) => (dynamicRange === undefined ? undefined : quote(dynamicRange)),
    why: "the engine has one place on a network for other containers, its ip_range",
  },
  {
    prop: "internal",
    said: ({ isolated }) => String(isolated),
    why: "a network has a way out or none, whoever is on it",
  },
];

/** Tells where clusters say of one network that it was created in two ways. */
function reportCreated({ owner, network }: Side, others: readonly Side[], findings: Findings): void {
  for (const { prop, said, why } of CREATED) {
    const own = said(network);
    const other = others.find((o) => o.owner !== owner && own !== (said(o.network) ?? own));
    if (own === undefined || other === undefined) continue;
    findings.problem({
      code: `network.${prop}.differs`,
      path: `${propOfNetwork(network)}.${prop}`,
      got: `is ${own} on ${quoteNetwork(network.name)}, and ${said(other.network) ?? ""} for ${other.owner}`,
      expected: why,
      fix: `use the ${prop} that the network was created with`,
    });
    // The range is wrong with the network, and what lies within it is another one, too.
    return;
  }
}

/** An address that an earlier cluster has given away, and the node that would get it. */
interface TakenAddress {
  readonly owner: string;
  readonly node: string;
  readonly address: string;
}

/** Claims the addresses of a cluster's nodes on a network; gives the first that another cluster has. */
function claimAddresses(
  topology: Topology,
  { owner, network }: Side,
  addresses: Map<string, string>,
): TakenAddress | undefined {
  let taken: TakenAddress | undefined;
  for (const node of topology.nodes) {
    for (const { network: name, address } of node.attachments) {
      if (name !== network.name) continue;
      const other = addresses.get(`${name} ${address}`);
      if (other === undefined) addresses.set(`${name} ${address}`, owner);
      else if (other !== owner) taken ??= { owner: other, node: node.key, address };
    }
  }
  return taken;
}

function reportAddress(network: Network, { owner, node, address }: TakenAddress, findings: Findings): void {
  findings.problem({
    code: "address.taken",
    path: propOfNetwork(network),
    got: `gives ${node} the address ${address} on ${quoteNetwork(network.name)}, which ${owner} has given away`,
    expected: "every container needs an address of its own",
    fix: "set memberOffset and replicaOffset",
  });
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
  // One name that is shared is told for each prop.
  const shared = new Map<string, readonly [NameClaim, NameClaim]>();
  const claim = (own: NameClaim) => {
    const other = claimName(own, names);
    if (other !== undefined && !shared.has(own.path)) shared.set(own.path, [own, other]);
  };
  const dialled = hostNames(topology);
  for (const node of topology.nodes) {
    for (const { network, interface: side, aliases } of node.attachments) {
      const path = side === Interface.INTERNAL ? "peers" : "clients";
      for (const name of [node.name, ...aliases]) claim({ owner, path, network, name, node: node.key });
      if (side !== Interface.EXTERNAL) continue;
      for (const name of dialled) claim({ owner, path, network, name });
    }
  }
  for (const [own, other] of shared.values()) reportName(own, other, findings);
}

/** Claims a name; gives who has it already and means something else. */
function claimName(claim: NameClaim, names: Map<string, NameClaim>): NameClaim | undefined {
  const key = `${claim.network} ${claim.name.toLowerCase()}`;
  const other = names.get(key);
  if (other === undefined) names.set(key, claim);
  if (other === undefined || other.owner === claim.owner) return undefined;
  return claim.node === undefined && other.node === undefined ? undefined : other;
}

function reportName(claim: NameClaim, other: NameClaim, findings: Findings): void {
  const { path, network, name } = claim;
  findings.problem({
    code: "name.shared",
    path,
    got: `uses ${quote(name)} on ${quoteNetwork(network)} for ${whatOf(claim)}, as ${other.owner} does for ${whatOf(other)}`,
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

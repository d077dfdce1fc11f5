import fc from "fast-check";
import { EngineClaims } from "../../../lib/checks/claims/engine-claims";
import { FreeValues } from "../../../lib/checks/claims/free-values";
import { SharedNetworks } from "../../../lib/checks/claims/shared-networks";
import type { EngineState } from "../../../lib/reach/engine-state";
import type { ReachabilityPlace } from "../../../lib/reach/place";
import { placesOfAudience } from "../../../lib/reach/client-cells";
import { Dialler } from "../../../lib/reach/walk";
import { Audience } from "../../../lib/network/model/audience";
import { ClientAccess } from "../../../lib/network/asked/client-access";
import type { ClusterSpec, NetworkSpec } from "../../../lib/network/asked/cluster-spec";
import { EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import { PeerAccess } from "../../../lib/network/asked/peer-access";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import type { HostPort, Network, Topology } from "../../../lib/network/model/topology";
import { Findings } from "../../../lib/problem/findings";
import { describeProblem } from "../../../lib/problem/describe-problem";
import { capabilitiesOf } from "../../../lib/server/capabilities-of";
import { planned, specOf } from "../../network/arbitrary-spec";
import { plan } from "../../network/planning";
import { clusterOf, type Cluster } from "../../reach/judged";
import { runs, seenIn } from "../../runs";

/** Two clusters on one engine, with every container known by its cluster too. */
interface Pair {
  readonly one: Cluster;
  readonly other: Cluster;
}

function side({ networks }: Topology, which: Interface): Network | undefined {
  return networks.find((n) => n.interface === which);
}

/** What is said of the pair by all that judges clusters together. */
function codes({ one, other }: Pair): readonly string[] {
  const clusters = [one, other].map(({ topology }, i) => ({
    owner: `cluster-${i}`,
    topology,
    stores: topology.nodes.map((n) => `${n.name}-data`),
  }));
  const claims = new EngineClaims(new FreeValues(clusters.map(({ topology }) => topology)));
  return clusters.flatMap((c) => claims.add(c)).map((p) => `${p.code} ${p.path}`);
}

/** Both on one engine. */
function together({ one, other }: Pair): EngineState {
  const of = ({ state }: Cluster, owner: string) =>
    state.containers.map((c) => ({ ...c, key: `${owner}/${c.key}` }));
  const networks = new Map([...other.state.networks, ...one.state.networks].map((n) => [n.name, n]));
  const hosts = [one.state.host, other.state.host];
  return {
    networks: [...networks.values()],
    containers: [...of(one, "one"), ...of(other, "other")],
    host: {
      name: "docker",
      addresses: hosts.flatMap((h) => h.addresses),
      names: hosts.flatMap((h) => h.names),
    },
  };
}

/** Where a cluster's own people are: its nodes, and containers on its external network. */
function placesOf(owner: string, { topology }: Cluster): readonly ReachabilityPlace[] {
  return [
    ...topology.nodes.map((node): ReachabilityPlace => ({
      kind: "container",
      host: node.host,
      networks: node.attachments.map((a) => a.network),
      key: `${owner}/${node.key}`,
    })),
    ...placesOfAudience(topology, Audience.NETWORK).map(({ from }) => from),
  ];
}

/** Every name and address at which the cluster's internal endpoints might be dialled. */
function innerDials({ topology }: Cluster): readonly HostPort[] {
  return topology.nodes.flatMap((node) =>
    node.endpoints
      .filter((e) => e.kind === EndpointKind.INTERNAL_TCP || e.kind === EndpointKind.INTERNAL_HTTP)
      // Bound to every interface by the user's own word, it is open to the external network.
      .filter((e) => e.bind !== "0.0.0.0")
      .flatMap((e) =>
        node.attachments
          .flatMap((a) => [a.address, node.name, ...a.aliases])
          .map((host) => ({ host, port: e.port })),
      ),
  );
}

const RELEASES = ["5.0.11", "22.10.5", "24.10.4"];
const network = (n: Network): ClusterSpec["externalNetwork"] => ({
  cidr: n.cidr,
  networkName: n.name,
  internal: n.isolated,
  memberOffset: 24,
  replicaOffset: 50,
});

type Relation = "apart" | "sameExternal" | "sameInternal" | "crossed";

/** The second spec as it would be if it were tied to the first cluster in that way. */
function tied(spec: ClusterSpec, first: Topology, relation: Relation): ClusterSpec {
  const [internal, external] = [side(first, Interface.INTERNAL), side(first, Interface.EXTERNAL)!];
  switch (relation) {
    case "sameExternal":
      return { ...spec, externalNetwork: network(external)! };
    case "sameInternal":
      return internal === undefined ? spec : { ...spec, internalNetwork: network(internal)! };
    case "crossed":
      return internal === undefined ? spec : { ...spec, externalNetwork: network(internal)! };
    default:
      return spec;
  }
}

const pairs: fc.Arbitrary<{ pair: Pair; relation: Relation }> = fc
  .record({
    release: fc.constantFrom(...RELEASES),
    relation: fc.constantFrom<Relation>("apart", "sameExternal", "sameInternal", "crossed"),
  })
  .chain(({ release, relation }) => {
    const capabilities = capabilitiesOf({ version: release, line: release, asked: release });
    const some = planned([capabilities]).map(({ spec }) => ({
      ...spec,
      secure: false,
      allowPublished: true,
    }));
    return fc.tuple(some, some).map(([spec, second]) => {
      const one = clusterOf(release, { ...spec, name: "one" });
      const asked = { ...tied(second, one.topology, relation), name: "other" };
      // What was drawn for its own network may not fit into another's.
      if (plan(asked, capabilities).topology === undefined) return undefined;
      return { pair: { one, other: clusterOf(release, asked) }, relation };
    });
  })
  .filter((drawn) => drawn !== undefined);

test("two clusters of which nothing is said never meet inside", () => {
  const seen = { apart: 0, sameExternal: 0, refused: 0, dialled: 0 };
  fc.assert(
    fc.property(pairs, ({ pair, relation }) => {
      if (codes(pair).length > 0) {
        seen.refused++;
        return;
      }
      const dialler = new Dialler([together(pair)]);
      for (const [owner, mine, theirs] of [
        ["one", pair.one, pair.other],
        ["other", pair.other, pair.one],
      ] as const) {
        const dials = innerDials(theirs);
        const own = `${owner}/`;
        for (const from of placesOf(owner, mine)) {
          const met = dials.filter((at) => {
            const walk = dialler.knock(from, at);
            // Its own name or address may be the same as theirs on another network; that leads to its own node.
            return walk.reached !== false && !walk.ending!.container.startsWith(own);
          });
          expect(met).toEqual([]);
          seen.dialled += dials.length;
        }
        for (const node of mine.topology.nodes) {
          const from = placesOf(owner, mine).find(
            (p) => p.kind === "container" && p.key === `${owner}/${node.key}`,
          )!;
          for (const seed of node.seeds) {
            expect(dialler.dial(from, seed).ending?.container.startsWith(own)).toBe(true);
          }
        }
      }
      if (relation === "apart" || relation === "sameExternal") seen[relation]++;
    }),
    { seed: 20_251_123, numRuns: runs(120).numRuns },
  );
  expect(seen.dialled).toBeGreaterThanOrEqual(seenIn(1000));
  for (const count of [seen.apart, seen.sameExternal, seen.refused])
    expect(count).toBeGreaterThanOrEqual(seenIn(5));
});

test("an internal network of one that the other joins by whatever side is refused", () => {
  let shared = 0;
  fc.assert(
    fc.property(pairs, ({ pair }) => {
      const inner = [pair.one, pair.other].map((c) => side(c.topology, Interface.INTERNAL)?.name);
      const names = [pair.one, pair.other].map((c) => c.topology.networks.map((n) => n.name));
      const meets = names[1]!.includes(inner[0] ?? "") || names[0]!.includes(inner[1] ?? "");
      expect(codes(pair).some((c) => c.startsWith("network.internal.shared"))).toBe(meets);
      if (meets) shared++;
    }),
    { seed: 20_251_124, numRuns: runs(80).numRuns },
  );
  expect(shared).toBeGreaterThanOrEqual(seenIn(10));
});

const pairOf = (first: Partial<ClusterSpec>, second: Partial<ClusterSpec>): Pair => ({
  one: clusterOf("24.10.4", specOf({ name: "one", ...first })),
  other: clusterOf(
    "24.10.4",
    specOf({
      name: "other",
      internalNetwork: { cidr: "10.241.0.0/24" },
      externalNetwork: { cidr: "10.241.1.0/24" },
      ...second,
    }),
  ),
});
const LAN = { networkName: "lan", cidr: "10.5.0.0/24" };
const APART = { ...LAN, memberOffset: 24, replicaOffset: 50 };
const ports = PortPlan.sequential({ http: 2113 });
const theirs = (networkName: string, cidr: string) => ({
  networkName,
  cidr,
  memberOffset: 24,
  replicaOffset: 60,
});

describe("what two clusters may not share", () => {
  test.each<readonly [string, Pair, readonly string[]]>([
    ["nothing", pairOf({}, {}), []],
    ["an external network that exists", pairOf({ externalNetwork: LAN }, { externalNetwork: APART }), []],
    [
      "the other's internal network, created by it",
      pairOf(
        {},
        {
          internalNetwork: {
            networkName: "one-internal",
            cidr: "10.240.0.0/24",
            memberOffset: 24,
            replicaOffset: 60,
          },
        },
      ),
      ["network.internal.shared internalNetwork"],
    ],
    [
      "the other's internal network for clients",
      pairOf(
        {},
        {
          externalNetwork: {
            networkName: "one-internal",
            cidr: "10.240.0.0/24",
            memberOffset: 24,
            internal: true,
            replicaOffset: 60,
          },
        },
      ),
      ["network.internal.shared externalNetwork"],
    ],
    [
      "an address on a network that one of them created",
      pairOf({}, { externalNetwork: { networkName: "one-external", cidr: "10.240.1.0/24" } }),
      ["address.taken externalNetwork"],
    ],
    [
      "a network of two ranges",
      pairOf({ externalNetwork: LAN }, { externalNetwork: { ...LAN, cidr: "10.6.0.0/24" } }),
      ["network.cidr.differs externalNetwork.cidr"],
    ],
    [
      "a network with two places for other containers",
      pairOf(
        { externalNetwork: { ...LAN, dynamicRange: "10.5.0.128/25" } },
        { externalNetwork: { ...APART, dynamicRange: "10.5.0.192/26" } },
      ),
      ["network.dynamicRange.differs externalNetwork.dynamicRange"],
    ],
    [
      "a network with a way out and without",
      pairOf({ externalNetwork: LAN }, { externalNetwork: { ...APART, internal: true } }),
      ["network.internal.differs externalNetwork.internal"],
    ],
    [
      "a public name on one network",
      pairOf(
        { externalNetwork: LAN, clients: ClientAccess.everywhere({ domain: "db.test", ports }) },
        {
          externalNetwork: APART,
          clients: ClientAccess.everywhere({ domain: "DB.test", ports: PortPlan.sequential({ http: 3113 }) }),
        },
      ),
      ["name.shared clients"],
    ],
    [
      "the name of the Docker host, which is one",
      pairOf(
        {
          externalNetwork: LAN,
          clients: ClientAccess.throughHost({ host: "host.test", ports }),
          allowPublished: true,
        },
        {
          externalNetwork: APART,
          clients: ClientAccess.throughHost({
            host: "host.test",
            ports: PortPlan.sequential({ http: 3113 }),
          }),
          allowPublished: true,
        },
      ),
      [],
    ],
    [
      "the name of the Docker host for one and of a node for the other",
      pairOf(
        {
          externalNetwork: LAN,
          clients: ClientAccess.throughHost({ host: "node0.db.test", ports }),
          allowPublished: true,
        },
        {
          externalNetwork: APART,
          clients: ClientAccess.everywhere({ domain: "db.test", ports: PortPlan.sequential({ http: 3113 }) }),
        },
      ),
      ["name.shared clients"],
    ],
    [
      "a name that nodes are told, each on a network of its own",
      pairOf({ peers: names() }, { peers: names() }),
      [],
    ],
  ])("%s", (_name, pair, expected) => {
    expect(codes(pair)).toEqual(expected);
  });

  test.each<readonly [string, Pair, string]>([
    [
      "a network for nodes",
      pairOf({}, { internalNetwork: { ...theirs("one-internal", "10.240.0.0/24") } }),
      'internalNetwork is "one-internal", the internal network of app/one: an internal network belongs to one cluster: whoever is on it reaches replication and gossip of its nodes; use a network of its own for the nodes of every cluster',
    ],
    [
      "a network for nodes that is the other's for clients",
      pairOf({ externalNetwork: LAN }, { internalNetwork: { ...APART, internal: true } }),
      'internalNetwork is "lan", the external network of app/one: an internal network belongs to one cluster: whoever is on it reaches replication and gossip of its nodes; use a network of its own for the nodes of every cluster',
    ],
    [
      "a network of two ranges",
      pairOf({ externalNetwork: LAN }, { externalNetwork: { ...LAN, cidr: "10.6.0.0/24" } }),
      'externalNetwork.cidr is "10.6.0.0/24" on "lan", and "10.5.0.0/24" for app/one: a network has one range, and the engine gives no address outside it; use the cidr that the network was created with',
    ],
    [
      "an address, of which the first is named",
      pairOf({}, { externalNetwork: { networkName: "one-external", cidr: "10.240.1.0/24" } }),
      'externalNetwork gives node-0 the address 10.240.1.11 on "one-external", which app/one has given away: every container needs an address of its own; set memberOffset and replicaOffset',
    ],
    [
      "an address of a second node alone",
      pairOf(
        {},
        { externalNetwork: { networkName: "one-external", cidr: "10.240.1.0/24", memberOffset: 13 } },
      ),
      'externalNetwork gives node-0 the address 10.240.1.13 on "one-external", which app/one has given away: every container needs an address of its own; set memberOffset and replicaOffset',
    ],
    [
      "a node's name",
      pairOf(
        { externalNetwork: LAN, clients: ClientAccess.everywhere({ domain: "db.test", ports }) },
        {
          externalNetwork: APART,
          clients: ClientAccess.everywhere({ domain: "DB.test", ports: PortPlan.sequential({ http: 3113 }) }),
        },
      ),
      'clients uses "node0.db.test" on "lan" for node-0, as app/one does for node-0: on a network that two clusters share, Docker resolves a name to either of them; use names of its own for every cluster, or networks of its own',
    ],
    [
      "a name of the Docker host",
      pairOf(
        { externalNetwork: LAN, clients: ClientAccess.everywhere({ domain: "db.test", ports }) },
        {
          externalNetwork: APART,
          clients: ClientAccess.throughHost({
            host: "node1.db.test",
            ports: PortPlan.sequential({ http: 3113 }),
          }),
          allowPublished: true,
        },
      ),
      'clients uses "node1.db.test" on "lan" for the Docker host, as app/one does for node-1: on a network that two clusters share, Docker resolves a name to either of them; use names of its own for every cluster, or networks of its own',
    ],
  ])("is said of the later one, with what to do: %s", (_name, { one, other }, said) => {
    const networks = new SharedNetworks();
    const saidOf = (owner: string, { topology }: Cluster) => {
      const findings = new Findings();
      networks.add(owner, topology, findings);
      return findings.problems.map(describeProblem);
    };
    expect(saidOf("app/one", one)).toEqual([]);
    expect(saidOf("app/other", other)).toEqual([said]);
  });

  test("is no matter within one cluster", () => {
    const { topology } = clusterOf("24.10.4", specOf({ externalNetwork: LAN }));
    const [networks, findings] = [new SharedNetworks(), new Findings()];
    for (const owner of ["app/one", "app/one"]) networks.add(owner, topology, findings);
    expect(findings.problems).toEqual([]);
  });

  test("is not a name of the host that no container dials", () => {
    const local = (http: number, externalNetwork: NetworkSpec) => ({
      externalNetwork,
      clients: ClientAccess.throughHost({
        host: "node1.db.test",
        ports: PortPlan.sequential({ http }),
        audiences: [Audience.HOST],
      }),
      allowPublished: true,
    });
    const everywhere = {
      externalNetwork: LAN,
      clients: ClientAccess.everywhere({ domain: "db.test", ports }),
    };
    expect(codes(pairOf(everywhere, local(3113, APART)))).toEqual([]);
  });
});

function names(): PeerAccess {
  return PeerAccess.perNode(
    [0, 1, 2].map((n) => ({ host: `node${n}.peers.test`, tcpPort: 1112, httpPort: 2113 })),
  );
}

import fc from "fast-check";
import type { ReachabilityCell } from "../../lib/reach/cell";
import { reachabilityOf } from "../../lib/reach/reachability";
import { Audience } from "../../lib/network/model/audience";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { EndpointKind, Interface } from "../../lib/network/model/endpoint";
import { clientNetworksOf, endpointOf } from "../../lib/network/model/topology";
import { capabilitiesOf, isVersion5 } from "../../lib/server/capabilities-of";
import { RELEASES } from "../../lib/server/release";
import { planned } from "../network/arbitrary-spec";
import { clusterOf, judge } from "./judged";
import { runs, seenIn } from "../runs";

/** Every release with a spec that is valid on it, with TLS or without. */
const judged: fc.Arbitrary<{ release: string; spec: ClusterSpec }> = fc
  .constantFrom(...RELEASES)
  .chain((release) =>
    planned([capabilitiesOf({ version: release, line: release, asked: release })]).map(({ spec }) => ({
      release,
      spec: {
        ...spec,
        allowPublished: true,
      },
    })),
  );
const RUNS = Object.freeze({ seed: 20_251_122, numRuns: runs(300).numRuns });

function isOf(cell: ReachabilityCell, node: string, endpoint: EndpointKind): boolean {
  return cell.node === node && cell.endpoint === endpoint;
}

test("whatever is planned on any release, what is needed is reached, and nothing that must be closed", () => {
  const seen = { cells: 0 };
  fc.assert(
    fc.property(judged, fc.constantFrom(undefined, "20.10.24", "28.5.2"), ({ release, spec }, engine) => {
      const cluster = clusterOf(release, spec);
      const { matrix, problems } = judge(cluster, engine);
      expect(problems).toEqual([]);
      const judgedCells = matrix.cells.filter((c) => c.expected !== "incidental");
      expect(judgedCells.filter((c) => c.reached !== (c.expected === "required"))).toEqual([]);
      seen.cells += judgedCells.length;
    }),
    RUNS,
  );
  expect(seen.cells).toBeGreaterThanOrEqual(seenIn(10_000));
});

test("every promised audience has a needed cell for every endpoint of every node, and peers theirs", () => {
  fc.assert(
    fc.property(judged, ({ release, spec }) => {
      const cluster = clusterOf(release, spec);
      const { topology } = cluster;
      const needed = judge(cluster).matrix.cells.filter((c) => c.expected === "required");
      const inner = isVersion5(release) ? EndpointKind.INTERNAL_HTTP : EndpointKind.HTTP;
      for (const node of topology.nodes) {
        const kinds = [EndpointKind.HTTP, EndpointKind.EXTERNAL_TCP].filter((kind) => endpointOf(node, kind));
        const networks = clientNetworksOf(topology);
        const promised = networks.filter((n) => n.unpromised !== true).map((n) => [n.name]);
        // Where there are several, somebody is on all of them, too.
        const on = networks.length === 1 ? promised : [...promised, networks.map((n) => n.name)];
        for (const audience of topology.audiences) {
          for (const kind of kinds) {
            const own = needed.filter((c) => c.audience === audience && isOf(c, node.key, kind));
            if (audience === Audience.NETWORK)
              expect(own.map(({ from }) => from.kind === "container" && from.networks)).toEqual(on);
            else expect(own).toHaveLength(1);
          }
        }
        const others = topology.nodes.length - 1;
        const members = topology.nodes.filter((n) => n.kind === "member" && n.key !== node.key);
        const peers = needed.filter((c) => c.audience === Audience.PEERS);
        const told = peers.filter((c) => c.source === "gossip");
        expect(told.filter((c) => isOf(c, node.key, EndpointKind.INTERNAL_TCP))).toHaveLength(others);
        expect(told.filter((c) => isOf(c, node.key, inner))).toHaveLength(others);
        const seeds = peers.filter(
          (c) => c.source === "seed" && c.from.kind === "container" && c.from.key === node.key,
        );
        expect(seeds.map((c) => c.node).sort()).toEqual(members.map((m) => m.key).sort());
      }
    }),
    { ...RUNS, numRuns: runs(150).numRuns },
  );
});

test("every internal endpoint is tried by all who must not reach it, at every address of its node", () => {
  fc.assert(
    fc.property(judged, ({ release, spec }) => {
      const cluster = clusterOf(release, spec);
      const { cells } = judge(cluster).matrix;
      const networks = clientNetworksOf(cluster.topology);
      const places = networks.length === 1 ? networks : [...networks, networks];
      for (const node of cluster.topology.nodes) {
        for (const kind of [EndpointKind.INTERNAL_TCP, EndpointKind.INTERNAL_HTTP]) {
          const endpoint = endpointOf(node, kind);
          if (endpoint === undefined) continue;
          for (const { address, interface: side } of node.attachments) {
            const at = cells.filter(
              (c) => isOf(c, node.key, kind) && c.source === "address" && c.dialled.host === address,
            );
            // Opened by the user's own word, it is open to the networks of clients.
            const opened = side === Interface.EXTERNAL && endpoint.bind === "0.0.0.0";
            const closedTo = at.filter((c) => c.expected === "forbidden");
            expect(closedTo.map((c) => c.audience)).toEqual(
              opened
                ? [undefined, Audience.REMOTE]
                : [...places.map(() => Audience.NETWORK), undefined, Audience.REMOTE],
            );
            const host = at.filter((c) => c.from.kind === "host");
            expect(host.map((c) => [c.expected, c.note])).toEqual([
              ["incidental", "the Docker host reaches every container address"],
            ]);
            const bound = endpoint.bind === "0.0.0.0" || endpoint.bind === address;
            expect(host[0]!.reached).toBe(bound);
          }
        }
      }
    }),
    { ...RUNS, numRuns: runs(150).numRuns },
  );
});

test("the same input gives the same cells, frozen to the ground", () => {
  const isFrozen = (value: unknown): boolean =>
    typeof value !== "object" ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozen));
  fc.assert(
    fc.property(judged, ({ release, spec }) => {
      const [one, other] = [judge(clusterOf(release, spec)), judge(clusterOf(release, spec))];
      expect(JSON.stringify(one)).toBe(JSON.stringify(other));
      expect(isFrozen(one.matrix)).toBe(true);
      expect(structuredClone(one.matrix)).toEqual(one.matrix);
      // What is checked is a part of what is shown.
      const { topology, servers, state } = clusterOf(release, spec);
      const checked = reachabilityOf({ topology, nodes: servers, engines: [state], checkedOnly: true });
      expect(checked.cells).toEqual(one.matrix.cells.filter((c) => c.expected !== "incidental"));
    }),
    { ...RUNS, numRuns: runs(60).numRuns },
  );
});

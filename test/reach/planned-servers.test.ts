import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import type { Reachability } from "../../lib/reach/cell";
import { plannedServers } from "../../lib/reach/planned-servers";
import { reachabilityOf } from "../../lib/reach/reachability";
import { serverStateOf } from "../../lib/reach/server-state";
import { certificateNames } from "../../lib/tls/certificate-names";
import { planned } from "../network/arbitrary-spec";
import { RUNS } from "../network/planning";
import { configureAnyway } from "../server/settings/configured";

/** What is dialled, and what comes of it. */
const verdicts = ({ cells }: Reachability) =>
  cells.map(({ from, node, endpoint, dialled, expected, reached, failed }) => ({
    from,
    node,
    endpoint,
    dialled,
    expected,
    reached,
    failed,
  }));

test("who reaches what by the topology alone is what the emitted settings come to", () => {
  fc.assert(
    fc.property(planned(), ({ spec, capabilities }) => {
      const { topology, settings } = configureAnyway(capabilities.release, spec, new Findings(), {
        capabilities,
      });
      const emitted = new Map(
        settings.map(([node, own]) => {
          const names = certificateNames(topology, node).map(({ name }) => name);
          return [node.key, serverStateOf(topology, node, own, topology.secure ? names : undefined)] as const;
        }),
      );
      const byTopology = reachabilityOf({ topology, nodes: plannedServers(topology) });
      expect(verdicts(byTopology)).toEqual(verdicts(reachabilityOf({ topology, nodes: emitted })));
    }),
    RUNS,
  );
});

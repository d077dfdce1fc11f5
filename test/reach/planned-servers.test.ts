import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import type { Reachability } from "../../lib/reach/cell";
import { plannedServers } from "../../lib/reach/planned-servers";
import { reachabilityOf } from "../../lib/reach/reachability";
import { serverStateOf, type ServerState } from "../../lib/reach/server-state";
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

/** What of a server decides who reaches it; a single one tells nobody what nodes are told. */
function toldBy({ interpretation, ...others }: ServerState, single: boolean) {
  const { listening, gossip, gossiped } = interpretation;
  const tls = gossip.internalSecureTcpPort > 0;
  const own = single ? { tls } : { tls, replication: gossiped.replication, nodeHttp: gossiped.nodeHttp };
  return { ...others, listening, http: gossiped.http, ...own };
}

test("a server does by the topology alone what it does by the emitted settings", () => {
  fc.assert(
    fc.property(planned(), fc.boolean(), ({ spec: drawn, capabilities }, plain) => {
      // v5 has TLS on both sides of TCP or on none.
      const isPlain = plain && drawn.secure && !capabilities.separateHttp;
      const spec = isPlain
        ? { ...drawn, externalTcp: true, externalTcpTls: false, clients: undefined }
        : drawn;
      const { topology, settings } = configureAnyway(capabilities.release, spec, new Findings(), {
        capabilities,
      });
      const byTopology = plannedServers(topology);
      const single = topology.nodes.length === 1;
      for (const [node, own] of settings) {
        const names = certificateNames(topology, node).map(({ name }) => name);
        // On v5 clients say which name they expect.
        const known = topology.secure && !capabilities.separateHttp ? names : undefined;
        expect(toldBy(byTopology.get(node.key)!, single)).toEqual(
          toldBy(serverStateOf(topology, node, own, known), single),
        );
      }
    }),
    RUNS,
  );
});

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

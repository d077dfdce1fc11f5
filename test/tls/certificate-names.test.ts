import fc from "fast-check";
import { Audience } from "../../lib/network/model/audience";
import { connectionString } from "../../lib/network/model/connection-string";
import { isIpv4 } from "../../lib/network/model/ipv4";
import type { ClusterNode, Topology } from "../../lib/network/model/topology";
import { capabilitiesOf } from "../../lib/server/capabilities-of";
import { LINES, RELEASES } from "../../lib/server/release";
import { certificateNames, probeName } from "../../lib/tls/certificate-names";
import { planned, specOf } from "../network/arbitrary-spec";
import { everySecured } from "../network/every-planned";
import { RUNS, topologyOf } from "../network/planning";
import { releaseOf, secureTopology } from "./made-certificates";

/** The newest release of a line. */
function newestOf(line: string): string {
  return RELEASES.filter((release) => release.startsWith(`${line}.`)).pop() ?? "";
}

/** What anybody dials to get to a node, from what it tells others, the seeds and the connection string. */
function dialled(topology: Topology, node: ClusterNode): readonly string[] {
  const { replication, nodeHttp, http, externalTcp } = node.advertised;
  const several = topology.nodes.length > 1;
  const seeds = topology.nodes
    .flatMap((other) => other.seeds)
    .filter((seed) => seed.host === nodeHttp.host && seed.port === nodeHttp.port);
  const inString = connectionString(topology)
    .replace(/^.*\/\/|\?.*$/g, "")
    .split(",")
    .filter((at) => at === `${http.host}:${http.port}`)
    .map((at) => at.slice(0, at.lastIndexOf(":")));
  const hosts = [
    ...(several && replication !== undefined ? [replication.host] : []),
    ...(several ? [nodeHttp.host] : []),
    ...seeds.map((seed) => seed.host),
    http.host,
    ...(externalTcp === undefined ? [] : [externalTcp.host]),
    ...inString,
  ];
  return [...new Set(hosts.map((host) => host.toLowerCase()))].sort();
}

describe("the names in a node's certificate", () => {
  test.each(LINES.map((line) => [line, newestOf(line)]))(
    "on %s are what somebody dials over TLS, no more and no fewer",
    (_, version) => {
      const capabilities = capabilitiesOf(releaseOf(version));
      fc.assert(
        fc.property(planned([capabilities]), ({ spec }) => {
          const topology = topologyOf({ spec: { ...spec, secure: true }, capabilities });
          for (const node of topology.nodes) {
            const names = certificateNames(topology, node);
            // On v5 HTTP is plain, and TCP is verified against a name that is set, whatever is dialled.
            const expected = version.startsWith("5.") ? [] : dialled(topology, node);
            expect(names.map(({ name }) => name.toLowerCase()).sort()).toEqual(expected);
            for (const { name, kind } of names) expect(kind).toBe(isIpv4(name) ? "ip" : "dns");
          }
        }),
        { ...RUNS, numRuns: 60 },
      );
    },
  );

  test("stand in one order, DNS names first, each with who dials it and why", () => {
    everySecured((topology) => {
      for (const node of topology.nodes) {
        const names = certificateNames(topology, node);
        expect(certificateNames(topology, node)).toEqual(names);
        const order = names.map(({ kind, name }) => `${kind} ${name}`);
        expect(order).toEqual([...order].sort());
        const audiences = new Set(
          names.flatMap(({ reasons }) => reasons.map((reason) => reason.split(":")[0])),
        );
        const promised = topology.audiences as readonly string[];
        const peers = topology.nodes.length > 1 ? ["peers"] : [];
        const expected = names.length === 0 ? [] : [...peers, ...promised];
        expect([...audiences].sort()).toEqual([...expected].sort());
      }
    });
  });

  test("say who dials what", () => {
    const topology = secureTopology("22.10.5", { externalTcp: true });
    expect(certificateNames(topology, topology.nodes[1]!)).toEqual([
      { name: "node-1.esdb.external", kind: "dns", reasons: ["network: http, externalTcp"] },
      { name: "node-1.esdb.internal", kind: "dns", reasons: ["peers: internalTcp, http"] },
    ]);
  });

  test("are the node's own alias where nobody dials it over TLS", () => {
    const topology = secureTopology("22.10.5", { secure: false });
    expect(certificateNames(topology, topology.nodes[0]!)).toEqual([
      expect.objectContaining({ name: "node-0.esdb.internal", kind: "dns" }),
    ]);
  });
});

describe("the name that the health probe verifies", () => {
  test("is in the certificate, and one that peers dial where there are any", () => {
    everySecured((topology, { capabilities }) => {
      if (capabilities.separateHttp) return;
      for (const node of topology.nodes) {
        const name = probeName(topology, node);
        const entry = certificateNames(topology, node).find((one) => one.name === name);
        expect(entry).toBeDefined();
        const byPeers = entry!.reasons.some((reason) => reason.startsWith(Audience.PEERS));
        expect(byPeers).toBe(topology.nodes.length > 1);
      }
    });
  });

  test("is there on v5 too, where nothing is verified", () => {
    const topology = topologyOf({
      spec: specOf({ secure: true }),
      capabilities: capabilitiesOf(releaseOf("5.0.11")),
    });
    expect(probeName(topology, topology.nodes[0]!)).not.toBe("");
  });
});

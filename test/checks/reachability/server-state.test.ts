import fc from "fast-check";
import { serverStateOf } from "../../../lib/checks/reachability/server-state";
import { capabilitiesOf, isVersion5 } from "../../../lib/server/capabilities-of";
import { isAtLeast, RELEASES } from "../../../lib/server/release";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { planned, specOf } from "../../network/arbitrary-spec";
import { clusterOf } from "./judged";
import { runs } from "../../runs";

const setting = (key: string, value: string | number | boolean): RenderedSetting => ({
  key,
  value,
  channel: "option",
  secret: false,
});

test("whatever is planned on any release, a server tells nodes and clients just what was planned", () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...RELEASES.filter((r) => r !== "20.6.0"))
        .chain((release) =>
          fc.tuple(
            fc.constant(release),
            planned([capabilitiesOf({ version: release, line: release, asked: release })]),
          ),
        ),
      ([release, { spec }]) => {
        const { topology, servers } = clusterOf(release, {
          ...spec,
          secure: spec.secure && !isVersion5(release),
          allowPublished: true,
        });
        for (const node of topology.nodes) {
          const { told, discovery, interpretation } = servers.get(node.key)!;
          const { replication, nodeHttp, http, externalTcp } = node.advertised;
          expect(told.http).toEqual(http);
          if (externalTcp !== undefined) expect(told.externalTcp).toEqual(externalTcp);
          expect(discovery).toEqual({ seeds: node.seeds });
          if (replication === undefined) continue;
          expect(told.replication).toEqual(replication);
          expect(told.nodeHttp).toEqual(nodeHttp);
          if (!isAtLeast(release, "24.10.0")) continue;
          const { internalHttpEndPointIp: host, internalHttpEndPointPort: port } = interpretation.gossip;
          expect(told.nodeHttp).toEqual({ host, port });
        }
      },
    ),
    { seed: 20_251_125, numRuns: runs(200).numRuns },
  );
});

describe("what the image brings is in force", () => {
  test.each([
    ["5.0.11", ["0.0.0.0:1112", "0.0.0.0:1113", "0.0.0.0:2112", "0.0.0.0:2113"]],
    ["20.6.0", ["0.0.0.0:1112", "0.0.0.0:2113"]],
    ["22.10.5", ["0.0.0.0:1112", "0.0.0.0:2113"]],
    ["26.1.0", ["0.0.0.0:1112", "0.0.0.0:2113"]],
  ])("on %s", (release, listening) => {
    const { topology } = clusterOf("24.10.4", specOf());
    const own = serverStateOf({ ...topology, release }, topology.nodes[0]!, [setting("ClusterSize", 3)]);
    expect(own.interpretation.listening).toEqual(listening);
  });

  test("below what is emitted, in letters of any case", () => {
    const { topology } = clusterOf("24.10.4", specOf());
    const own = serverStateOf(topology, topology.nodes[0]!, [
      setting("clustersize", 3),
      setting("REPLICATIONIP", "10.240.0.11"),
    ]);
    expect(own.interpretation.listening).toEqual(["0.0.0.0:2113", "10.240.0.11:1112"]);
  });
});

describe("discovery", () => {
  const { topology } = clusterOf("24.10.4", specOf());
  const discovery = (...settings: readonly RenderedSetting[]) =>
    serverStateOf(topology, topology.nodes[0]!, settings).discovery;

  test("is by DNS unless it is switched off, and never alone", () => {
    const dns = { host: "fake.dns", port: 2113 };
    expect(discovery(setting("ClusterSize", 3))).toEqual({ dns, seeds: [] });
    expect(discovery(setting("ClusterSize", 3), setting("DiscoverViaDns", false))).toEqual({ seeds: [] });
    expect(discovery(setting("ClusterSize", 1))).toEqual({ seeds: [] });
  });

  test("reads seeds as they are written, good or bad", () => {
    const read = discovery(
      setting("ClusterSize", 3),
      setting("DiscoverViaDns", false),
      setting("GossipSeed", "a.test:2113, 10.0.0.1:1,nothing,:5,x:y"),
    );
    expect(read.seeds).toEqual([
      { host: "a.test", port: 2113 },
      { host: "10.0.0.1", port: 1 },
      { host: "nothing", port: 0 },
      { host: "", port: 5 },
      { host: "x", port: 0 },
    ]);
  });
});

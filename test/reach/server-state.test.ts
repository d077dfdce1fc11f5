import fc from "fast-check";
import { serverStateOf } from "../../lib/reach/server-state";
import { capabilitiesOf, isVersion5 } from "../../lib/server/capabilities-of";
import { isAtLeast, RELEASES } from "../../lib/server/release";
import type { RenderedSetting } from "../../lib/server/rendering/setting";
import { planned, specOf } from "../network/arbitrary-spec";
import { clusterOf } from "./judged";
import { runs } from "../runs";

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
          const { discovery, interpretation } = servers.get(node.key)!;
          const { replication, nodeHttp, http, externalTcp } = node.advertised;
          expect(interpretation.gossiped.http).toEqual(http);
          if (externalTcp !== undefined) expect(interpretation.gossiped.externalTcp).toEqual(externalTcp);
          expect(discovery).toEqual({ seeds: node.seeds });
          if (replication === undefined) continue;
          expect(interpretation.gossiped.replication).toEqual(replication);
          expect(interpretation.gossiped.nodeHttp).toEqual(nodeHttp);
          if (!isAtLeast(release, "24.10.0")) continue;
          const { internalHttpEndPointIp: host, internalHttpEndPointPort: port } = interpretation.gossip;
          expect(interpretation.gossiped.nodeHttp).toEqual({ host, port });
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
  const discovery = (...settings: readonly RenderedSetting[]) => {
    const { topology } = clusterOf("24.10.4", specOf());
    return serverStateOf(topology, topology.nodes[0]!, settings).discovery;
  };

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

describe("nodes dial for replication", () => {
  const port = (...more: readonly RenderedSetting[]) => {
    const { topology, settings } = clusterOf(
      "5.0.11",
      specOf({ secure: true, clients: undefined, allowPublished: true }),
    );
    const told = [...settings.get("node-0")!, ...more];
    return serverStateOf(topology, topology.nodes[0]!, told).interpretation.gossiped.replication.port;
  };

  test("v5's secure port, unless they are told to use the other", () => {
    const both = [setting("IntTcpPort", 1110), setting("IntSecureTcpPort", 1115)];
    const advertised = [setting("IntTcpPortAdvertiseAs", 0), setting("IntSecureTcpPortAdvertiseAs", 0)];
    expect(port(...both, ...advertised, setting("UseInternalSsl", true))).toBe(1115);
    expect(port(...both, ...advertised, setting("UseInternalSsl", false))).toBe(1110);
  });
});

test("without an address of its own a server tells that of its first interface", () => {
  const { topology } = clusterOf("22.10.5", specOf());
  const [node] = topology.nodes;
  const own = serverStateOf(topology, node!, [setting("ClusterSize", 3), setting("ExtIp", "0.0.0.0")]);
  expect(own.interpretation.gossiped.nodeHttp.host).toBe(node!.attachments[0]!.address);
});

test("what is switched off and what is not known is not said", () => {
  const { topology, settings } = clusterOf("22.10.5", specOf({ secure: true }));
  const state = (names?: readonly string[], ...more: readonly RenderedSetting[]) =>
    serverStateOf(topology, topology.nodes[0]!, [...settings.get("node-0")!, ...more], names);
  expect(Object.keys(state())).toEqual(["interpretation", "discovery"]);
  expect(state([], setting("DisableExternalTcpTls", true))).toMatchObject({
    plainExternalTcp: true,
    certificateNames: [],
  });
});

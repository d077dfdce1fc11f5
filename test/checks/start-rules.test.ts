import fc from "fast-check";
import { connectionString } from "../../lib/network/model/connection-string";
import { EndpointKind, Interface } from "../../lib/network/model/endpoint";
import { isIpv4 } from "../../lib/network/model/ipv4";
import { attachmentOf, endpointOf, type ClusterNode, type Topology } from "../../lib/network/model/topology";
import { capabilitiesOf } from "../../lib/server/capabilities-of";
import { catalogueOf } from "../../lib/server/catalogue";
import { imageLayoutOf } from "../../lib/server/image-layout";
import { interpretSettings } from "../../lib/server/interpret/interpret-settings";
import { isAtLeast, RELEASES } from "../../lib/server/release";
import type { SettingValue } from "../../lib/server/user-settings";
import { planned } from "../network/arbitrary-spec";
import { RUNS } from "../network/planning";
import { configure } from "../server/settings/configured";
import { runs, seenIn } from "../runs";

/*
 * What stops a server, or hurts it in silence, and what no declared cluster can come to: each rule is held against
 * the settings that were really emitted, for random clusters on random releases.
 */

type Settings = Readonly<Record<string, SettingValue>>;

interface Emitted {
  readonly release: string;
  readonly topology: Topology;
  readonly nodes: readonly { readonly node: ClusterNode; readonly settings: Settings }[];
}

const arbitrary: fc.Arbitrary<Emitted> = fc
  .constantFrom(...RELEASES.filter((r) => r !== "20.6.0"))
  .chain((release) =>
    fc.tuple(
      fc.constant(release),
      fc.boolean(),
      planned([capabilitiesOf({ version: release, line: release, asked: release })]),
    ),
  )
  .map(([release, inMemory, { spec }]) => {
    const asked = { ...spec, secure: false, allowPublished: true };
    const { topology, problems, settings } = configure(release, asked, { inMemory });
    if (topology === undefined) throw new Error(problems.map((p) => p.code).join());
    const nodes = settings.map(([node, own]) => ({
      node,
      settings: Object.fromEntries(own.map((s) => [s.key, s.value])),
    }));
    return { release, topology, nodes };
  });

const CLUSTERS = fc.sample(arbitrary, { seed: RUNS.seed, numRuns: runs(400).numRuns });
const NODES = CLUSTERS.flatMap((cluster) => cluster.nodes.map((one) => ({ ...cluster, ...one })));
const ALONE = NODES.filter(({ topology }) => topology.size === 1);
const TOGETHER = NODES.filter(({ topology }) => topology.size > 1);
const isV5 = (release: string) => !isAtLeast(release, "20.6.0");

/** The first of some options that is set; they are one, by the names of several releases. */
function read(settings: Settings, ...names: readonly string[]): SettingValue | undefined {
  return names.map((name) => settings[name]).find((value) => value !== undefined);
}

function interpret({ release, node, settings }: (typeof NODES)[number]) {
  const sides = [Interface.EXTERNAL, Interface.INTERNAL].flatMap((side) => attachmentOf(node, side) ?? []);
  const interfaces = Object.fromEntries(sides.map((s, i) => [`eth${i}`, s.address]));
  return interpretSettings({ release, settings, interfaces, secure: false });
}

/** What a node tells other nodes of its gossip, read from its settings alone. */
function toldToNodes(one: (typeof NODES)[number]): string {
  if (isV5(one.release)) {
    const { internalHttpIp, internalHttpPort } = interpret(one).gossip;
    return `${internalHttpIp}:${internalHttpPort}`;
  }
  const { settings } = one;
  const port =
    read(settings, "NodePortAdvertiseAs", "HttpPortAdvertiseAs") ?? read(settings, "NodePort", "HttpPort");
  return `${read(settings, "NodeHostAdvertiseAs", "ExtHostAdvertiseAs")}:${port}`;
}

const seedsOf = (settings: Settings) =>
  String(settings.GossipSeed ?? "")
    .split(",")
    .filter((seed) => seed !== "");

test("the sample holds clusters of one and of more, v5 and later, with and without replicas", () => {
  expect(ALONE.length).toBeGreaterThanOrEqual(seenIn(40));
  expect(TOGETHER.length).toBeGreaterThanOrEqual(seenIn(400));
  expect(TOGETHER.filter(({ release }) => isV5(release)).length).toBeGreaterThanOrEqual(seenIn(40));
  expect(TOGETHER.filter(({ node }) => node.kind === "readOnlyReplica").length).toBeGreaterThanOrEqual(
    seenIn(40),
  );
  expect(new Set(CLUSTERS.map(({ release }) => release)).size).toBeGreaterThanOrEqual(seenIn(60));
});

describe("no server refuses to start because of", () => {
  test("its cluster's size: one at least, alone without seeds, together with seeds", () => {
    for (const { settings, topology } of NODES) {
      expect(settings.ClusterSize).toBe(topology.size);
      expect(topology.size).toBeGreaterThanOrEqual(1);
      if (topology.size === 1) expect(settings).not.toHaveProperty("GossipSeed");
      else expect(seedsOf(settings).length).toBeGreaterThanOrEqual(1);
    }
  });

  test("DNS discovery, which is off wherever there are seeds, and never without a name", () => {
    for (const { settings } of NODES) {
      if (settings.GossipSeed !== undefined) expect(settings.DiscoverViaDns).toBe(false);
      expect(Object.keys(settings).filter((key) => /^Cluster(Dns|GossipPort)$/.test(key))).toEqual([]);
    }
  });

  test("its kind: a replica belongs to more than one, and nobody is an archiver", () => {
    for (const { settings, node } of NODES) {
      expect(settings.ReadOnlyReplica).toBe(node.kind === "readOnlyReplica" ? true : undefined);
      if (settings.ReadOnlyReplica === true) expect(settings.ClusterSize).toBeGreaterThan(1);
      expect(settings).not.toHaveProperty("Archiver");
    }
  });

  test("insecurity that is said twice, or half of v5's TLS", () => {
    const half =
      /^Disable(Internal|External)TcpTls$|^DisableInsecureTCP$|^UseInternalSsl$|Secure.*Port|^SslTargetHost$/i;
    for (const { settings, release } of NODES) {
      expect(Object.keys(settings).filter((key) => half.test(key))).toEqual([]);
      expect(settings.Insecure).toBe(isV5(release) ? undefined : true);
    }
  });

  test("a keep-alive below a second, where the release has it", () => {
    for (const { settings, release } of NODES) {
      const { options } = catalogueOf(release);
      for (const name of ["KeepAliveInterval", "KeepAliveTimeout"]) {
        if (options.has(name)) expect(settings[name]).toBeGreaterThanOrEqual(1000);
        else expect(settings).not.toHaveProperty(name);
      }
    }
  });

  test("options that only the environment may hold, or that it does not know, or by an old name", () => {
    for (const { settings, release } of NODES) {
      const { options } = catalogueOf(release);
      const refused = Object.keys(settings).filter((key) => {
        if (/:|^UNSUPPORTED_/.test(key)) return false;
        const option = options.get(key);
        return option?.name !== key || option.environmentOnly || "replacedBy" in option;
      });
      expect(refused).toEqual([]);
    }
  });

  test("its data path, which is neither the index's nor below a home", () => {
    for (const { settings, release } of NODES) {
      expect(settings).not.toHaveProperty("Index");
      if (settings.MemDb === true) expect(settings).not.toHaveProperty("Db");
      if (settings.Db !== undefined) expect(settings.Db).toBe(`${imageLayoutOf(release).dataPath}/`);
    }
  });
});

describe("no cluster", () => {
  test("seeds a node otherwise than that node tells itself to nodes, nor itself, nor a replica", () => {
    for (const { nodes, release, topology } of CLUSTERS) {
      const told = nodes.map((one) => ({
        ...one,
        told: topology.size > 1 ? toldToNodes({ release, topology, nodes, ...one }) : "",
      }));
      for (const { node, settings } of nodes) {
        const others = told.filter((other) => other.node.kind === "member" && other.node !== node);
        expect(seedsOf(settings)).toEqual(topology.size > 1 ? others.map((other) => other.told) : []);
      }
    }
  });

  test("has a seed by a name on v5, or by IPv6 anywhere", () => {
    for (const { settings, release } of TOGETHER) {
      const wrong = seedsOf(settings).filter((seed) => {
        const [host = "", port, ...rest] = seed.split(":");
        return rest.length > 0 || !(Number(port) > 0) || (isV5(release) && !isIpv4(host));
      });
      expect(wrong).toEqual([]);
    }
  });

  test("opens v5's internal HTTP to every interface by the image's prefix", () => {
    for (const { settings, node } of TOGETHER.filter((one) => isV5(one.release))) {
      const bind = endpointOf(node, EndpointKind.INTERNAL_HTTP)?.bind;
      expect(settings.AddInterfacePrefixes).toBe(false);
      expect(String(settings.IntHttpPrefixes)).toContain(bind === "0.0.0.0" ? "://*:" : `://${bind}:`);
    }
  });

  test("gossips a TCP address that is another node's, or of some nodes only", () => {
    for (const cluster of CLUSTERS) {
      const all = cluster.nodes.map((one) => ({ ...cluster, ...one }));
      const listening = all.filter(({ node }) => endpointOf(node, EndpointKind.EXTERNAL_TCP) !== undefined);
      expect([0, all.length]).toContain(listening.length);
      const told = listening.map((one) => {
        const { externalTcpIp, externalTcpPort } = interpret(one).gossip;
        return `${externalTcpIp}:${externalTcpPort}`;
      });
      expect(new Set(told).size).toBe(told.length);
    }
  });

  test("binds HTTP where either nodes or clients do not reach it", () => {
    for (const one of NODES.filter(({ release }) => !isV5(release))) {
      const port = endpointOf(one.node, EndpointKind.HTTP)?.port;
      const bound = interpret(one).listening.filter((socket) => socket.endsWith(`:${port}`));
      const everywhere = bound.includes(`0.0.0.0:${port}`);
      const each = one.node.attachments.every(({ address }) => bound.includes(`${address}:${port}`));
      expect(everywhere || each).toBe(true);
    }
  });

  test("binds an address that the node does not have", () => {
    for (const one of NODES) {
      const own = ["0.0.0.0", ...one.node.attachments.map(({ address }) => address)];
      expect(interpret(one).listening.filter((socket) => !own.includes(socket.split(":")[0]!))).toEqual([]);
    }
  });

  test("gossips a wildcard, a port 0, or a heartbeat that never beats", () => {
    for (const one of NODES) {
      const { gossip } = interpret(one);
      const single = one.topology.size === 1;
      // What a node does not have is port 0; a node alone has nobody to replicate to.
      const had = (Object.entries(gossip) as [string, unknown][]).filter(
        ([field]) => !/Secure|externalTcp/.test(field) && !(single && field.startsWith("internal")),
      );
      expect(had.filter(([, value]) => value === 0 || value === "0.0.0.0")).toEqual([]);
      const beats = Object.entries(one.settings).filter(([key]) => /Heartbeat|HEARTBEAT/.test(key));
      expect(beats.filter(([, value]) => !(Number(value) >= 100))).toEqual([]);
    }
  });

  test("of one listens or is told of inside", () => {
    for (const { node, settings } of ALONE) {
      expect(node.endpoints.filter((e) => e.kind.startsWith("internal"))).toEqual([]);
      expect(node.advertised).not.toHaveProperty("replication");
      expect(Object.keys(settings).filter((key) => /^(Int[A-Z]|Replication)/.test(key))).toEqual([]);
    }
  });

  test("of one is without gossip on a release that gossips alone only when told to", () => {
    for (const { settings, release } of ALONE) {
      const option = catalogueOf(release).options.get("GossipOnSingleNode");
      const asks = isV5(release) || (option?.default === false && !option.deprecated);
      expect(settings.GossipOnSingleNode).toBe(asks ? true : undefined);
      // DNS discovery would keep it from gossiping there.
      if (asks) expect(settings.DiscoverViaDns).toBe(false);
    }
  });

  test("beats otherwise on one node than on another, or leaves the interval of followers open through 23.10", () => {
    for (const { nodes, release, topology } of CLUSTERS) {
      const beats = nodes.map(({ settings }) =>
        JSON.stringify(Object.entries(settings).filter(([key]) => /Heartbeat|HEARTBEAT|KeepAlive/.test(key))),
      );
      expect(new Set(beats).size).toBe(1);
      if (topology.size === 1 || isAtLeast(release, "24.2.0")) continue;
      for (const { settings } of nodes)
        expect(read(settings, "ExtTcpHeartbeatInterval", "NodeHeartbeatInterval")).toBeDefined();
    }
  });

  test("from 25.0 goes on with an empty database where it cannot write", () => {
    const on25 = NODES.filter(({ release }) => isAtLeast(release, "25.0.0"));
    expect(on25.length).toBeGreaterThanOrEqual(seenIn(20));
    for (const { settings, release } of on25) {
      const usual = catalogueOf(release).options.get("Db")?.default;
      expect(settings.MemDb === true || (settings.Db !== undefined && settings.Db !== usual)).toBe(true);
    }
  });

  test("gives clients a string by which they ask one node only", () => {
    for (const { topology } of CLUSTERS) {
      const text = connectionString(topology);
      expect(text).not.toMatch(/discover/i);
      if (topology.size === 1) continue;
      for (const { kind, advertised } of topology.nodes)
        if (kind === "member") expect(text).toContain(`${advertised.http.host}:${advertised.http.port}`);
    }
  });
});

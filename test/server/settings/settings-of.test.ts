import { ClientAccess } from "../../../lib/network/asked/client-access";
import { PortPlan } from "../../../lib/network/asked/port-plan";
import type { Advertised, ClusterNode, Topology } from "../../../lib/network/model/topology";
import { ExternalTcp } from "../../../lib/server/features/external-tcp";
import { isAtLeast, RELEASES } from "../../../lib/server/release";
import type { RenderedSetting } from "../../../lib/server/rendering/setting";
import { interfacesApart } from "../../../lib/server/settings/interfaces-apart";
import { oneHttp } from "../../../lib/server/settings/one-http";
import { specOf } from "../../network/arbitrary-spec";
import { configure } from "./configured";

/** Three nodes whose every port is another one on the Docker host. */
const HOST = {
  clients: ClientAccess.throughHost({
    host: "10.9.0.5",
    ports: PortPlan.sequential({ http: 3113, externalTcp: 4113 }),
  }),
  allowPublished: true,
};
const TCP = { ...HOST, externalTcp: true };
const ONE = { size: 1, internalNetwork: undefined };

/** One node's settings: a value by itself, or with its channel where that is not an option, and `secret`. */
function settings(
  version: string,
  key: string,
  more: object,
  server: object = {},
): Readonly<Record<string, unknown>> {
  const { problems, settings: all } = configure(version, specOf(more), server);
  expect(problems).toEqual([]);
  const [, own = []] = all.find(([node]) => node.key === key) ?? [];
  const keys = own.map((s) => s.key);
  expect(keys).toEqual([...keys].sort());
  const shown = ({ value, channel, secret }: RenderedSetting) =>
    channel === "option" && !secret ? value : [value, channel, ...(secret ? ["secret"] : [])];
  return Object.fromEntries(own.map((s) => [s.key, shown(s)]));
}

const nested = (value: unknown) => [value, "nested"];
const plain = (value: unknown) => [value, "plainEnvironment"];

const KEEP_ALIVE = { KeepAliveInterval: 10000, KeepAliveTimeout: 10000 };
const SEEDS = {
  ClusterSize: 3,
  DiscoverViaDns: false,
  GossipSeed: "node-0.esdb.internal:2113,node-2.esdb.internal:2113",
  Insecure: true,
};
/** From 23.10: the second of three nodes, without what concerns external TCP. */
const FROM_23_10 = {
  ...SEEDS,
  ...KEEP_ALIVE,
  NodeHostAdvertiseAs: "node-1.esdb.internal",
  NodeIp: "0.0.0.0",
  NodePort: 2113,
  ReplicationHeartbeatInterval: 700,
  ReplicationHeartbeatTimeout: 700,
  ReplicationHostAdvertiseAs: "node-1.esdb.internal",
  ReplicationIp: "10.240.0.12",
  ReplicationPort: 1112,
  AdvertiseHostToClientAs: "10.9.0.5",
  AdvertiseNodePortToClientAs: 3114,
};
const V22 = {
  ...SEEDS,
  ...KEEP_ALIVE,
  ExtHostAdvertiseAs: "node-1.esdb.internal",
  ExtIp: "0.0.0.0",
  ExtTcpHeartbeatInterval: 2000,
  HttpPort: 2113,
  IntHostAdvertiseAs: "node-1.esdb.internal",
  IntIp: "10.240.0.12",
  IntTcpHeartbeatInterval: 700,
  IntTcpHeartbeatTimeout: 700,
  IntTcpPort: 1112,
};

describe("the second of three nodes, published on the host, is told", () => {
  test("on v5", () => {
    expect(settings("5.0.11", "node-1", HOST)).toEqual({
      AddInterfacePrefixes: false,
      ClusterSize: 3,
      DiscoverViaDns: false,
      ExtHttpPort: 2113,
      ExtHttpPortAdvertiseAs: 3114,
      ExtHttpPrefixes: "http://*:2113/",
      ExtIp: "10.240.1.12",
      ExtIpAdvertiseAs: "10.9.0.5",
      ExtTcpHeartbeatInterval: 2000,
      ExtTcpHeartbeatTimeout: 1000,
      ExtTcpPort: 1113,
      ExtTcpPortAdvertiseAs: 4114,
      GossipSeed: "10.240.0.11:2112,10.240.0.13:2112",
      IntHttpPort: 2112,
      IntHttpPrefixes: "http://10.240.0.12:2112/",
      IntIp: "10.240.0.12",
      IntTcpHeartbeatInterval: 700,
      IntTcpHeartbeatTimeout: 700,
      IntTcpPort: 1112,
    });
  });

  test("on 22.10", () => {
    expect(settings("22.10.5", "node-1", TCP)).toEqual({
      ...V22,
      AdvertiseHostToClientAs: "10.9.0.5",
      AdvertiseHttpPortToClientAs: 3114,
      AdvertiseTcpPortToClientAs: 4114,
      EnableExternalTcp: true,
      ExtTcpHeartbeatTimeout: 1000,
      ExtTcpPort: 1113,
    });
  });

  test("on 23.10, with a read timeout", () => {
    const externalTcp = ExternalTcp.enabled({ readTimeout: 5 });
    const all = {
      ...FROM_23_10,
      AdvertiseTcpPortToClientAs: 4114,
      EnableExternalTcp: true,
      NodeHeartbeatInterval: 2000,
      NodeHeartbeatTimeout: 1000,
      NodeTcpPort: 1113,
    };
    expect(settings("23.10.8", "node-1", TCP)).toEqual(all);
    expect(settings("23.10.8", "node-1", TCP, { externalTcp })).toEqual({ ...all, TcpReadTimeoutMs: 5 });
  });

  test("on 24.2, by variables of their own", () => {
    expect(settings("24.2.0", "node-1", TCP)).toEqual({
      ...FROM_23_10,
      UNSUPPORTED_EVENTSTORE_TCP_API_ADVERTISED_PORT: plain(4114),
      UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED: plain(true),
      UNSUPPORTED_EVENTSTORE_TCP_API_PORT: plain(1113),
      UNSUPPORTED_EVENTSTORE_TCP_HEARTBEAT_INTERVAL: plain(2000),
      UNSUPPORTED_EVENTSTORE_TCP_HEARTBEAT_TIMEOUT: plain(1000),
    });
  });

  test("from 24.6, in the plugin's section, the license as a secret", () => {
    const section = {
      "TcpPlugin:EnableExternalTcp": nested(true),
      "TcpPlugin:NodeHeartbeatInterval": nested(2000),
      "TcpPlugin:NodeHeartbeatTimeout": nested(1000),
      "TcpPlugin:NodeTcpPort": nested(1113),
      "TcpPlugin:NodeTcpPortAdvertiseAs": nested(4114),
    };
    expect(settings("24.6.0", "node-1", TCP)).toEqual({ ...FROM_23_10, ...section });
    const externalTcp = ExternalTcp.enabled({ readTimeout: 5 });
    expect(settings("24.10.4", "node-1", TCP, { externalTcp, licenseKey: "k" })).toEqual({
      ...FROM_23_10,
      ...section,
      "Licensing:LicenseKey": ["k", "nested", "secret"],
      "TcpPlugin:TcpReadTimeoutMs": nested(5),
    });
  });
});

describe("a node by itself is told", () => {
  const ALONE = {
    ClusterSize: 1,
    ExtHostAdvertiseAs: "node-0.esdb.external",
    ExtIp: "0.0.0.0",
    HttpPort: 2113,
    Insecure: true,
  };

  test("on v5, to gossip all the same", () => {
    expect(settings("5.0.11", "node-0", ONE)).toEqual({
      AddInterfacePrefixes: false,
      ClusterSize: 1,
      DiscoverViaDns: false,
      ExtHttpPort: 2113,
      ExtHttpPrefixes: "http://*:2113/",
      ExtIp: "10.240.1.11",
      ExtTcpHeartbeatInterval: 2000,
      ExtTcpHeartbeatTimeout: 1000,
      ExtTcpPort: 1113,
      GossipOnSingleNode: true,
    });
  });

  test("to gossip and not to ask DNS where a release needs that, keep-alive where it has it", () => {
    for (const version of RELEASES.filter((r) => isAtLeast(r, "20.6.1") && !isAtLeast(r, "23.10.0"))) {
      const before = !isAtLeast(version, "21.2.0");
      expect([version, settings(version, "node-0", ONE)]).toEqual([
        version,
        {
          ...ALONE,
          ...(before ? { DiscoverViaDns: false, GossipOnSingleNode: true } : {}),
          ...(isAtLeast(version, "20.10.2") ? KEEP_ALIVE : {}),
        },
      ]);
    }
  });

  test("its heartbeats to clients of external TCP, and no other", () => {
    const clients = ClientAccess.throughHost({
      host: "localhost",
      ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
    });
    expect(settings("22.10.5", "node-0", { ...ONE, clients, externalTcp: true })).toEqual({
      ...ALONE,
      ...KEEP_ALIVE,
      EnableExternalTcp: true,
      ExtHostAdvertiseAs: "localhost",
      ExtTcpHeartbeatInterval: 2000,
      ExtTcpHeartbeatTimeout: 1000,
      ExtTcpPort: 1113,
    });
  });
});

test("a replica says what it is, and has every member as a seed", () => {
  const server = {
    nodes: { "replica-0": { priority: 0, settings: { WorkerThreads: 7 } } },
    settings: { WorkerThreads: 5, ChunksCacheSize: 9, "A:B": "x" },
  };
  const { AdvertiseNodePortToClientAs: _, ...others } = FROM_23_10;
  expect(settings("26.1.0", "replica-0", { readOnlyReplicas: 1 }, server)).toEqual({
    ...others,
    "A:B": nested("x"),
    AdvertiseHostToClientAs: "replica-0.esdb.external",
    ChunksCacheSize: 9,
    Db: "/var/lib/kurrentdb/",
    GossipSeed: "node-0.esdb.internal:2113,node-1.esdb.internal:2113,node-2.esdb.internal:2113",
    NodeHostAdvertiseAs: "replica-0.esdb.internal",
    NodePriority: 0,
    ReadOnlyReplica: true,
    ReplicationHostAdvertiseAs: "replica-0.esdb.internal",
    ReplicationIp: "10.240.0.41",
    WorkerThreads: 7,
  });
  expect(settings("26.1.0", "node-0", {}, server)).toMatchObject({ WorkerThreads: 5 });
  expect(settings("26.1.0", "node-0", {}, server)).not.toHaveProperty("ReadOnlyReplica");
});

test("where the data live is said in memory, and from 25.0 in a spelling that is not the default's", () => {
  for (const version of RELEASES.filter((r) => r !== "20.6.0")) {
    const { Db, MemDb } = settings(version, "node-0", ONE);
    expect([version, Db, MemDb]).toEqual([
      version,
      isAtLeast(version, "25.0.0") ? "/var/lib/kurrentdb/" : undefined,
      undefined,
    ]);
    const memory = settings(version, "node-0", ONE, { inMemory: true });
    expect([version, memory.Db, memory.MemDb]).toEqual([version, undefined, true]);
  }
});

test("a list that a user gives stands in one setting", () => {
  const server = { settings: { Defines: ["A", "B"] } };
  expect(settings("5.0.11", "node-0", ONE, server)).toMatchObject({ Defines: "A,B" });
});

describe("ports and hosts that are told otherwise than they are bound", () => {
  /** The second of three nodes, telling nodes what it is given to tell. */
  function told(version: string, more: Partial<Advertised>): [Topology, ClusterNode] {
    const { topology } = configure(version, specOf());
    const [, node] = topology!.nodes;
    return [topology!, { ...node!, advertised: { ...node!.advertised, ...more } }];
  }
  const REPLICATION = { host: "10.7.0.1", port: 7001 };
  const NODE_HTTP = { host: "10.7.0.1", port: 7002 };

  test.each([
    ["22.10.5", "IntTcpPortAdvertiseAs", "IntHostAdvertiseAs", "HttpPortAdvertiseAs", "ExtHostAdvertiseAs"],
    [
      "23.10.0",
      "ReplicationTcpPortAdvertiseAs",
      "ReplicationHostAdvertiseAs",
      "NodePortAdvertiseAs",
      "NodeHostAdvertiseAs",
    ],
  ])("on %s", (version, tcpPort, tcpHost, httpPort, httpHost) => {
    const [, node] = told(version, { replication: REPLICATION, nodeHttp: NODE_HTTP });
    expect(oneHttp(version, node)).toMatchObject({
      [tcpPort]: 7001,
      [tcpHost]: "10.7.0.1",
      [httpPort]: 7002,
      [httpHost]: "10.7.0.1",
      [version === "22.10.5" ? "AdvertiseHttpPortToClientAs" : "AdvertiseNodePortToClientAs"]: 2113,
    });
    const [, same] = told(version, {});
    for (const key of [tcpPort, httpPort]) expect(oneHttp(version, same)).not.toHaveProperty(key);
  });

  test("on v5", () => {
    const translated = ["IntIpAdvertiseAs", "IntTcpPortAdvertiseAs", "IntHttpPortAdvertiseAs"];
    const [topology, node] = told("5.0.11", { replication: REPLICATION, nodeHttp: NODE_HTTP });
    expect(interfacesApart(topology, node)).toMatchObject({
      IntIpAdvertiseAs: "10.7.0.1",
      IntTcpPortAdvertiseAs: 7001,
      IntHttpPortAdvertiseAs: 7002,
    });
    const same = interfacesApart(...told("5.0.11", {}));
    for (const key of translated) expect(same).not.toHaveProperty(key);
  });
});

import fc from "fast-check";
import { interpretSettings } from "../../../lib/server/interpret/interpret-settings";
import { RELEASES, isAtLeast } from "../../../lib/server/release";

type Settings = Record<string, string | number | boolean>;

const interfaces = { lo: "127.0.0.1", eth0: "10.240.1.11", eth1: "10.240.0.11" };

function interpret(release: string, settings: Settings, secure = false) {
  return interpretSettings({ release, settings, interfaces, secure });
}

describe("without settings", () => {
  const later = RELEASES.filter((release) => isAtLeast(release, "20.6.0"));

  test.each(later)("%s is a single node that listens for HTTP on loopback alone", (release) => {
    const { listening, gossip } = interpret(release, {});
    expect(listening).toEqual(["127.0.0.1:2113"]);
    expect(gossip).toMatchObject({
      httpEndPointIp: "127.0.0.1",
      httpEndPointPort: 2113,
      internalTcpPort: 1112,
    });
  });

  test.each(later)("%s in a cluster listens for replication too", (release) => {
    expect(interpret(release, { ClusterSize: 3 }).listening).toEqual(["127.0.0.1:1112", "127.0.0.1:2113"]);
  });

  test("v5 has external TCP always, and the internal side in a cluster only", () => {
    expect(interpret("5.0.11", {}).listening).toEqual(["127.0.0.1:1113", "127.0.0.1:2113"]);
    expect(interpret("5.0.11", { ClusterSize: "3" }).listening).toEqual([
      "127.0.0.1:1112",
      "127.0.0.1:1113",
      "127.0.0.1:2112",
      "127.0.0.1:2113",
    ]);
  });

  test("a single node that binds all interfaces calls itself loopback", () => {
    expect(interpret("22.10.5", { ExtIp: "0.0.0.0" }).gossip.httpEndPointIp).toBe("127.0.0.1");
    expect(interpret("22.10.5", { ExtIp: "0.0.0.0", ClusterSize: 3 }).gossip.httpEndPointIp).toBe(
      "10.240.1.11",
    );
  });
});

describe("v5", () => {
  const cluster = { ClusterSize: 3, IntIp: "10.240.0.11", ExtIp: "10.240.1.11" };

  test("prefixes say where HTTP listens", () => {
    const settings = {
      ...cluster,
      AddInterfacePrefixes: false,
      IntHttpPrefixes: "http://localhost:2112/,http://10.240.0.11:2112/,http://+:12112/",
      ExtHttpPrefixes: "http://*:2113",
    };
    expect(interpret("5.0.11", settings).listening).toEqual([
      "0.0.0.0:12112",
      "0.0.0.0:2113",
      "10.240.0.11:1112",
      "10.240.0.11:2112",
      "10.240.1.11:1113",
      "127.0.0.1:2112",
    ]);
  });

  test("AddInterfacePrefixes adds each side's address", () => {
    const settings = { ...cluster, AddInterfacePrefixes: "true", ExtHttpPrefixes: "http://localhost:2113/" };
    const http = interpret("5.0.11", settings).listening.filter((socket) => /:211\d$/.test(socket));
    expect(http).toEqual(["10.240.0.11:2112", "10.240.1.11:2113", "127.0.0.1:2113"]);
  });

  test("with one side on all interfaces, the other side gets no prefix", () => {
    const { listening, gossip } = interpret("5.0.11", { ...cluster, IntIp: "0.0.0.0" });
    expect(listening).toEqual(["0.0.0.0:1112", "0.0.0.0:2112", "10.240.1.11:1113"]);
    expect(gossip).toMatchObject({ internalTcpIp: "10.240.1.11", externalTcpIp: "10.240.1.11" });
  });

  test("without AddInterfacePrefixes the wildcard itself is gossiped", () => {
    const { gossip } = interpret("5.0.11", { ...cluster, ExtIp: "0.0.0.0", AddInterfacePrefixes: "0" });
    expect(gossip).toMatchObject({ externalTcpIp: "0.0.0.0", externalHttpIp: "0.0.0.0" });
  });

  test("secure TCP ports stand beside the plain ones, or in their place", () => {
    const secure = {
      ...cluster,
      IntSecureTcpPort: 1115,
      ExtSecureTcpPort: 1116,
      ExtSecureTcpPortAdvertiseAs: 21116,
    };
    const beside = interpret("5.0.11", secure, true);
    expect(beside.listening).toEqual(
      expect.arrayContaining([
        "10.240.0.11:1112",
        "10.240.0.11:1115",
        "10.240.1.11:1113",
        "10.240.1.11:1116",
      ]),
    );
    expect(beside.gossip).toMatchObject({ internalSecureTcpPort: 1115, externalSecureTcpPort: 21116 });
    const instead = interpret("5.0.11", { ...secure, DisableInsecureTCP: true }, true);
    expect(instead.listening).not.toContain("10.240.0.11:1112");
    expect(instead.listening).not.toContain("10.240.1.11:1113");
    expect(instead.listening).toContain("10.240.1.11:1116");
  });
});

describe("20.6 to 23.6", () => {
  test("20.6.0 knows no client address", () => {
    const settings = { AdvertiseHostToClientAs: "db.example", AdvertiseHttpPortToClientAs: 32113 };
    expect(interpret("20.6.0", settings).gossip).toMatchObject({
      httpEndPointIp: "127.0.0.1",
      httpEndPointPort: 2113,
    });
    expect(interpret("20.6.1", settings).gossip).toMatchObject({
      httpEndPointIp: "db.example",
      httpEndPointPort: 32113,
    });
  });

  test("while external TCP is off, its port is gossiped from 21.6 on only", () => {
    expect(interpret("21.2.0", {}).gossip.externalTcpPort).toBe(0);
    expect(interpret("21.6.0", {}).gossip.externalTcpPort).toBe(1113);
    expect(interpret("21.6.0", { ExtTcpPortAdvertiseAs: 21113 }).gossip.externalTcpPort).toBe(1113);
    expect(interpret("20.6.0", {}).gossip).not.toHaveProperty("externalTcpIp");
    expect(interpret("20.6.1", {}).gossip.externalTcpIp).toBe("127.0.0.1");
  });

  test("20.6.0 alone can replicate without TLS by itself", () => {
    const settings = { ClusterSize: 3, DisableInternalTcpTls: true };
    expect(interpret("20.6.0", settings, true).gossip).toMatchObject({
      internalTcpPort: 1112,
      internalSecureTcpPort: 0,
    });
    expect(interpret("20.6.1", settings, true).gossip).toMatchObject({
      internalTcpPort: 0,
      internalSecureTcpPort: 1112,
    });
  });

  test("Insecure turns TLS off whatever the caller says", () => {
    expect(interpret("22.10.5", { Insecure: true }, true).gossip.internalTcpPort).toBe(1112);
  });

  test.each([
    ["21.2.0", "yes", true],
    ["21.2.0", "False", false],
    ["21.2.0", 0, false],
    ["21.6.0", "yes", false],
    ["21.6.0", "True", true],
    ["21.6.0", true, true],
  ])("%s reads %p as %p", (release, value, expected) => {
    const { listening } = interpret(release, { EnableExternalTcp: value });
    expect(listening.includes("127.0.0.1:1113")).toBe(expected);
  });
});

describe("23.10 to 24.10", () => {
  test("the old name counts while the new one is at its default", () => {
    const old = { IntIp: "10.240.0.11", IntTcpPort: 11112, IntHostAdvertiseAs: "old" };
    const listening = (settings: Settings) => interpret("23.10.8", { ClusterSize: 3, ...settings }).listening;
    expect(listening(old)).toContain("10.240.0.11:11112");
    expect(listening({ ...old, ReplicationIp: "127.0.0.1", ReplicationPort: "1112" })).toContain(
      "10.240.0.11:11112",
    );
    expect(listening({ ...old, ReplicationIp: "0.0.0.0", ReplicationPort: 1212 })).toContain("0.0.0.0:1212");
    expect(interpret("23.10.8", old).gossip.internalTcpIp).toBe("old");
    expect(interpret("23.10.8", { ...old, ReplicationHostAdvertiseAs: "new" }).gossip.internalTcpIp).toBe(
      "new",
    );
  });

  test("a name that is gone has no effect", () => {
    expect(interpret("23.10.8", { ExtHostAdvertiseAs: "old" }).gossip.httpEndPointIp).toBe("old");
    expect(interpret("24.2.0", { ExtHostAdvertiseAs: "old" }).gossip.httpEndPointIp).toBe("127.0.0.1");
    expect(interpret("24.10.9", { IntIp: "10.0.0.1", ClusterSize: 3 }).listening).toContain("10.0.0.1:1112");
    expect(interpret("25.0.0", { IntIp: "10.0.0.1", ClusterSize: 3 }).listening).toContain("127.0.0.1:1112");
  });

  test("the node-to-node HTTP address is gossiped from 24.10", () => {
    const settings = { NodeHostAdvertiseAs: "node0.internal", AdvertiseHostToClientAs: "db.example" };
    expect(interpret("24.6.0", settings).gossip).not.toHaveProperty("internalHttpEndPointIp");
    expect(interpret("24.10.0", settings).gossip).toMatchObject({
      internalHttpEndPointIp: "node0.internal",
      httpEndPointIp: "db.example",
    });
  });
});

describe("external TCP", () => {
  const variables = {
    UNSUPPORTED_EVENTSTORE_TCP_API_ENABLED: "true",
    UNSUPPORTED_EVENTSTORE_TCP_API_PORT: "1113",
    NodeIp: "0.0.0.0",
  };
  const plugin = {
    "TcpPlugin:EnableExternalTcp": true,
    NodeIp: "0.0.0.0",
    AdvertiseHostToClientAs: "db.example",
  };

  test("24.2 has it by variables, and only with a port", () => {
    expect(interpret("24.2.0", variables).listening).toEqual(["0.0.0.0:1113", "0.0.0.0:2113"]);
    expect(interpret("24.2.0", variables).gossip).toMatchObject({
      externalTcpPort: 1113,
      externalSecureTcpPort: 0,
    });
    expect(interpret("24.2.0", { ...variables, UNSUPPORTED_EVENTSTORE_TCP_API_PORT: "" }).listening).toEqual([
      "0.0.0.0:2113",
    ]);
    const advertised = { ...variables, UNSUPPORTED_EVENTSTORE_TCP_API_ADVERTISED_PORT: 31113 };
    expect(interpret("24.2.0", advertised, true).gossip).toMatchObject({
      externalTcpPort: 31113,
      externalSecureTcpPort: 31113,
    });
    expect(interpret("24.6.0", variables).listening).toEqual(["0.0.0.0:2113"]);
  });

  test.each(["24.6.0", "24.10.9", "25.1.0", "26.1.0"])("%s has it by the plugin", (release) => {
    const { listening, gossip } = interpret(release, plugin);
    expect(listening).toEqual(["0.0.0.0:1113", "0.0.0.0:2113"]);
    expect(gossip).toMatchObject({
      externalTcpIp: "db.example",
      externalTcpPort: 1113,
      externalSecureTcpPort: 0,
    });
    expect(interpret(release, plugin, true).gossip).toMatchObject({
      externalTcpPort: 0,
      externalSecureTcpPort: 1113,
    });
    const moved = { ...plugin, "TcpPlugin:NodeTcpPort": "11113", "TcpPlugin:NodeTcpPortAdvertiseAs": 31113 };
    expect(interpret(release, moved).listening).toContain("0.0.0.0:11113");
    expect(interpret(release, moved).gossip).toMatchObject({
      externalTcpPort: 31113,
      externalSecureTcpPort: 31113,
    });
    expect(interpret(release, { EnableExternalTcp: true }).listening).toEqual(["127.0.0.1:2113"]);
  });
});

test("values of any type and letters of any case mean the same", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...RELEASES),
      fc.integer({ min: 1, max: 65535 }),
      fc.boolean(),
      (release, port, on) => {
        const typed = {
          ClusterSize: 3,
          HttpPort: port,
          ExtHttpPort: port,
          NodePort: port,
          EnableExternalTcp: on,
        };
        const texts = Object.entries(typed).map(
          ([key, value]) => [key.toUpperCase(), String(value)] as const,
        );
        expect(interpret(release, Object.fromEntries<string>(texts))).toEqual(interpret(release, typed));
      },
    ),
  );
});

test("the result is sorted, without repetition, and frozen", () => {
  const result = interpret("22.10.5", { EnableExternalTcp: true, ExtTcpPort: 2113 });
  expect(result.listening).toEqual(["127.0.0.1:2113"]);
  expect(Object.isFrozen(result) && Object.isFrozen(result.gossip) && Object.isFrozen(result.listening)).toBe(
    true,
  );
});

test("an unknown release is refused", () => {
  expect(() => interpret("19.10.0", {})).toThrow(RangeError);
});

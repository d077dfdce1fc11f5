import { engineOn } from "../../lib/reach/engine-state";
import { engineStatesOf } from "../../lib/reach/engine-state-of";
import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { specOf } from "../network/arbitrary-spec";
import { withSettings } from "./breaks";
import { engineOf, HOST } from "./one-host";
import { clusterOf, judge, type Cluster } from "./judged";

const ports = PortPlan.sequential({ http: 2213, externalTcp: 1213 });
const one = (release: string, more: Partial<ClusterSpec>): Cluster =>
  clusterOf(release, specOf({ size: 1, internalNetwork: undefined, allowPublished: true, ...more }));

/** Where node 0 listens, for what, and whether with TLS. */
function sockets({ state }: Cluster): readonly string[] {
  return state.containers[0]!.sockets.map(
    ({ address, port, tls, serves, ownAddressOnly }) =>
      `${address}:${port} ${serves}${tls ? " with TLS" : ""}${ownAddressOnly ? ", by its address only" : ""}`,
  );
}

describe("the sockets of a server", () => {
  const open = ["0.0.0.0:1113 externalTcp", "0.0.0.0:2113 http", "10.240.0.11:1112 internalTcp"];
  const secure = { externalTcp: true, secure: true };

  test.each(["20.10.2", "22.10.5", "23.10.8"])("of %s have TLS all or none", (release) => {
    expect(sockets(clusterOf(release, specOf({ externalTcp: true })))).toEqual(open);
    expect(sockets(clusterOf(release, specOf(secure)))).toEqual(open.map((o) => `${o} with TLS`));
  });

  test("have none for clients' TCP, where a setting switches it off there", () => {
    const off = withSettings(clusterOf("22.10.5", specOf(secure)), "node-0", () => ({
      DisableExternalTcpTls: true,
    }));
    expect(sockets(off)).toEqual([open[0], `${open[1]} with TLS`, `${open[2]} with TLS`]);
    const on = withSettings(clusterOf("22.10.5", specOf(secure)), "node-0", () => ({
      DisableExternalTcpTls: false,
    }));
    expect(sockets(on)).toEqual(open.map((o) => `${o} with TLS`));
  });

  test("of v5 answer at a prefix's own address only, and have TLS for TCP", () => {
    expect(sockets(clusterOf("5.0.11", specOf(secure)))).toEqual([
      "0.0.0.0:2113 http",
      "10.240.0.11:1112 internalTcp with TLS",
      "10.240.0.11:2112 internalHttp, by its address only",
      "10.240.1.11:1113 externalTcp with TLS",
    ]);
    expect(sockets(clusterOf("5.0.11", specOf()))).not.toContain(expect.stringContaining("TLS"));
  });

  test("serve what was planned at their address, of two on one port", () => {
    const node = { ...clusterOf("22.10.5", specOf()).topology.nodes[0]! };
    const topology = { ...clusterOf("22.10.5", specOf()).topology, nodes: [node] };
    const bound = (address: string) => ({
      ...node,
      endpoints: [
        { kind: EndpointKind.INTERNAL_TCP, bind: "10.240.0.11", port: 5, tls: false },
        { kind: EndpointKind.EXTERNAL_TCP, bind: "10.240.1.11", port: 5, tls: false },
      ],
      address,
    });
    const serves = (address: string) => {
      const gossip = clusterOf("22.10.5", specOf()).servers.get("node-0")!.interpretation;
      const interpretation = { ...gossip, listening: [`${address}:5`] };
      const engines = engineStatesOf(
        { ...topology, nodes: [bound(address)] },
        new Map([["node-0", { interpretation }]]),
      );
      const state = engineOf({ engines });
      return state.containers[0]!.sockets[0]!.serves;
    };
    expect(serves("10.240.0.11")).toBe(EndpointKind.INTERNAL_TCP);
    expect(serves("10.240.1.11")).toBe(EndpointKind.EXTERNAL_TCP);
    expect(serves("0.0.0.0")).toBe(EndpointKind.INTERNAL_TCP);
  });
});

test("a server of which nothing is known opens nothing", () => {
  const engines = engineStatesOf(clusterOf("22.10.5", specOf()).topology, new Map());
  const { containers } = engineOf({ engines });
  expect(containers.map((c) => [c.sockets, c.certificateNames])).toEqual([
    [[], undefined],
    [[], undefined],
    [[], undefined],
  ]);
});

test("a gateway is there where it is known", () => {
  const lan = { networkName: "lan", cidr: "10.5.0.0/24" };
  const { networks } = clusterOf("22.10.5", specOf({ externalNetwork: lan })).state;
  expect(networks).toEqual([
    { name: "lan", cidr: "10.5.0.0/24", internal: false },
    { name: "esdb-internal", cidr: "10.240.0.0/24", internal: true, gateway: "10.240.0.1" },
  ]);
  expect(networks.map((n) => Object.keys(n).includes("gateway"))).toEqual([false, true]);
});

describe("what is known of the host", () => {
  const host = (access: ClientAccess) => one("22.10.5", { clients: access, readOnlyReplicas: 0 }).state.host;
  const through = (name: string, bindIp?: string) =>
    host(ClientAccess.throughHost({ host: name, ports, ...(bindIp === undefined ? {} : { bindIp }) }));

  test.each([
    ["localhost", undefined, [], []],
    ["127.0.0.1", undefined, [], []],
    ["192.0.2.10", undefined, ["192.0.2.10"], []],
    ["db.test", undefined, [], [{ name: "db.test", onHost: "*", elsewhere: "*" }]],
    [
      "db.test",
      "192.0.2.7",
      ["192.0.2.7"],
      [{ name: "db.test", onHost: "192.0.2.7", elsewhere: "192.0.2.7" }],
    ],
    ["db.test", "127.0.0.1", [], [{ name: "db.test", onHost: "127.0.0.1", elsewhere: "*" }]],
    ["10.240.1.11", undefined, [], []],
  ])("told %s, published on %s", (name, bindIp, addresses, names) => {
    expect(through(name, bindIp)).toEqual({ name: HOST, addresses, names });
  });

  test("is each node's own host, in order", () => {
    const perNode = clusterOf(
      "22.10.5",
      specOf({
        allowPublished: true,
        clients: ClientAccess.perNode(
          [
            { host: "192.0.2.9", httpPort: 2213 },
            { host: "192.0.2.8", httpPort: 2214 },
            { host: "db.test", httpPort: 2215 },
          ],
          { audiences: [Audience.REMOTE], bindIp: "192.0.2.7" },
        ),
      }),
    );
    expect(perNode.state.host).toEqual({
      name: HOST,
      addresses: ["192.0.2.7", "192.0.2.8", "192.0.2.9"],
      names: [{ name: "db.test", onHost: "192.0.2.7", elsewhere: "192.0.2.7" }],
    });
  });

  test("is what one node's own bindIp says of a name, where others are published everywhere", () => {
    const members = [0, 1, 2].map((n) => ({
      host: "db.test",
      httpPort: 2213 + n,
      ...(n === 1 ? { bindIp: "192.0.2.7" } : {}),
    }));
    const clients = ClientAccess.perNode(members, { audiences: [Audience.REMOTE] });
    const cluster = clusterOf("22.10.5", specOf({ allowPublished: true, clients }));
    expect(cluster.state.host.names).toEqual([
      { name: "db.test", onHost: "192.0.2.7", elsewhere: "192.0.2.7" },
    ]);
    expect(judge(cluster).problems).toEqual([]);
  });

  test("is not a node's own address", () => {
    const clients = ClientAccess.perNode([{ host: "10.240.1.11", httpPort: 2113 }], {
      audiences: [Audience.NETWORK],
    });
    expect(host(clients)).toEqual({ name: HOST, addresses: [], names: [] });
  });
});

test("the engine of a host is the one on it", () => {
  const { state } = clusterOf("22.10.5", specOf());
  const other = { ...state, host: { ...state.host, name: "other" } };
  expect(engineOn([state, other], "other")).toBe(other);
  expect(engineOn([state], "other")).toBeUndefined();
});

test("what is led to a node by the user's word leads to its sockets over the external network", () => {
  const clients = (tcp: object) =>
    ClientAccess.throughProxy([{ host: "node0.test", httpPort: 443, ...tcp }], {
      audiences: [Audience.REMOTE],
    });
  const led = { host: "node0.test", container: "node-0", network: "esdb-external" };
  const http = { ...led, port: 443, containerPort: 2113 };
  expect(one("22.10.5", { clients: clients({}) }).state.proxied).toEqual([http]);
  expect(one("22.10.5", { clients: clients({ tcpPort: 444 }), externalTcp: true }).state.proxied).toEqual([
    http,
    { ...led, port: 444, containerPort: 1113 },
  ]);
  expect(Object.keys(one("22.10.5", {}).state)).not.toContain("proxied");
});

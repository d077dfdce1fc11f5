import type { ReachabilityCell } from "../../lib/reach/cell";
import { describePlace } from "../../lib/reach/place";
import { reachabilityOf } from "../../lib/reach/reachability";
import { ClientAccess } from "../../lib/network/asked/client-access";
import type { ClusterSpec } from "../../lib/network/asked/cluster-spec";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { specOf } from "../network/arbitrary-spec";
import { withContainer, withSettings } from "./breaks";
import { engineOf } from "./one-host";
import { clusterOf, judge, type Cluster } from "./judged";

const ports = PortPlan.sequential({ http: 2213, externalTcp: 1213 });
const one = (more: Partial<ClusterSpec>) =>
  clusterOf("22.10.5", specOf({ size: 1, internalNetwork: undefined, allowPublished: true, ...more }));
const three = (more: Partial<ClusterSpec> = {}) => clusterOf("22.10.5", specOf({ ...more }));

/** A cell on a line. */
function line({ from, node, endpoint, dialled, source, expected, reached, note }: ReachabilityCell): string {
  const verdict = reached === true ? "reached" : reached === false ? "not reached" : reached;
  const why = note === undefined ? "" : ` (${note})`;
  return `${describePlace(from)} > ${node} ${endpoint} ${dialled.host}:${dialled.port} by ${source}: ${expected}, ${verdict}${why}`;
}

function lines(cluster: Cluster, wanted: (cell: ReachabilityCell) => boolean): readonly string[] {
  return judge(cluster).matrix.cells.filter(wanted).map(line);
}

const HOST_NOTE = " (the Docker host reaches every container address)";

test("a cluster of one: its clients, and everybody else who tries", () => {
  const clients = ClientAccess.throughHost({ host: "localhost", ports });
  expect(lines(one({ clients }), () => true)).toEqual([
    'a container on "esdb-external" > node-0 http localhost:2213 by gossip: incidental, not reached',
    "the Docker host > node-0 http localhost:2213 by gossip: required, reached",
    "another machine > node-0 http localhost:2213 by gossip: incidental, not reached",
    "a container on a network of its own > node-0 http localhost:2213 by gossip: incidental, not reached",
    "another machine > node-0 http 10.240.1.11:2113 by address: incidental, depends on the engine",
    `the Docker host > node-0 http 10.240.1.11:2113 by address: incidental, reached${HOST_NOTE}`,
  ]);
});

test("everybody with a way out reaches an address of the host that others route to", () => {
  const clients = ClientAccess.throughHost({ host: "192.0.2.7", ports });
  const told = lines(one({ clients }), (c) => c.source === "gossip");
  expect(told).toEqual(
    [
      ['a container on "esdb-external"', "required"],
      ["the Docker host", "required"],
      ["another machine", "required"],
      ["a container on a network of its own", "incidental"],
    ].map(([who, expected]) => `${who} > node-0 http 192.0.2.7:2213 by gossip: ${expected}, reached`),
  );
});

test("HTTP on the internal network is closed to whoever is no node", () => {
  const http = lines(
    three(),
    (c) => c.node === "node-1" && c.source === "address" && c.endpoint === EndpointKind.HTTP,
  );
  expect(http).toEqual([
    "another machine > node-1 http 10.240.1.12:2113 by address: incidental, not reached",
    `the Docker host > node-1 http 10.240.1.12:2113 by address: incidental, reached${HOST_NOTE}`,
    'a container on "esdb-external" > node-1 http 10.240.0.12:2113 by address: forbidden, not reached',
    "a container on a network of its own > node-1 http 10.240.0.12:2113 by address: forbidden, not reached",
    "another machine > node-1 http 10.240.0.12:2113 by address: incidental, not reached",
    `the Docker host > node-1 http 10.240.0.12:2113 by address: incidental, reached${HOST_NOTE}`,
  ]);
});

describe("what clients dial", () => {
  const mine = (cluster: Cluster, node: string) =>
    lines(cluster, (c) => c.node === node && c.expected === "required" && c.from.kind === "host");
  const clients = ClientAccess.throughHost({ host: "localhost", ports });
  const local = (more: Partial<ClusterSpec> = {}) =>
    three({ clients, allowPublished: true, readOnlyReplicas: 1, ...more });
  const dialled = (node: string, at: string, by: string, end: string) =>
    `the Docker host > ${node} ${at} by ${by}: required, ${end}`;

  test("is what gossip tells, where the connection string has the same", () => {
    expect(mine(local(), "node-1")).toEqual([dialled("node-1", "http localhost:2214", "gossip", "reached")]);
  });

  test("is both, where they differ by host or by port", () => {
    const port = withSettings(local(), "node-1", () => ({ AdvertiseHttpPortToClientAs: 2213 }));
    expect(mine(port, "node-1")).toEqual([
      dialled("node-1", "http localhost:2213", "gossip", "not reached"),
      dialled("node-1", "http localhost:2214", "connectionString", "reached"),
    ]);
    const host = withSettings(local(), "node-1", () => ({ AdvertiseHostToClientAs: "10.240.1.12" }));
    expect(mine(host, "node-1")).toEqual([
      dialled("node-1", "http 10.240.1.12:2214", "gossip", "not reached"),
      dialled("node-1", "http localhost:2214", "connectionString", "reached"),
    ]);
  });

  test("is gossip alone for a replica", () => {
    const other = withSettings(local(), "replica-0", () => ({ AdvertiseHttpPortToClientAs: 2213 }));
    expect(mine(other, "replica-0")).toEqual([
      dialled("replica-0", "http localhost:2213", "gossip", "not reached"),
    ]);
  });

  test("is external TCP too, where it is on", () => {
    const tcp = withSettings(local({ externalTcp: true }), "node-1", () => ({
      AdvertiseTcpPortToClientAs: 2214,
    }));
    expect(mine(tcp, "node-1")).toEqual([
      dialled("node-1", "http localhost:2214", "gossip", "reached"),
      dialled("node-1", "externalTcp localhost:2214", "gossip", "not reached"),
      dialled("node-1", "externalTcp localhost:1214", "connectionString", "reached"),
    ]);
  });

  test("is said to be a connection string, where that is what fails", () => {
    const { problems } = judge(
      withContainer(
        withSettings(local(), "node-1", () => ({
          AdvertiseHostToClientAs: "10.240.1.12",
          AdvertiseHttpPortToClientAs: 2113,
        })),
        "node-1",
        () => ({ published: [] }),
      ),
    );
    expect(problems.map((p) => `${p.path} ${p.got}: ${p.expected}`)).toEqual([
      "clients gives Audience.HOST a connection string with localhost:2214 for http of node-1: nothing is published on port 2214 of the host",
    ]);
  });
});

describe("a published port that leads to an internal endpoint", () => {
  const publishing = (hostIp: string, cluster = three()) =>
    lines(
      withContainer(cluster, "node-1", () => ({
        published: [
          { hostIp, hostPort: 11112, containerPort: 1112 },
          { hostIp, hostPort: 11113, containerPort: 1113 },
        ],
      })),
      (c) => c.source === "publishedPort",
    );
  const at = (host: string, reached = "not reached") => [
    `another machine > node-1 internalTcp ${host}:11112 by publishedPort: forbidden, ${reached}`,
  ];

  test("is dialled where it is published", () => {
    expect(publishing("192.0.2.10")).toEqual(at("192.0.2.10"));
    expect(publishing("127.0.0.1")).toEqual(at("127.0.0.1"));
  });

  test("is dialled at an address of the host that is known, where it is published on all", () => {
    const clients = ClientAccess.throughHost({ host: "192.0.2.7", ports });
    expect(publishing("0.0.0.0", three({ clients, allowPublished: true }))).toEqual(at("192.0.2.7"));
    expect(publishing("0.0.0.0")).toEqual(at("10.240.1.1"));
  });

  test("is open where its server listens there, whatever names its certificate has", () => {
    const listening = withSettings(three({ secure: true }), "node-1", () => ({ IntIp: "0.0.0.0" }));
    expect(publishing("192.0.2.10", listening)).toEqual(at("192.0.2.10", "reached"));
    expect(publishing("127.0.0.1", listening)).toEqual(at("127.0.0.1"));
  });

  test("is dialled at the gateway of a network that has a way out", () => {
    const cluster = three({ externalNetwork: { networkName: "lan", cidr: "10.240.1.0/24" } });
    const gateway = { name: "other", cidr: "10.9.0.0/24", internal: false, gateway: "10.9.0.1" };
    const networks = [...cluster.state.networks, gateway];
    const more = { ...cluster, state: { ...cluster.state, networks } };
    expect(publishing("0.0.0.0", more)).toEqual(at("10.9.0.1"));
  });

  test("is left out where no address of the host is known", () => {
    const externalNetwork = { networkName: "lan", cidr: "10.240.1.0/24" };
    expect(publishing("0.0.0.0", three({ externalNetwork }))).toEqual([]);
  });
});

test("what answers and is not what was meant is a step of its own", () => {
  const clients = ClientAccess.throughHost({ host: "localhost", ports });
  const local = three({ clients, externalTcp: true, allowPublished: true });
  const gossip = (more: Readonly<Record<string, number>>) =>
    judge(withSettings(local, "node-1", () => more))
      .matrix.cells.filter((c) => c.node === "node-1" && c.source === "gossip" && c.from.kind === "host")
      .map((c) => c.failed);
  expect(gossip({ AdvertiseHttpPortToClientAs: 2213 })[0]).toEqual({
    what: "node",
    ok: false,
    detail: "node-0 answers, and node-1 is meant",
  });
  expect(gossip({ AdvertiseHttpPortToClientAs: 1214 })[0]).toEqual({
    what: "node",
    ok: false,
    detail: "externalTcp of node-1 answers, and http is meant",
  });
  const seeded = withSettings(three(), "node-1", () => ({ GossipSeed: "node-1.esdb.internal:2113" }));
  expect(
    judge(seeded).matrix.cells.find(({ failed }) => failed !== undefined && failed.what !== "name")?.failed,
  ).toEqual({
    what: "seed",
    ok: false,
    detail: "node-1.esdb.internal:2113 is node-1 itself",
  });
});

test("whoever is led to another node is told that, and of no certificate", () => {
  const clients = ClientAccess.everywhere({ domain: "esdb.test", ports });
  const astray = withSettings(three({ clients, secure: true }), "node-1", () => ({
    AdvertiseHttpPortToClientAs: 2213,
  }));
  const [cell] = judge(astray).matrix.cells.filter(
    (c) => c.node === "node-1" && c.source === "gossip" && c.from.kind === "host",
  );
  expect(cell!.dialled).toEqual({ host: "node1.esdb.test", port: 2213 });
  expect(cell!.failed?.detail).toBe("node-0 answers, and node-1 is meant");
});

test("a cluster of one looks for nobody, whatever seeds it has", () => {
  const seeded = withSettings(one({}), "node-0", () => ({ GossipSeed: "other.test:2113" }));
  expect(lines(seeded, (c) => c.source === "seed")).toEqual([]);
  expect(judge(seeded).problems).toEqual([]);
});

test("what there is not has no key", () => {
  const { topology, servers } = three();
  const matrix = reachabilityOf({ topology, nodes: servers });
  expect(Object.keys(matrix)).toEqual(["cells", "engines"]);
  for (const cell of matrix.cells) expect(Object.values(cell)).not.toContain(undefined);
});

test("a container that is not there, or a server of which nothing is known, has no cells", () => {
  const { topology, servers, state } = three();
  const gone = { ...state, containers: state.containers.filter((c) => c.key !== "node-1") };
  const without = reachabilityOf({ topology, nodes: servers, engines: [gone] }).cells;
  expect(without.filter((c) => c.node === "node-1" && c.source === "address")).toEqual([]);
  const nowhere = reachabilityOf({ topology, nodes: servers, engines: [] }).cells;
  expect(nowhere.filter((c) => c.source === "address" || c.reached !== false)).toEqual([]);
  expect(nowhere.filter((c) => c.source === "gossip")).not.toEqual([]);
  const unknown = new Map([...servers].filter(([key]) => key !== "node-1"));
  const { cells } = reachabilityOf({ topology, nodes: unknown });
  expect(cells.filter((c) => c.node === "node-1" && c.source !== "address")).toEqual([]);
  expect(cells.filter((c) => c.node === "node-2" && c.source === "gossip")).not.toEqual([]);
});

test("the engine's version is kept, and what it was judged on", () => {
  const { topology, servers } = three();
  expect(reachabilityOf({ topology, nodes: servers }).engine).toBeUndefined();
  const { engine, engines } = reachabilityOf({ topology, nodes: servers, engine: "28.5.2" });
  expect(engine).toBe("28.5.2");
  expect(engineOf({ engines }).containers.map((c) => c.key)).toEqual(["node-0", "node-1", "node-2"]);
});

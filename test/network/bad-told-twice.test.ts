import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { PeerAccess } from "../../lib/network/asked/peer-access";
import { PortPlan } from "../../lib/network/asked/port-plan";
import { describeProblem } from "../../lib/problem/describe-problem";
import { specOf } from "./arbitrary-spec";
import { PORTS, perNode, three, throughHost, wrong } from "./client-requests";
import { dial } from "./dialling";
import { codesOf, plan } from "./planning";

test("two published ports that are equal on one host address are refused with both", () => {
  const both = wrong(throughHost({ ports: PortPlan.explicit([2113, 2114, 2113]) }));
  expect(codesOf(both)).toEqual(["ports.published.clash clients.ports"]);
  expect(describeProblem(both.find((p) => p.code === "ports.published.clash")!)).toMatch(
    /127\.0\.0\.1:2113 for node-2 http.*127\.0\.0\.1:2113 for node-0 http/,
  );
  const crossed = wrong(throughHost({ ports: PortPlan.sequential({ http: 2113, externalTcp: 2115 }) }), {
    externalTcp: true,
  });
  expect(crossed.map((p) => p.code)).toContain("ports.published.clash");
});

test("names that differ do not save ports that are equal on every address of the host", () => {
  const entries = three((n) => ({ host: `host${n}.example.test`, httpPort: 2200 }));
  expect(codesOf(wrong(perNode(entries, [Audience.REMOTE])))).toEqual([
    "ports.published.clash clients.members[1].httpPort",
    "ports.published.clash clients.members[2].httpPort",
  ]);
});

test("ports that meet are told at the prop that gives the one, and mended by what access it is", () => {
  const said = (clients: ClientAccess) =>
    wrong(clients, { externalTcp: true }).map(({ path, fix }) => `${path}: ${fix}`);
  const both = throughHost({ ports: PortPlan.explicit([1, 2, 3].map((n) => ({ http: n, externalTcp: 9 }))) });
  expect(said(both)).toEqual(["clients.ports: give each its own port"]);
  const entries = three((n) => ({ host: "localhost", httpPort: 2113 + n, tcpPort: 1113 }));
  expect(said(perNode(entries, [Audience.HOST]))).toEqual([
    "clients.members[1].tcpPort: give each its own port, or, where the Docker host has an address for each node, its own bindIp",
    "clients.members[2].tcpPort: give each its own port, or, where the Docker host has an address for each node, its own bindIp",
  ]);
});

test("members and replicas whose ports meet are refused", () => {
  const ports = PortPlan.sequential(2113, { replicaOffset: 2 });
  expect(codesOf(wrong(throughHost({ ports }), { readOnlyReplicas: 1 }))).toEqual([
    "ports.published.clash clients.ports",
  ]);
});

test("two nodes under one client host and port are refused", () => {
  const entries = three((n) => ({ host: n === 0 ? "a.example.test" : "b.example.test", httpPort: 2113 }));
  const problems = wrong(perNode(entries, [Audience.NETWORK]));
  expect(codesOf(problems)).toEqual([
    "reachability.required clients.members[1].host",
    "reachability.required clients.members[2].host",
  ]);
  expect(problems[0]!.expected).toMatch(/either of node-1 .* and node-2/);
  expect(problems[0]!.fix).toBe("give every node a host of its own");
});

test("a name that stands for one node among nodes cannot stand for another among clients", () => {
  const told = [0, 1, 2].map((n) => ({ host: `node${(n + 1) % 3}.test`, tcpPort: 1112, httpPort: 2113 }));
  const entries = three((n) => ({ host: `node${n}.test`, httpPort: 2113 }));
  const problems = wrong(perNode(entries, [Audience.NETWORK]), { peers: PeerAccess.perNode(told) });
  expect(codesOf(problems)).toEqual([0, 1, 2].map((n) => `reachability.required peers.members[${n}].host`));
});

test.each([
  ["a container's name in capitals", "ESDB-Node-1"],
  ["a container's name", "esdb-node-1"],
  ["another node's alias for clients", "node-1.esdb.external"],
  ["another node's alias for nodes", "node-1.esdb.internal"],
  ["its own alias for nodes", "node-0.esdb.internal"],
])("a client's host cannot be %s", (_, host) => {
  const entries = three((n) => ({ host: n === 0 ? host : `c${n}.example.test`, httpPort: 2113 }));
  const problems = wrong(perNode(entries, [Audience.NETWORK]));
  expect(new Set(problems.map((p) => p.path))).toEqual(new Set(["clients.members[0].host"]));
});

test("its own planned alias may be a node's client host", () => {
  const entries = three((n) => ({ host: `node-${n}.esdb.external`, httpPort: 2113 }));
  expect(wrong(perNode(entries, [Audience.NETWORK]))).toEqual([]);
});

test.each<readonly [string, ClientAccess]>([
  [
    "one name for all, of which one node has its own port",
    perNode(
      three((n) => ({ host: "host.example.test", httpPort: 2113 + n })),
      [Audience.NETWORK, Audience.HOST],
    ),
  ],
  ["the alias of a node as the host's name", throughHost({ host: "node-0.esdb.external", ports: PORTS })],
  ["the container's name of a node as the host's name", throughHost({ host: "esdb-node-0", ports: PORTS })],
  ["the address of a node as the host's", throughHost({ host: "10.240.1.11", ports: PORTS })],
  ["a loopback address that is not published by default", throughHost({ host: "127.0.0.2" })],
  ["another loopback address than is published", throughHost({ host: "localhost", bindIp: "127.0.0.2" })],
])("a promised audience that would be led astray is no topology: %s", (_, clients) => {
  const { topology, problems } = plan(specOf({ clients, allowPublished: true }));
  const astray = (topology?.nodes ?? []).flatMap((node) =>
    topology!.audiences.flatMap((audience) =>
      dial(topology!, audience, node.advertised.http).length === 1 ? [] : [`${audience} to ${node.key}`],
    ),
  );
  expect(astray).toEqual([]);
  expect(topology === undefined).toBe(problems.length > 0);
});

test("insecure nodes are not published beyond the loopback address unless that is allowed", () => {
  const beyond = [
    throughHost({ host: "192.0.2.10" }),
    throughHost({ host: "localhost", bindIp: "0.0.0.0" }),
    ClientAccess.everywhere({ domain: "esdb.test", ports: PORTS, bindIp: "192.0.2.10" }),
    perNode(
      three((n) => ({ host: "192.0.2.10", httpPort: 3000 + n })),
      [Audience.REMOTE],
    ),
  ];
  for (const clients of beyond) {
    const problems = wrong(clients, { allowPublished: false });
    expect(codesOf(problems)).toEqual(["security.published clients"]);
    expect(describeProblem(problems[0]!)).toMatch(
      /publishes node-0 http on [\d.]+:\d+.*Security\.insecure\(\{ allowPublished: true \}\)/,
    );
    expect(wrong(clients, { allowPublished: false, secure: true })).toEqual([]);
    expect(wrong(clients)).toEqual([]);
  }
  expect(wrong(throughHost({}), { allowPublished: false })).toEqual([]);
});

describe("names of the containers that the cluster makes beside its nodes", () => {
  const ownNames = ["esdb-ready", "ESDB-Ready", "esdb-claim", "esdb-node-2-installer"];

  test.each(ownNames)("%s is no node's for clients or peers, nor the Docker host's", (name) => {
    const entries = three((n) => ({ host: n === 1 ? name : `node${n}.test`, httpPort: 2113 }));
    expect(codesOf(wrong(perNode(entries, [Audience.NETWORK])))).toEqual([
      "host.container clients.members[1].host",
    ]);
    const peers = PeerAccess.perNode(
      [0, 1, 2].map((n) => ({ host: n === 1 ? name : `node${n}.test`, tcpPort: 1112, httpPort: 2113 })),
    );
    expect(codesOf(wrong(undefined, { peers }))).toEqual(["host.container peers.members[1].host"]);
    expect(codesOf(wrong(throughHost({ host: name })))).toEqual(["host.container clients.host"]);
  });

  test("are those of this cluster", () => {
    const entries = three((n) => ({ host: n === 1 ? "other-ready" : `node${n}.test`, httpPort: 2113 }));
    expect(wrong(perNode(entries, [Audience.NETWORK]))).toEqual([]);
    expect(codesOf(wrong(perNode(entries, [Audience.NETWORK]), { name: "Other" }))).toEqual([
      "host.container clients.members[1].host",
    ]);
  });
});

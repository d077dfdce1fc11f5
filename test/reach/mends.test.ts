import { mendOf } from "../../lib/reach/mends";
import { failing } from "./failing";
import type { ReachabilityStepKind } from "../../lib/reach/step";
import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { PortPlan } from "../../lib/network/asked/port-plan";
import type { Advertised, HostPort, Topology } from "../../lib/network/model/topology";
import { Binding } from "../../lib/network/model/endpoint";
import { specOf, V5 } from "../network/arbitrary-spec";
import { plan } from "../network/planning";
import { clusterOf } from "./judged";

const throughHost = (host: string) =>
  ClientAccess.throughHost({ host, ports: PortPlan.sequential({ http: 2213, externalTcp: 1213 }) });
const over = { clients: throughHost("db.test"), externalTcp: true, allowPublished: true };
const later = () => clusterOf("22.10.5", specOf(over)).topology;
const v5 = () => clusterOf("5.0.11", specOf({ ...over, clients: throughHost("192.0.2.10") })).topology;

/** What a cell dials, told by what the first node advertises. */
type Dialled = (planned: Advertised) => HostPort | undefined;
/** A cell to a node of a cluster, dialled so. */
const cellOf = (
  on: Topology,
  audience: Audience,
  endpoint: EndpointKind,
  dialled: Dialled,
  ...more: readonly [what: ReachabilityStepKind, source?: "seed"]
) => failing(audience, endpoint, dialled(on.nodes[0]!.advertised), ...more);

const { PEERS, NETWORK, HOST, REMOTE } = Audience;
const { HTTP, EXTERNAL_TCP, INTERNAL_TCP, INTERNAL_HTTP } = EndpointKind;

test.each<readonly [Audience, EndpointKind, Dialled, () => Topology]>([
  [PEERS, INTERNAL_TCP, (planned) => planned.replication, later],
  [PEERS, INTERNAL_HTTP, (planned) => planned.nodeHttp, v5],
  [PEERS, HTTP, (planned) => planned.nodeHttp, later],
  [HOST, HTTP, (planned) => planned.http, later],
  [REMOTE, EXTERNAL_TCP, (planned) => planned.externalTcp, later],
])("a socket that %s miss at %s, where the plan led to it", (audience, endpoint, dialled, cluster) => {
  const on = cluster();
  expect(mendOf([cellOf(on, audience, endpoint, dialled, "socket")], on)).toEqual({
    path: "settings",
    fix: `remove settings that change where the server listens for ${endpoint}`,
  });
});

test.each<readonly [Audience, Dialled, string]>([
  [PEERS, (planned) => planned.nodeHttp, "peers"],
  [HOST, (planned) => planned.http, "clients"],
])("a way of %s that the plan led to the node", (audience, dialled, path) => {
  const on = later();
  expect(mendOf([cellOf(on, audience, HTTP, dialled, "network")], on)).toEqual({
    path,
    fix: "leave the containers as the cluster declares them",
  });
});

test.each<readonly [Audience, EndpointKind, Dialled, () => Topology, string]>([
  [
    PEERS,
    INTERNAL_TCP,
    () => ({ host: "node-0.esdb.internal", port: 1 }),
    later,
    "node-0.esdb.internal:1112",
  ],
  [PEERS, INTERNAL_HTTP, () => ({ host: "x", port: 2112 }), v5, "10.240.0.11:2112"],
  [PEERS, HTTP, (planned) => planned.http, later, "node-0.esdb.internal:2113"],
  [NETWORK, HTTP, (planned) => planned.nodeHttp, later, "db.test:2213"],
  [HOST, HTTP, (planned) => ({ ...planned.http, port: 1 }), later, "db.test:2213"],
  [HOST, HTTP, (planned) => ({ ...planned.http, host: "x" }), later, "db.test:2213"],
  [REMOTE, EXTERNAL_TCP, (planned) => planned.http, later, "db.test:1213"],
])(
  "whatever fails for %s at %s, dialled otherwise than planned",
  (audience, endpoint, dialled, cluster, meant) => {
    const on = cluster();
    for (const what of ["socket", "name", "tls"] as const) {
      expect(mendOf([cellOf(on, audience, endpoint, dialled, what)], on)).toEqual({
        path: "settings",
        fix: `remove what changes the address that node-0 advertises: it was planned as ${meant}`,
      });
    }
  },
);

test("a certificate, a seed", () => {
  const security = { path: "security", fix: "use a certificate that carries db.test too" };
  const on = later();
  expect(mendOf([cellOf(on, HOST, HTTP, ({ http }) => http, "tls")], on)).toEqual(security);
  const seed = (what: ReachabilityStepKind) =>
    mendOf([cellOf(on, PEERS, HTTP, ({ nodeHttp }) => nodeHttp, what, "seed")], on);
  expect(seed("seed").path).toBe("settings.GossipSeed");
  expect(seed("tls").path).toBe("security");
});

test("published ports that arrive on the nodes' own network by its name", () => {
  const on = (internal: string, external: string) => {
    const lan = (networkName: string, cidr: string) => ({ networkName, cidr, internal: false });
    const { problems } = plan(
      specOf({
        ...over,
        internalNetwork: lan(internal, "10.240.0.0/24"),
        externalNetwork: lan(external, "10.240.1.0/24"),
        bindings: { http: Binding.ALL_INTERFACES, externalTcp: Binding.NODE_ADDRESS },
        clients: throughHost("192.0.2.10"),
      }),
      V5,
    );
    return problems.map(({ path, fix }) => ({ path, fix }));
  };
  expect(on("lan-b", "lan-a")).toEqual([]);
  expect(on("lan-a", "lan-b")).toEqual([
    {
      path: "internalNetwork",
      fix: 'use an internal network without a way out, because the engine leads published ports to the first network by name that has one, which is "lan-a"',
    },
  ]);
});

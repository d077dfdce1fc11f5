import type { ReachabilityCell } from "../../lib/reach/cell";
import { mendOf } from "../../lib/reach/mends";
import { ON_HOST } from "../../lib/reach/place";
import type { ReachabilityStepKind } from "../../lib/reach/step";
import { Audience } from "../../lib/network/model/audience";
import { ClientAccess } from "../../lib/network/asked/client-access";
import { EndpointKind } from "../../lib/network/model/endpoint";
import { PortPlan } from "../../lib/network/asked/port-plan";
import type { HostPort, Topology } from "../../lib/network/model/topology";
import { specOf } from "../network/arbitrary-spec";
import { clusterOf } from "./judged";

const throughHost = (host: string) =>
  ClientAccess.throughHost({ host, ports: PortPlan.sequential({ http: 2213, externalTcp: 1213 }) });
const over = { clients: throughHost("db.test"), externalTcp: true, allowPublished: true };
const { topology } = clusterOf("22.10.5", specOf(over));
const v5 = clusterOf("5.0.11", specOf({ ...over, clients: throughHost("192.0.2.10") })).topology;
const advertised = ({ nodes }: Topology) => nodes[0]!.advertised;

/** A needed way to node 0 that fails. */
function failing(
  audience: Audience,
  endpoint: EndpointKind,
  dialled: HostPort | undefined,
  what: ReachabilityStepKind,
  source: ReachabilityCell["source"] = "gossip",
): ReachabilityCell {
  const failed = { what, ok: false, detail: "" };
  return {
    audience,
    from: ON_HOST,
    node: "node-0",
    endpoint,
    dialled: dialled!,
    source,
    expected: "required",
    reached: false,
    steps: [failed],
    failed,
  };
}

const { PEERS, NETWORK, HOST, REMOTE } = Audience;
const { HTTP, EXTERNAL_TCP, INTERNAL_TCP, INTERNAL_HTTP } = EndpointKind;
const planned = advertised(topology);
const told5 = advertised(v5);
const SETTINGS = "and remove settings that change where the server listens";

test.each([
  [PEERS, INTERNAL_TCP, planned.replication, topology, `leave bindings.internalTcp out, ${SETTINGS}`],
  [PEERS, INTERNAL_HTTP, told5.nodeHttp, v5, `leave bindings.internalHttp out, ${SETTINGS}`],
  [
    PEERS,
    HTTP,
    planned.nodeHttp,
    topology,
    `leave bindings.http out or use Binding.ALL_INTERFACES, ${SETTINGS}`,
  ],
  [HOST, HTTP, planned.http, topology, `leave bindings.http out or use Binding.ALL_INTERFACES, ${SETTINGS}`],
  [
    REMOTE,
    EXTERNAL_TCP,
    planned.externalTcp,
    topology,
    `leave bindings.externalTcp out or use Binding.ALL_INTERFACES, ${SETTINGS}`,
  ],
])("a socket that %s miss at %s, dialled as planned", (audience, endpoint, dialled, on, fix) => {
  const path = audience === PEERS ? "peers" : "clients";
  expect(mendOf([failing(audience, endpoint, dialled, "socket")], on)).toEqual({ path, fix });
});

test.each([
  [PEERS, INTERNAL_TCP, { host: "node-0.esdb.internal", port: 1 }, topology, "node-0.esdb.internal:1112"],
  [PEERS, INTERNAL_HTTP, { host: "x", port: 2112 }, v5, "10.240.0.11:2112"],
  [PEERS, HTTP, planned.http, topology, "node-0.esdb.internal:2113"],
  [NETWORK, HTTP, planned.nodeHttp, topology, "db.test:2213"],
  [HOST, HTTP, { ...planned.http, port: 1 }, topology, "db.test:2213"],
  [HOST, HTTP, { ...planned.http, host: "x" }, topology, "db.test:2213"],
  [REMOTE, EXTERNAL_TCP, planned.http, topology, "db.test:1213"],
])(
  "whatever fails for %s at %s, dialled otherwise than planned",
  (audience, endpoint, dialled, on, meant) => {
    for (const what of ["socket", "name", "tls"] as const) {
      expect(mendOf([failing(audience, endpoint, dialled, what)], on)).toEqual({
        path: "settings",
        fix: `remove what changes the address that node-0 advertises: it was planned as ${meant}`,
      });
    }
  },
);

test("an address in an HTTP prefix, a certificate, a seed", () => {
  expect(mendOf([failing(HOST, HTTP, planned.http, "answer")], topology)).toEqual({
    path: "clients",
    fix: "leave bindings.http out for Binding.ALL_INTERFACES",
  });
  const security = { path: "security", fix: "use a certificate that carries db.test too" };
  expect(mendOf([failing(HOST, HTTP, planned.http, "tls")], topology)).toEqual(security);
  const seed = (what: ReachabilityStepKind) =>
    mendOf([failing(PEERS, HTTP, planned.nodeHttp, what, "seed")], topology);
  expect(seed("seed").path).toBe("settings.GossipSeed");
  expect(seed("tls").path).toBe("security");
});

describe("another access is one that serves everybody who fails", () => {
  const others = "leave the containers as the cluster declares them, or use ";
  const routable = "ClientAccess.throughHost with a host that others can route to";
  const everywhere = "ClientAccess.everywhere({ domain, ports })";

  test.each([
    [[PEERS], "PeerAccess.withinNetwork()"],
    [[HOST], `ClientAccess.throughHost({ host, ports }) or ${everywhere}`],
    [[NETWORK], `ClientAccess.withinNetwork(), ${everywhere} or ${routable}`],
    [[HOST, NETWORK], `${routable}, or ${everywhere}`],
    [[NETWORK, HOST], `${routable}, or ${everywhere}`],
    [[REMOTE], routable],
    [[NETWORK, HOST, REMOTE], routable],
  ])("%j: %s", (audiences, access) => {
    const cells = audiences.map((audience) =>
      audience === PEERS
        ? failing(PEERS, HTTP, planned.nodeHttp, "name")
        : failing(audience, HTTP, planned.http, "name"),
    );
    const [first, ...rest] = cells;
    expect(mendOf([first!, ...rest], topology).fix).toBe(others + access);
  });
});

test("published ports that arrive on the nodes' own network by its name", () => {
  const on = (internal: string, external: string) => {
    const lan = (networkName: string, cidr: string) => ({ networkName, cidr, internal: false });
    const spec = specOf({
      ...over,
      internalNetwork: lan(internal, "10.240.0.0/24"),
      externalNetwork: lan(external, "10.240.1.0/24"),
    });
    const misled = clusterOf("24.10.4", { ...spec, externalTcp: false }).topology;
    return mendOf([failing(HOST, HTTP, advertised(misled).http, "socket")], misled).fix;
  };
  const plain = `leave bindings.http out or use Binding.ALL_INTERFACES, ${SETTINGS}`;
  expect(on("lan-b", "lan-a")).toBe(plain);
  expect(on("lan-a", "lan-b")).toBe(
    `${plain}; or use an internal network without a way out, because the engine leads published ports to the first network by name that has one, which is "lan-a"`,
  );
  const one = clusterOf("22.10.5", specOf({ ...over, size: 1, internalNetwork: undefined })).topology;
  expect(mendOf([failing(HOST, HTTP, advertised(one).http, "socket")], one).fix).toBe(plain);
});

import { Network } from "@cdktf/provider-docker/lib/network";
import {
  Audience,
  Binding,
  Certificates,
  ClientAccess,
  ClusterNetwork,
  describePlace,
  EndpointKind,
  EventStoreCluster,
  ExternalTcp,
  PortPlan,
  Security,
  type EventStoreClusterProps,
  type Reachability,
} from "../../lib";
import { propsOf, synthStack } from "./synth";

type Props = Partial<Record<keyof EventStoreClusterProps, unknown>>;

/** The matrix of a cluster, after what `then` does to it. */
function matrixOf(props: Props, then: (cluster: EventStoreCluster) => void = () => undefined): Reachability {
  let matrix: Reachability | undefined;
  try {
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
      then(cluster);
      matrix = cluster.reachability;
    });
  } catch (error) {
    if (matrix === undefined) throw error;
  }
  return matrix as Reachability;
}

const HOST = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http: 2113 }) });

describe("cluster.reachability", () => {
  test.each([
    ["insecure", {}],
    ["secure", { security: Security.tls(Certificates.generated()), readOnlyReplicas: 1 }],
    ["through the host", { clients: HOST }],
    ["v5", { version: "5.0.11" }],
  ] as const)("what is needed is reached, what must not be is not: %s", (_, props) => {
    const { cells } = matrixOf(props);
    const needed = cells.filter((c) => c.expected === "required");
    const closed = cells.filter((c) => c.expected === "forbidden");
    expect(needed.length).toBeGreaterThan(10);
    expect(closed.length).toBeGreaterThan(3);
    expect(needed.filter((c) => c.reached !== true)).toEqual([]);
    expect(closed.filter((c) => c.reached !== false)).toEqual([]);
    for (const cell of needed) expect(cell.steps.length).toBeGreaterThan(0);
  });

  test("the host reaches every container address, which is said and no leak", () => {
    const { cells } = matrixOf({});
    const fromHost = cells.filter(
      (c) => describePlace(c.from) === "the Docker host" && c.source === "address",
    );
    for (const cell of fromHost) expect(cell.note).toMatch(/host/);
    expect(new Set(fromHost.map((c) => c.expected))).toEqual(new Set(["incidental"]));
    const replication = fromHost.filter(
      (c) => c.endpoint === EndpointKind.INTERNAL_TCP && c.reached === true,
    );
    expect(replication.map((c) => c.dialled.host)).toEqual(["10.240.0.11", "10.240.0.12", "10.240.0.13"]);
  });

  test("one way depends on the engine, unless its version is given", () => {
    const verdict = (engineVersion: string | undefined) =>
      new Set(
        matrixOf({ clients: HOST, ...(engineVersion === undefined ? {} : { engineVersion }) })
          .cells.filter((c) => describePlace(c.from) === "another machine")
          .map((c) => c.reached),
      );
    expect(verdict(undefined)).toContain("depends on the engine");
    expect([...verdict("20.10.24")]).not.toContain("depends on the engine");
    expect(verdict("20.10.24")).toContain(true);
    expect(verdict("28.5.2")).not.toContain(true);
  });

  test.each(["", "latest", 28, {}])("an engine's version %p is refused", (engineVersion) => {
    expect(() => matrixOf({ engineVersion })).toThrow(/engineVersion is/);
  });

  test("overrides count: a route that they break is not reached", () => {
    const { cells } = matrixOf({ clients: HOST }, (cluster) => {
      cluster.nodes[1]?.container.addOverride("ports.0.external", 9999);
    });
    const broken = cells.filter((c) => c.expected === "required" && c.reached !== true);
    expect(broken.length).toBeGreaterThan(0);
    for (const cell of broken) {
      expect(cell).toMatchObject({ node: "node-1", audience: Audience.HOST });
      expect(cell.failed?.what).toBe("publishedPort");
    }
  });

  test("overrides count: a port that they open is open, on an address of the host that nothing else names", () => {
    const open = { bindings: { internalTcp: Binding.ALL_INTERFACES } };
    const { cells, engines } = matrixOf(open, (cluster) => {
      const port = { internal: 1112, external: 11112, ip: "192.0.2.10" };
      cluster.nodes[1]?.container.addOverride("ports", [port]);
    });
    expect(engines.map(({ host }) => host.addresses).flat()).toEqual(["192.0.2.10"]);
    const leaks = cells.filter((c) => c.expected === "forbidden" && c.reached === true);
    expect(leaks.map(({ node, endpoint, dialled }) => ({ node, endpoint, dialled }))).toEqual([
      { node: "node-1", endpoint: EndpointKind.INTERNAL_TCP, dialled: { host: "192.0.2.10", port: 11112 } },
    ]);
  });

  test("a network of the user's own is the same by whatever reference", () => {
    synthStack((stack) => {
      const network = new Network(stack, "apps", {
        name: "apps",
        ipamConfig: [{ subnet: "10.250.0.0/24", gateway: "10.250.0.1" }],
      });
      const externalNetwork = ClusterNetwork.fromNetworkName(network.name, { cidr: "10.250.0.0/24" });
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork }));
      const needed = cluster.reachability.cells.filter((c) => c.expected === "required");
      expect(needed.filter((c) => c.reached !== true)).toEqual([]);
    });
  });

  test.each(["foreign", "own", "a.network_of-its.own"])("a network may be called %s", (name) => {
    const network = (internal: boolean, cidr: string) =>
      ClusterNetwork.fromNetworkName(name, { cidr, internal });
    for (const props of [
      { internalNetwork: network(true, "10.250.0.0/24") },
      { externalNetwork: network(false, "10.250.1.0/24") },
    ]) {
      const { cells } = matrixOf(props);
      expect(cells.filter((c) => c.expected === "required" && c.reached !== true)).toEqual([]);
      expect(cells.filter((c) => c.expected === "forbidden" && c.reached !== false)).toEqual([]);
    }
  });

  test("is the same each time, and frozen", () => {
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf());
      const { reachability } = cluster;
      expect(JSON.stringify(cluster.reachability)).toBe(JSON.stringify(reachability));
      expect(Object.isFrozen(reachability.cells[0])).toBe(true);
    });
  });

  test("clusters on one engine share no internal network", () => {
    expect(() =>
      synthStack((stack) => {
        const internalNetwork = ClusterNetwork.fromNetworkName("nodes", {
          cidr: "10.250.1.0/24",
          internal: true,
        });
        new EventStoreCluster(stack, "esdb", propsOf({ internalNetwork }));
        new EventStoreCluster(
          stack,
          "other",
          propsOf({
            internalNetwork: ClusterNetwork.fromNetworkName("nodes", {
              cidr: "10.250.1.0/24",
              internal: true,
              memberOffset: 61,
            }),
            externalNetwork: { cidr: "10.240.3.0/24" },
          }),
        );
      }),
    ).toThrow(/is "nodes", the internal network of/);
  });
});

test("external TCP that goes without TLS needs no name in the certificate, and says so", () => {
  const tcpOf = (externalTcp: ExternalTcp) => {
    const { engines } = matrixOf({
      version: "22.10.5",
      security: Security.tls(Certificates.generated()),
      externalTcp,
    });
    return engines[0]!.containers.map(
      (c) => c.sockets.find((s) => s.serves === EndpointKind.EXTERNAL_TCP)?.tls,
    );
  };
  expect(tcpOf(ExternalTcp.enabled({ tls: false }))).toEqual([false, false, false]);
  expect(tcpOf(ExternalTcp.enabled())).toEqual([true, true, true]);
});

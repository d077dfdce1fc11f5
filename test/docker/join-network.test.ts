import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Network } from "@cdktf/provider-docker/lib/network";
import { TerraformVariable, type TerraformStack } from "cdktf";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterNetwork,
  EventStoreCluster,
  InvalidClusterError,
  Security,
} from "../../lib";
import { propsOf, synthStack } from "./synth";

const SECURE = { security: Security.tls(Certificates.generated()) };
const PROXY = ClientAccess.throughProxy(
  [0, 1, 2].map((n) => ({ host: `node${n}.example.com`, httpPort: 443 })),
  { audiences: [Audience.REMOTE], over: "proxy" },
);
const proxied = { ...SECURE, clients: PROXY, additionalNetworks: { proxy: { cidr: "10.240.2.0/24" } } };

const container = (stack: TerraformStack, config: object = {}) =>
  new Container(stack, "proxy", { name: "proxy", image: "haproxy", ...config });

const onHosts = (stack: TerraformStack) => {
  const hosts = ["a", "b", "c"].map((name, n) => ({
    name,
    provider: new DockerProvider(stack, `docker-${name}`, { alias: name, host: `ssh://${name}` }),
    internalAddress: `10.60.0.${n + 1}`,
  }));
  return { hosts, cluster: new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, hosts })) };
};

function attributesOf(declare: (stack: TerraformStack) => void): Readonly<Record<string, unknown>> {
  const { docker_container: containers } = synthStack(declare).resource;
  return containers?.proxy ?? {};
}

const messageOf = (declare: (stack: TerraformStack) => void): string => {
  try {
    synthStack(declare);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("a container that joins a network of the nodes", () => {
  test("is on it, once, and gets nothing else", () => {
    const attributes = attributesOf((stack) => {
      const { connections } = new EventStoreCluster(stack, "esdb", propsOf(proxied));
      const proxy = container(stack, { networksAdvanced: [{ name: "mine" }] });
      connections.joinNetwork(proxy, { network: "proxy" });
      connections.joinNetwork(proxy, { network: "proxy" });
      connections.joinNetwork(proxy);
    });
    expect(attributes.networks_advanced).toEqual([
      { name: "mine" },
      { name: "${docker_network.eventstore_esdb_proxy-network.id}" },
      { name: "${docker_network.eventstore_esdb_external-network.id}" },
    ]);
    for (const name of ["env", "upload", "depends_on"]) expect(attributes[name]).toBeUndefined();
  });

  test("is on that of its own host", () => {
    const attributes = attributesOf((stack) => {
      const { hosts, cluster } = onHosts(stack);
      cluster.connections.joinNetwork(container(stack, { provider: hosts[1]?.provider }));
    });
    expect(attributes.networks_advanced).toEqual([
      { name: "${docker_network.eventstore_esdb_external-network_b.id}" },
    ]);
  });

  test("is on one of a cluster that another program declares", () => {
    const attributes = attributesOf((stack) => {
      const exported = JSON.parse(
        JSON.stringify(new EventStoreCluster(stack, "esdb", propsOf(proxied)).exportAttributes()),
      ) as never;
      const imported = EventStoreCluster.fromAttributes(stack, "imported", exported);
      imported.connections.joinNetwork(container(stack), { network: "proxy" });
    });
    expect(attributes.networks_advanced).toEqual([{ name: "esdb-external.proxy" }]);
  });

  test("is refused with all that keeps it from that", () => {
    const said = messageOf((stack) => {
      const { connections } = new EventStoreCluster(stack, "esdb", propsOf(SECURE));
      const proxy = container(stack, { networkMode: "host" });
      connections.joinNetwork(proxy, { network: "prxy", netwerk: "external" } as object);
    });
    expect(said).toContain('options["netwerk"] is not known');
    expect(said).toContain('options.network is "prxy": the networks that clients may be on are "external"');
    expect(said).toContain('container.networkMode is "host"');
  });

  test("of another engine is refused, also where it joined by hand", () => {
    const elsewhere = (stack: TerraformStack) => ({
      provider: new DockerProvider(stack, "other", { alias: "other", host: "ssh://other" }),
    });
    expect(
      messageOf((stack) => {
        const { connections } = new EventStoreCluster(stack, "esdb", propsOf(SECURE));
        connections.joinNetwork(container(stack, elsewhere(stack)));
      }),
    ).toMatch(/is on the engine of docker\.other .*leave joinNetwork out/);
    expect(
      messageOf((stack) => {
        const { externalNetwork } = new EventStoreCluster(stack, "esdb", propsOf(SECURE));
        container(stack, { ...elsewhere(stack), networksAdvanced: [externalNetwork] });
      }),
    ).toMatch(
      /stack\/proxy\.networks_advanced holds externalNetwork of stack\/esdb on the engine of docker \(/,
    );
  });

  test("on another of the hosts is refused by hand, and is right by the mend", () => {
    const at = (join: (cluster: EventStoreCluster, proxy: Container) => void) =>
      messageOf((stack) => {
        const { hosts, cluster } = onHosts(stack);
        const proxy = container(stack, { provider: hosts[2]?.provider });
        join(cluster, proxy);
      });
    const byHand = at((cluster, proxy) => proxy.putNetworksAdvanced([cluster.externalNetwork]));
    expect(byHand).toMatch(
      /the container is on that of docker\.c .*use connections\.joinNetwork\(container\)/,
    );
    expect(at((cluster, proxy) => cluster.connections.joinNetwork(proxy))).toBe("");
  });

  test("of another engine may refer to the user's own network, whose name both have", () => {
    const said = messageOf((stack) => {
      const ipamConfig = [{ subnet: "10.240.1.0/24", ipRange: "10.240.1.128/25" }];
      const network = new Network(stack, "clients", { name: "clients", ipamConfig });
      const externalNetwork = ClusterNetwork.fromNetwork(network);
      new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, externalNetwork }));
      const provider = new DockerProvider(stack, "other", { alias: "other", host: "ssh://other" });
      const there = new Network(stack, "there", { name: network.name, provider });
      container(stack, { provider, networksAdvanced: [{ name: network.name }], dependsOn: [there] });
    });
    expect(said).toBe("");
  });

  test("on an engine that only Terraform knows may be on the cluster's", () => {
    const at = (host: (stack: TerraformStack) => string) =>
      messageOf((stack) => {
        const { externalNetwork } = new EventStoreCluster(stack, "esdb", propsOf(SECURE));
        const provider = new DockerProvider(stack, "other", { alias: "other", host: host(stack) });
        container(stack, { provider, networksAdvanced: [externalNetwork] });
      });
    expect(at((stack) => new TerraformVariable(stack, "host", {}).stringValue)).toBe("");
    expect(at(() => "ssh://other")).toContain("on the engine of docker (");
  });

  test("of another engine may join a network by a name that its own has too", () => {
    const said = messageOf((stack) => {
      new EventStoreCluster(stack, "esdb", propsOf(SECURE));
      const provider = new DockerProvider(stack, "other", { alias: "other", host: "ssh://other" });
      container(stack, { provider, networksAdvanced: [{ name: "esdb-external" }] });
    });
    expect(said).toBe("");
  });
});

test("allowFrom of a cluster that serves no containers says so in its own words, and leads to joinNetwork", () => {
  let caught: unknown;
  synthStack((inner) => {
    const cluster = new EventStoreCluster(inner, "esdb", propsOf(proxied));
    const proxy = container(inner);
    try {
      cluster.connections.allowFrom(proxy, { network: "proxy" });
    } catch (error) {
      caught = error;
    }
    cluster.connections.joinNetwork(proxy, { network: "proxy" });
  });
  expect(caught).toBeInstanceOf(InvalidClusterError);
  const { message } = caught as Error;
  expect(message).toMatch(
    /connections\.allowFrom lets in a container, .*use connections\.joinNetwork\(container\)/,
  );
  expect(message).not.toContain("connectionString is asked");
});

import { Container } from "@cdktf/provider-docker/lib/container";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  EventStoreCluster,
  InvalidClusterError,
  PeerAccess,
  PortPlan,
  Security,
} from "../../lib";
import { tellsSecret, SECRET } from "../fuzz/secrets";
import { PROPS } from "../../lib/cluster/props-reading";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

const LOGINS = [
  `https://ann:${SECRET}@registry.example.com/esdb:24.10`,
  `ann:${SECRET}@registry.example.com/esdb:24.10`,
  `https://${SECRET}@registry.example.com`,
  `${"x".repeat(70)}:${SECRET}@registry.example.com`,
];

/** All that is said of what is made with a login, wherever it is put. */
function saidOf(act: (stack: ReturnType<typeof emptyStack>) => EventStoreCluster): string {
  try {
    return JSON.stringify(act(emptyStack()).warnings);
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return `${error.message}${String(error.stack)}${JSON.stringify(error)}`;
  }
}

const ports = PortPlan.sequential({ http: 2113, externalTcp: 1113 });
/** Where people put addresses, besides the props themselves. */
const PLACES: Readonly<Record<string, (login: string) => object>> = {
  "a range": (login) => ({ internalNetwork: { cidr: login, gateway: login, dynamicRange: login } }),
  "a network's name": (cidr) => ({
    externalNetwork: ClusterNetwork.fromNetworkName(`${cidr} x`, { cidr: "10.240.1.0/24" }),
  }),
  "a host": (host) => ({ clients: ClientAccess.throughHost({ host, ports }) }),
  "a bound address": (bindIp) => ({
    clients: ClientAccess.throughHost({ host: "localhost", bindIp, ports }),
  }),
  "a domain": (domain) => ({ clients: ClientAccess.everywhere({ domain, ports }) }),
  "a node's host": (host) => ({
    clients: ClientAccess.perNode([{ host, httpPort: 2113 }], { audiences: [Audience.HOST] }),
  }),
  "a peer's host": (host) => ({ peers: PeerAccess.perNode([{ host, tcpPort: 1112, httpPort: 2113 }]) }),
  "a label": (login) => ({ labels: { [login]: "x", registry: login, "a b": login } }),
  "a setting": (login) => ({ settings: { MaxAppendSize: login, Gossipseed: login, [login]: 1 } }),
  "a setting known by none": (login) => ({ settings: { RegistryUrl: login } }),
  "a node's key": (login) => ({ nodeOverrides: { [login]: { priority: 1 } } }),
  "a node's address": (login) => ({ nodeOverrides: { "node-0": { internalAddress: login } } }),
  "a volume": (login) => ({ data: ClusterData.existingVolumes([login, "b", "c"]) }),
  "a path": (login) => ({ data: ClusterData.hostPath(login) }),
  "a certificate's name": (commonName) => ({
    security: Security.tls(Certificates.fromDockerHost({ nodes: {}, commonName })),
  }),
  "a root": (login) => ({
    security: Security.tls(Certificates.fromFiles({ trustedRoots: [login], nodes: {} })),
  }),
};

describe.each(LOGINS)("no password is shown of %s", (login) => {
  test.each(PROPS.filter((name) => name !== "name"))("in the place of %s", (name) => {
    expect(
      tellsSecret(saidOf((stack) => new EventStoreCluster(stack, "esdb", propsOf({ [name]: login })))),
    ).toBe(false);
  });

  test.each(Object.keys(PLACES))("as %s", (place) => {
    const more = PLACES[place]?.(login) ?? {};
    const said = saidOf((stack) => new EventStoreCluster(stack, "esdb", propsOf(more)));
    expect(said).not.toBe("[]");
    expect(tellsSecret(said)).toBe(false);
  });

  test.each(["variable", "caFile", "network", "protocol", "scheme", "nodePreference"])(
    "as %s of a client",
    (option) => {
      const said = saidOf((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf());
        const container = new Container(stack, "app", { name: "app", image: "app" });
        cluster.connections.allowFrom(container, { [option]: login });
        return cluster;
      });
      expect(said).not.toBe("[]");
      expect(tellsSecret(said)).toBe(false);
    },
  );
});

test("what stands for a variable's name is not shown, since it may be the value", () => {
  const said = saidOf((stack) => {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf());
    const variable = `ESDB_PASSWORD=${SECRET}`;
    cluster.connections.allowFrom(new Container(stack, "app", { name: "app", image: "app" }), { variable });
    return cluster;
  });
  expect(said).toContain("options.variable is a text: must be the name of an environment variable");
  expect(tellsSecret(said)).toBe(false);
});

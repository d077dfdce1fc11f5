import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Container } from "@cdktf/provider-docker/lib/container";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  EventStoreCluster,
  EventStorePolicy,
  InvalidClusterError,
  PeerAccess,
  PortPlan,
  renderMarkdown,
  renderMermaid,
  Security,
  type Problem,
} from "../../lib";
import { complete } from "../problem/complete";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

/** What throws where one of its values is read. */
const throwing = (key: string, more: object = {}) =>
  Object.defineProperty(Array.isArray(more) ? Array.from<unknown>(more) : { ...more }, key, {
    enumerable: true,
    get() {
      throw new Error("nobody reads this");
    },
  }) as never;

function problemsOf(act: () => unknown): readonly Problem[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    complete(error.problems);
    return error.problems;
  }
  return [];
}

const made = (more: object = {}) => new EventStoreCluster(emptyStack(), "esdb", propsOf(more));
const withTls = (certificates: Certificates) => made({ security: Security.tls(certificates) });
const onDockerHost = (host: object) =>
  made({
    size: 1,
    allowMajorityOnOneHost: true,
    internalNetwork: undefined,
    security: Security.tls(Certificates.generated()),
    hosts: [host],
  });
const onHost = (ports: PortPlan) => made({ clients: ClientAccess.throughHost({ host: "localhost", ports }) });

/** Neither its keys nor its values are to be had. */
function unseen(): object {
  const refuse = () => {
    throw new Error("no");
  };
  return new Proxy({}, { has: refuse, get: refuse, ownKeys: refuse, getPrototypeOf: refuse });
}

const CASES: Readonly<Record<string, readonly [path: string, () => unknown]>> = {
  "a range": [
    "internalNetwork.cidr",
    () => made({ internalNetwork: throwing("cidr", { memberOffset: 11 }) }),
  ],
  "a network": ['additionalNetworks["web"]', () => made({ additionalNetworks: throwing("web") })],
  "an existing network's range": [
    "externalNetwork.cidr",
    () => made({ externalNetwork: ClusterNetwork.fromNetworkName("lan", throwing("cidr")) }),
  ],
  "a port": ["ports.http", () => made({ ports: throwing("http") })],
  "a setting": ["settings.MaxAppendSize", () => made({ settings: throwing("MaxAppendSize") })],
  "a node's own prop": [
    'nodeOverrides["node-0"].priority',
    () => made({ nodeOverrides: { "node-0": throwing("priority") } }),
  ],
  "a Docker host": ["hosts[0]", () => made({ hosts: throwing("0", []) })],
  "a Docker host's provider": [
    "hosts[0].provider",
    () => onDockerHost(throwing("provider", { name: "a", internalAddress: "10.60.0.1" })),
  ],
  "a Docker host's provider, which nobody may look at": [
    "hosts[0].provider",
    () => onDockerHost({ name: "a", internalAddress: "10.60.0.1", provider: unseen() }),
  ],
  "a provider, which nobody may look at": ["provider", () => made({ provider: unseen() })],
  "a provider of certificates, which nobody may look at": [
    "tlsProvider",
    () => made({ tlsProvider: unseen() }),
  ],
  "a Docker host's address": [
    "hosts[0].internalAddress",
    () => {
      const stack = emptyStack();
      const provider = new DockerProvider(stack, "docker-a", { alias: "a" });
      new EventStoreCluster(
        stack,
        "esdb",
        propsOf({ hosts: [throwing("internalAddress", { name: "a", provider })] }),
      );
    },
  ],
  "a host": ["clients.host", () => made({ clients: ClientAccess.throughHost(throwing("host")) })],
  "a plan's port": ["clients.ports.http", () => onHost(PortPlan.sequential(throwing("http")))],
  "a node's address": [
    "peers.members[0].host",
    () => made({ peers: PeerAccess.perNode([throwing("host")]) }),
  ],
  "a data option": [
    "data.readOnlyReplicas",
    () => made({ data: ClusterData.existingVolumes(["a", "b", "c"], throwing("readOnlyReplicas")) }),
  ],
  "a key": [
    'security.certificates.nodes["node-0"].privateKey',
    () => withTls(Certificates.fromValues({ trustedRoots: [], nodes: { "node-0": throwing("privateKey") } })),
  ],
  "an option of insecurity": [
    "security.allowPublished",
    () => made({ security: Security.insecure(throwing("allowPublished")) }),
  ],
  "a client's variable": [
    'options["variable"]',
    () => {
      const stack = emptyStack();
      const { connections } = new EventStoreCluster(stack, "esdb", propsOf());
      connections.allowFrom(new Container(stack, "app", { name: "app", image: "app" }), throwing("variable"));
    },
  ],
  "a string's file": [
    'options["caFile"]',
    () => made().connectionString(Audience.NETWORK, throwing("caFile")),
  ],
  "an option of the attributes": [
    'options["sensitive"]',
    () => made().exportAttributes(throwing("sensitive")),
  ],
  "a picture's ways": [
    'options["reachability"]',
    () => renderMermaid(made().topology, throwing("reachability")),
  ],
  "a report's ways": [
    'options["reachability"]',
    () => renderMarkdown(made().topology, throwing("reachability")),
  ],
  "a policy's switch": [
    "allowInsecure",
    () => new EventStorePolicy(emptyStack(), "policy", throwing("allowInsecure")),
  ],
};

describe("what throws where it is read is a problem by its name", () => {
  test.each(Object.keys(CASES))("%s", (name) => {
    const [path, act] = CASES[name] ?? ["", () => {}];
    expect(problemsOf(act).map((one) => `${one.path} ${one.got}; ${one.fix}`)).toEqual([
      `${path} cannot be read; pass plain values`,
    ]);
  });

  test("all at once", () => {
    const paths = problemsOf(() =>
      made({ ports: throwing("http"), settings: throwing("MaxAppendSize"), sise: 3 }),
    ).map(({ path }) => path);
    expect(paths).toEqual(["ports.http", "settings.MaxAppendSize", "sise"]);
  });

  test("of what is no container nothing is read", () => {
    const said = problemsOf(() => {
      made().connections.allowFrom(throwing("envInput"));
    });
    expect(said.map(({ code }) => code)).toEqual(["allowFrom.container"]);
  });
});

/** What a proxy may refuse to say of itself. */
const TRAPS = ["ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf", "get"] as const;

const refusing = (trap: (typeof TRAPS)[number] | "revoked", target: object): never => {
  if (trap === "revoked") {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy as never;
  }
  const refuse = () => {
    throw new Error("nobody looks into this");
  };
  return new Proxy(target, { [trap]: refuse }) as never;
};

describe.each([...TRAPS, "revoked" as const])("a proxy whose %s throws", (trap) => {
  const hosted = (change: (host: object) => unknown) => {
    const stack = emptyStack();
    const provider = new DockerProvider(stack, "docker-a", { alias: "a" });
    const hosts = change({ name: "a", provider, internalAddress: "10.60.0.1" });
    return problemsOf(() => new EventStoreCluster(stack, "esdb", propsOf({ size: 1, hosts })));
  };

  test.each<[string, (host: object) => unknown]>([
    ["hosts", (host) => refusing(trap, [host])],
    ["hosts[0]", (host) => [refusing(trap, host)]],
    [
      "hosts[0].reachableFrom",
      (host) => [{ ...host, reachableFrom: refusing(trap, { internalAddress: [] }) }],
    ],
  ])("is told at %s", (path, change) => {
    const found = hosted(change);
    expect(found.length).toBeGreaterThan(0);
    for (const { code, path: at } of found) {
      expect(code).toBe("props.unreadable");
      expect(at.startsWith(path)).toBe(true);
    }
  });

  test("is no cluster's props without a problem, or all of them can be read", () => {
    expect(
      problemsOf(() => new EventStoreCluster(emptyStack(), "esdb", refusing(trap, propsOf()))).length > 0 ||
        trap === "getPrototypeOf",
    ).toBe(true);
  });
});

import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import {
  Audience,
  Certificates,
  ClientAccess,
  EventStoreCluster,
  ExternalTcp,
  PortPlan,
  Security,
  describeTopology,
  type AllowFromOptions,
  type EventStoreClusterProps,
} from "../../lib";
import { emptyStack } from "./never-synthesized";
import { byName, environmentOf, propsOf, synthesize, synthStack, type Resource } from "./synth";

const SECURE = { security: Security.tls(Certificates.generated()) };
type Props = Partial<Record<keyof EventStoreClusterProps, unknown>>;

/** The user's container after it was allowed in. */
function allowed(
  props: Props,
  options?: AllowFromOptions,
  config: object = {},
): Resource & { readonly cluster: EventStoreCluster } {
  let cluster: EventStoreCluster | undefined;
  const stack = synthStack((stack) => {
    cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
    const container = new Container(stack, "app", { name: "app", image: "app:1", ...config });
    cluster.connections.allowFrom(container, options);
  });
  return { ...byName(stack, "docker_container").app, cluster: cluster as EventStoreCluster };
}

const ROOT = "${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}\n";

/** v5 with TLS, by files that lie on the Docker host. */
const V5_TLS = Security.tlsForClients(
  Certificates.fromDockerHost({
    nodes: Object.fromEntries(
      ["node-0", "node-1", "node-2"].map((key) => [key, { pkcs12: `/srv/${key}.p12`, password: "x" }]),
    ),
    commonName: "nodes.example.com",
  }),
);

/** What somebody is told who goes wrong. */
function toldBy(wrong: () => unknown): string {
  try {
    wrong();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("connections.allowFrom", () => {
  test("gives a TCP client its string, and no file of the authority", () => {
    const props = { ...SECURE, version: "22.10.5", externalTcp: ExternalTcp.enabled() };
    const app = allowed(props, { protocol: "tcp" });
    expect(environmentOf(app)).toEqual({
      EVENTSTORE_CONNECTION_STRING: app.cluster.connectionString(Audience.NETWORK, { protocol: "tcp" }),
    });
    expect(app.upload).toBeUndefined();
    expect(() => allowed(SECURE, { protocol: "tcp" })).toThrow(/external TCP is off/);
    expect(() => allowed(SECURE, { protocol: "http" as never })).toThrow(
      /options\.protocol is "http": must be "grpc" or "tcp"/,
    );
  });

  test("gives the network, the string, the authority, and waits", () => {
    const app = allowed(SECURE);
    expect(environmentOf(app)).toEqual({
      EVENTSTORE_CONNECTION_STRING: app.cluster.connectionString(Audience.NETWORK, {
        caFile: "/etc/eventstore-ca.crt",
      }),
    });
    expect(app.networks_advanced).toEqual([
      { name: "${docker_network.eventstore_esdb_external-network.id}" },
    ]);
    expect(app.upload).toEqual([{ file: "/etc/eventstore-ca.crt", content: ROOT }]);
    expect(app.depends_on).toEqual(["docker_container.eventstore_esdb_ready"]);
  });

  test("adds to what the container has", () => {
    const app = allowed(
      SECURE,
      { variable: "ESDB_URL", caFile: "/ca.pem" },
      {
        env: ["A=1"],
        networksAdvanced: [{ name: "mine" }],
        upload: [{ file: "/x", content: "y" }],
        volumes: [{ containerPath: "/v", volumeName: "v" }],
        dependsOn: [],
      },
    );
    expect(Object.keys(environmentOf(app))).toEqual(["A", "ESDB_URL"]);
    expect(environmentOf(app).ESDB_URL).toMatch(/tlsCaFile=\/ca\.pem$/);
    expect((app.networks_advanced as { name: string }[]).map((n) => n.name)[0]).toBe("mine");
    expect((app.upload as { file: string }[]).map((u) => u.file)).toEqual(["/x", "/ca.pem"]);
    expect(app.volumes).toEqual([{ container_path: "/v", volume_name: "v" }]);
  });

  test("an insecure cluster has no authority", () => {
    const app = allowed({});
    expect(environmentOf(app).EVENTSTORE_CONNECTION_STRING).toMatch(/^esdb:.*\?tls=false$/);
    expect(app).not.toHaveProperty("upload");
  });

  test("two clusters serve one container", () => {
    const stack = synthStack((stack) => {
      const one = new EventStoreCluster(stack, "esdb", propsOf());
      const ranges = {
        internalNetwork: { cidr: "10.240.2.0/24" },
        externalNetwork: { cidr: "10.240.3.0/24" },
      };
      const two = new EventStoreCluster(stack, "other", propsOf(ranges));
      const container = new Container(stack, "app", { name: "app", image: "app:1" });
      one.connections.allowFrom(container);
      two.connections.allowFrom(container, { variable: "OTHER" });
    });
    const { app } = byName(stack, "docker_container");
    expect(app?.networks_advanced).toHaveLength(2);
    expect(app?.depends_on).toHaveLength(2);
    expect(Object.keys(environmentOf(app))).toEqual(["EVENTSTORE_CONNECTION_STRING", "OTHER"]);
  });

  test("without a gate it waits for the nodes' containers", () => {
    expect(allowed({ waitForReady: false }).depends_on).toEqual(
      [0, 1, 2].map((i) => `docker_container.eventstore_esdb_node-${i}`),
    );
  });

  test("files of the Docker host are mounted", () => {
    const shared = { certificate: "/c.crt", privateKey: "/c.key" };
    const one = Certificates.fromDockerHost({ trustedRoots: ["/ca.crt"], shared });
    const app = allowed({ security: Security.tls(one) });
    expect(app.volumes).toEqual([
      { container_path: "/etc/eventstore-ca.crt", host_path: "/ca.crt", read_only: true },
    ]);
    const two = Certificates.fromDockerHost({ trustedRoots: ["/ca.crt", "/next.crt"], shared });
    expect(() => allowed({ security: Security.tls(two) })).toThrow(
      /finds 2 trusted roots on the Docker host/,
    );
  });

  test("containers that are not promised to be served are refused", () => {
    const clients = ClientAccess.throughHost({
      host: "localhost",
      ports: PortPlan.sequential({ http: 2113 }),
    });
    expect(() => allowed({ clients })).toThrow(/clients promises Audience\.HOST/);
  });

  test.each([
    [{ variable: "" }, /options\.variable is a text/],
    [{ variable: "A B" }, /options\.variable is a text/],
    [{ caFile: "ca.crt" }, /options\.caFile is "ca\.crt"/],
    [{ caFile: "/a b" }, /options\.caFile/],
    [{ cafile: "/a" }, /"cafile"/],
    [null, /options is null/],
  ])("wrong options %j are told", (options, said) => {
    expect(() => allowed(SECURE, options as AllowFromOptions)).toThrow(said);
  });

  test("a variable that is there already is not overwritten", () => {
    const config = { env: ["EVENTSTORE_CONNECTION_STRING=mine"] };
    expect(() => allowed(SECURE, {}, config)).toThrow(/which the container has already/);
  });

  test.each(["other", "2nd", "7-b", "eventstore"])("the variable proposed of %s is one, and free", (name) => {
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ name }));
      const env = ["EVENTSTORE_CONNECTION_STRING=mine"];
      const container = new Container(stack, "app", { name: "app", image: "app:1", env });
      const told = toldBy(() => cluster.connections.allowFrom(container));
      const variable = /name another one: \{ variable: "([^"]+)" \}/.exec(told)?.[1];
      expect(variable).toMatch(/^[A-Z_]\w*$/);
      cluster.connections.allowFrom(container, { variable: variable! });
    });
  });

  test("a list that only Terraform knows cannot be added to", () => {
    expect(() =>
      synthStack((stack) => {
        const env = new TerraformVariable(stack, "env", { type: "list(string)" }).listValue;
        const cluster = new EventStoreCluster(stack, "esdb", propsOf());
        const container = new Container(stack, "app", { name: "app", image: "app:1", env });
        cluster.connections.allowFrom(container);
      }),
    ).toThrow(/container\.env is a token/);
  });

  test.each([undefined, null, {}, { terraformResourceType: "docker_container" }, "app"])(
    "what is no container: %p",
    (container) => {
      expect(() =>
        synthStack((stack) => {
          const cluster = new EventStoreCluster(stack, "esdb", propsOf());
          cluster.connections.allowFrom(container as Container);
        }),
      ).toThrow(/must be a docker_container/);
    },
  );
});

test("what a cluster made is no client, of its own cluster or of another", () => {
  synthStack((stack) => {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf());
    const networks = {
      internalNetwork: { cidr: "10.241.0.0/24" },
      externalNetwork: { cidr: "10.241.1.0/24" },
    };
    const other = new EventStoreCluster(stack, "other", propsOf(networks));
    for (const path of ["node-0/Resource", "ready", "claim"]) {
      const [id = "", part] = path.split("/");
      const child = cluster.node.findChild(id);
      const container = (part === undefined ? child : child.node.findChild(part)) as Container;
      for (const { connections } of [cluster, other])
        expect(() => connections.allowFrom(container)).toThrow(
          `container is stack/esdb/${path}, which a cluster made`,
        );
    }
  });
});

describe("a container of another App is no client", () => {
  const inAnotherApp = () => new Container(emptyStack(), "app", { name: "app", image: "app:1" });

  test("of a cluster", () => {
    const container = inAnotherApp();
    const { connections } = new EventStoreCluster(emptyStack(), "esdb", propsOf());
    const allow = () => {
      connections.allowFrom(container);
    };
    expect(allow).toThrow(
      /container is \S+\/app, of another App: .*; declare both in one App, or the cluster/,
    );
    expect(container.envInput).toBeUndefined();
  });

  test("of an imported one, and follows the mend", () => {
    const attributes = new EventStoreCluster(emptyStack(), "esdb", propsOf()).exportAttributes();
    const imported = EventStoreCluster.fromAttributes(emptyStack(), "esdb", attributes);
    const container = inAnotherApp();
    expect(() => {
      imported.connections.allowFrom(container);
    }).toThrow(/of another App/);
    EventStoreCluster.fromAttributes(TerraformStack.of(container), "esdb", attributes).connections.allowFrom(
      container,
    );
    expect(container.envInput).toHaveLength(1);
  });
});

test("a client of a cluster that was removed is told at synth", () => {
  const removed = (before: boolean) => () =>
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf());
      const remove = () => stack.node.tryRemoveChild("esdb");
      if (before) remove();
      cluster.connections.allowFrom(new Container(stack, "app", { name: "app", image: "app:1" }));
      if (!before) remove();
    });
  for (const before of [true, false])
    expect(removed(before)).toThrow(
      "[stack/app] container is to join a network of stack/esdb, which was removed: Terraform then finds neither",
    );
});

describe("connectionString", () => {
  const refused = (props: Props, caFile: unknown) => () =>
    synthStack((stack) => {
      new EventStoreCluster(stack, "esdb", propsOf(props)).connectionString(Audience.NETWORK, {
        caFile: caFile as string,
      });
    });

  test("a caFile that cannot be meant is refused", () => {
    expect(refused({}, "/ca.crt")).toThrow(/nothing is verified on an insecure cluster/);
    expect(refused(SECURE, "/a b")).toThrow(/must be a path/);
    expect(refused(SECURE, 1)).toThrow(/must be a path/);
    expect(refused(SECURE, "/ca.crt")).not.toThrow();
  });

  const asked = (props: Props, options: object) => {
    let string = "";
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
      string = cluster.connectionString(Audience.NETWORK, options);
    });
    return string;
  };
  const TCP = { version: "22.10.5", externalTcp: ExternalTcp.enabled() };
  const SEEDS = [0, 1, 2].map((n) => `node-${n}.esdb.external:2113`);

  test("speaks TCP where that is asked for and on", () => {
    expect(asked(TCP, { protocol: "tcp" })).toBe(
      `GossipSeeds=${SEEDS.map((seed) => `http://${seed}`).join(",")};UseSslConnection=false`,
    );
    const plugin = { ...TCP, ...SECURE, version: "24.10.4", licenseKey: "key" };
    expect(asked(plugin, { protocol: "tcp" })).toBe(
      `GossipSeeds=${SEEDS.map((seed) => `https://${seed}`).join(",")};UseSslConnection=true;ValidateServer=true`,
    );
    expect(asked(TCP, { protocol: "grpc" })).toBe(asked(TCP, {}));
    expect(asked({ version: "5.0.11" }, { protocol: "tcp" })).toBe(asked({ version: "5.0.11" }, {}));
  });

  test.each<[Props, object, RegExp]>([
    [{}, { protocol: "tcp" }, /external TCP is off; use externalTcp: ExternalTcp\.enabled\(\)/],
    [{ version: "5.0.11" }, { protocol: "grpc" }, /5\.0\.11 speaks TCP only; leave protocol out/],
    [{}, { protocol: "http" }, /must be "grpc" or "tcp"; leave it out for "grpc"/],
    [{}, { protocol: null }, /must be "grpc" or "tcp"/],
    [{ ...TCP, ...SECURE }, { protocol: "tcp", caFile: "/ca" }, /trust store of its machine/],
  ])("refuses what cannot be: %#", (props, options, text) => {
    expect(() => asked(props, options)).toThrow(text);
  });

  test.each<Props>([
    {},
    SECURE,
    TCP,
    { ...TCP, ...SECURE },
    { version: "5.0.11" },
    { version: "5.0.11", security: V5_TLS },
  ])("is what describeTopology prints (%#)", (props) => {
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
      const printed = describeTopology(cluster.topology)
        .split("\n")
        .map((line) => line.trim());
      expect(printed).toContain(`network    ${cluster.connectionString(Audience.NETWORK)}`);
      if (props.externalTcp !== undefined)
        expect(printed).toContain(
          `network    ${cluster.connectionString(Audience.NETWORK, { protocol: "tcp" })}`,
        );
    });
  });
});

describe("in another stack", () => {
  const other = (props: Props, client: (stack: TerraformStack, cluster: EventStoreCluster) => void) => {
    const dependencies: string[] = [];
    const stacks = synthesize((app) => {
      // The client's comes first, so that nothing but what it says can bring it after the cluster's.
      const theirs = new TerraformStack(app, "client");
      const own = new TerraformStack(app, "stack");
      for (const one of [theirs, own]) new DockerProvider(one, "docker");
      const cluster = new EventStoreCluster(own, "esdb", propsOf(props));
      client(theirs, cluster);
      app.node.addValidation({
        validate: () => {
          dependencies.push(...theirs.dependencies.map(({ node }) => node.id));
          return [];
        },
      });
    });
    return { client: stacks.client, own: stacks.stack, dependencies };
  };
  const container = (stack: TerraformStack, more: object = {}) =>
    new Container(stack, "app", { name: "app", image: "app:1", ...more });

  test("what depends on ready makes its stack come after the cluster's, and names no resource of it", () => {
    const { client, own, dependencies } = other({}, (stack, cluster) => {
      container(stack, { dependsOn: [cluster.ready] });
      new TerraformOutput(stack, "out", { value: "x", dependsOn: [cluster.ready] });
    });
    expect(dependencies).toEqual(["stack"]);
    expect(client?.resource.docker_container?.app?.depends_on).toEqual([]);
    expect(client?.text).not.toContain("terraform_remote_state");
    expect(own?.text).not.toContain("cross-stack-output");
  });

  test.each([true, false])(
    "a client has the string, the network and the authority; the cluster waited for: %s",
    (waitForReady) => {
      const { client, own, dependencies } = other({ ...SECURE, waitForReady }, (stack, cluster) => {
        cluster.connections.allowFrom(
          container(stack, { dependsOn: [new Image(stack, "i", { name: "i" })] }),
        );
      });
      expect(dependencies).toEqual(["stack"]);
      const { depends_on, env, networks_advanced, upload } = client?.resource.docker_container?.app ?? {};
      expect(depends_on).toEqual(["docker_image.i"]);
      expect(env).toEqual([expect.stringMatching(/^EVENTSTORE_CONNECTION_STRING=esdb:\/\/.*tls=true/)]);
      // What Terraform takes from another state: outputs of single attributes.
      const outputs = Object.values((JSON.parse(own?.text ?? "") as { output: object }).output)
        .map(({ value }: { value: unknown }) => value)
        .filter((value) => typeof value === "string");
      expect(outputs.sort()).toEqual([
        "${docker_network.eventstore_esdb_external-network.id}",
        "${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}",
      ]);
      for (const one of [networks_advanced, upload])
        expect(JSON.stringify(one)).toMatch(/\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]+\}/);
    },
  );

  test("a client that is let in twice, or has joined by hand, is on the network once", () => {
    const { client } = other({}, (stack, cluster) => {
      const networksAdvanced = [cluster.externalNetwork];
      const byHand = new Container(stack, "hand", { name: "hand", image: "app:1", networksAdvanced });
      const app = container(stack);
      for (const one of [app, app, byHand]) cluster.connections.allowFrom(one);
    });
    for (const id of ["app", "hand"])
      expect(client?.resource.docker_container?.[id]?.networks_advanced).toHaveLength(1);
  });
});

describe("what a gRPC client's string says besides", () => {
  const stringOf = (options: object, props: Props = {}) => {
    let text = "";
    synthStack((stack) => {
      text = new EventStoreCluster(stack, "esdb", propsOf(props)).connectionString(Audience.NETWORK, options);
    });
    return text;
  };

  test("is in the words that the official clients read", () => {
    const options = { keepAliveInterval: 20_000, keepAliveTimeout: -1, nodePreference: "follower" };
    expect(stringOf(options)).toMatch(
      /^esdb:\/\/.*\?tls=false&keepAliveInterval=20000&keepAliveTimeout=-1&nodePreference=follower$/,
    );
    expect(stringOf({ scheme: "kurrentdb" }, { version: "25.0.1" })).toMatch(/^kurrentdb:\/\//);
    expect(stringOf({ scheme: "esdb" }, { version: "25.0.1" })).toMatch(/^esdb:\/\//);
  });

  test("is refused where no client reads it, all at once", () => {
    const wrong = {
      keepAliveInterval: 0,
      keepAliveTimeout: 1.5,
      nodePreference: "replica",
      scheme: "kurrentdb",
    };
    expect(() => stringOf(wrong)).toThrow(
      /keepAliveInterval is 0: .*-1 for never(.|\n)*keepAliveTimeout is 1\.5|4 problems/,
    );
    const both = { scheme: "kurrentdb", nodePreference: "nobody", protocol: "tcp" };
    expect(() => stringOf(both as object, { version: "5.0.11" })).toThrow(
      /has 2 problems.*scheme.*nodePreference/s,
    );
    expect(() => stringOf({ scheme: "kurrentdb" })).toThrow(/24\.10\.4 is an EventStoreDB.*leave scheme out/);
    const tcp = { version: "22.10.5", externalTcp: ExternalTcp.enabled() };
    expect(() => stringOf({ protocol: "tcp", keepAliveInterval: 10_000 }, tcp)).toThrow(
      /leave keepAliveInterval out/,
    );
  });

  test("comes with connections.allowFrom", () => {
    const app = allowed({}, { keepAliveInterval: 20_000 });
    expect(environmentOf(app).EVENTSTORE_CONNECTION_STRING).toBe(
      app.cluster.connectionString(Audience.NETWORK, { keepAliveInterval: 20_000 }),
    );
    expect(() => allowed({}, { keepAliveInterval: 0, variable: "1" })).toThrow(/has 2 problems/);
  });
});

describe("the external network", () => {
  test("is joined by hand, and not once more by allowFrom", () => {
    const stack = synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf());
      const networksAdvanced = [cluster.externalNetwork];
      const app = new Container(stack, "app", { name: "app", image: "app:1", networksAdvanced });
      cluster.connections.allowFrom(app);
    });
    expect(byName(stack, "docker_container").app?.networks_advanced).toEqual([
      { name: "${docker_network.eventstore_esdb_external-network.id}" },
    ]);
  });
});

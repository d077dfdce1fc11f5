import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterNetwork,
  EndpointKind,
  EventStoreCluster,
  Interface,
  ExternalTcp,
  InvalidClusterError,
  PortPlan,
  Security,
  type ClusterAttributes,
  type EventStoreClusterProps,
  type IEventStoreCluster,
} from "../../lib";
import { synthesize as synthesizeOne } from "../../lib/testing";
import { byName, environmentOf, propsOf, synthesize, synthStack } from "./synth";

type Props = Partial<Record<keyof EventStoreClusterProps, unknown>>;

const SECURE = { security: Security.tls(Certificates.generated()) };
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** What a program writes of its cluster: the file beside its stack, and the output. */
function exported(props: Props, options?: object): { readonly file: unknown; readonly output: unknown } {
  const outdir = mkdtempSync(join(tmpdir(), "esdb-"));
  try {
    const app = new App({ outdir, skipBackendValidation: true });
    const stack = new TerraformStack(app, "database");
    new DockerProvider(stack, "docker");
    new EventStoreCluster(stack, "esdb", propsOf(props)).exportAttributes(options);
    app.synth();
    const folder = join(outdir, "stacks", "database");
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
    const { output } = read("cdk.tf.json") as { output: Readonly<Record<string, unknown>> };
    let file: unknown;
    try {
      file = read("esdb.cluster.json");
    } catch {
      file = undefined;
    }
    return { file, output: output.eventstore_esdb_attributes };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What is found of one stack. */
function synthesizeStack(declare: (stack: TerraformStack) => void) {
  const stack = new TerraformStack(new App({ skipBackendValidation: true }), "stack");
  new DockerProvider(stack, "docker");
  declare(stack);
  return synthesizeOne(stack);
}

/** A program that imports a cluster. */
function importing(attributes: unknown, use: (cluster: IEventStoreCluster, stack: TerraformStack) => void) {
  return synthStack((stack) => {
    use(EventStoreCluster.fromAttributes(stack, "esdb", attributes as ClusterAttributes), stack);
  });
}

function problemsOf(attributes: unknown): readonly string[] {
  try {
    importing(attributes, () => undefined);
  } catch (error) {
    if (error instanceof InvalidClusterError) return error.problems.map((p) => `${p.path} ${p.got}`);
    throw error;
  }
  return [];
}

describe("a cluster of another program", () => {
  const ports = PortPlan.sequential({ http: 2113 });
  const access = { clients: ClientAccess.throughHost({ host: "db.example.com", ports }) };
  const kinds: readonly (readonly [string, Props])[] = [
    ["insecure", {}],
    ["of one node, on the host", { size: 1, ...access, ...SECURE }],
    [
      "with replicas and TCP",
      { version: "22.10.5", readOnlyReplicas: 2, externalTcp: ExternalTcp.enabled() },
    ],
    ["v5", { version: "5.0.11" }],
    ["everywhere", { clients: ClientAccess.everywhere({ domain: "db.example.com", ports }) }],
  ];

  test.each(kinds)("is the same for its clients, by its file: %s", (_, props) => {
    const { file } = exported(props);
    let own: EventStoreCluster | undefined;
    synthStack((stack) => {
      own = new EventStoreCluster(stack, "esdb", propsOf(props));
    });
    importing(file, (cluster) => {
      expect(cluster.topology).toEqual(own?.topology);
      for (const audience of own?.topology.audiences ?? []) {
        expect(cluster.connectionString(audience)).toBe(own?.connectionString(audience));
        expect(cluster.endpoints(audience)).toEqual(own?.endpoints(audience));
        expect(cluster.endpoints(audience)).not.toEqual([]);
      }
      const wayOf = (c: IEventStoreCluster | undefined) =>
        c?.reachability.cells.map(({ from, dialled, reached }) => ({ from, dialled, reached }));
      expect(wayOf(cluster)).toEqual(wayOf(own));
    });
  });

  test("lets a container in by the network's name, and makes nothing", () => {
    const { file } = exported({});
    const stack = importing(file, (cluster, stack) => {
      const app = new Container(stack, "app", { name: "app", image: "app:1" });
      cluster.connections.allowFrom(app, { keepAliveInterval: 20_000 });
    });
    const { app } = byName(stack, "docker_container");
    expect(app?.networks_advanced).toEqual([{ name: "esdb-external" }]);
    expect(environmentOf(app).EVENTSTORE_CONNECTION_STRING).toMatch(/\?tls=false&keepAliveInterval=20000$/);
    expect(app?.depends_on).toBeUndefined();
    expect(Object.keys(stack.resource)).toEqual(["docker_container"]);
  });

  test("notices at synth when a container loses what it was given", () => {
    const { file } = exported({});
    expect(() =>
      importing(file, (cluster, stack) => {
        const app = new Container(stack, "app", { name: "app", image: "app:1" });
        cluster.connections.allowFrom(app);
        app.env = [];
      }),
    ).toThrow(/stack\/app\.env/);
  });

  test("hands out its authority, which a generated one has by token only", () => {
    const { file, output } = exported(SECURE);
    expect(file).toHaveProperty("caCertificate", null);
    expect(output).toMatchObject({
      value: { version: 1, caCertificate: "${tls_self_signed_cert.eventstore_esdb_authority.cert_pem}\n" },
    });
    expect(() => importing(file, (cluster) => cluster.caCertificate)).toThrow(
      /imported without it.*pass caCertificate to fromAttributes/,
    );
    const stack = importing({ ...(file as object), caCertificate: PEM }, (cluster, stack) => {
      const app = new Container(stack, "app", { name: "app", image: "app:1" });
      cluster.connections.allowFrom(app);
      new TerraformOutput(stack, "ca", { value: cluster.caCertificate });
    });
    const { app } = byName(stack, "docker_container");
    expect(app?.upload).toEqual([{ file: "/etc/eventstore-ca.crt", content: PEM }]);
    const passed = synthStack((stack) => {
      const caCertificate = new TerraformVariable(stack, "ca", { type: "string" }).stringValue;
      const attributes = { ...(file as ClusterAttributes), caCertificate };
      const cluster = EventStoreCluster.fromAttributes(stack, "esdb", attributes);
      new TerraformOutput(stack, "handed", { value: cluster.caCertificate });
    });
    expect(JSON.parse(passed.text)).toMatchObject({ output: { handed: { value: "${var.ca}" } } });
  });

  test("goes to another stack of the app by its attributes, certificate included", () => {
    const { clients } = synthesize((app) => {
      const database = new TerraformStack(app, "database");
      new DockerProvider(database, "docker");
      const cluster = new EventStoreCluster(database, "esdb", propsOf(SECURE));
      const clients = new TerraformStack(app, "clients");
      new DockerProvider(clients, "docker");
      const imported = EventStoreCluster.fromAttributes(clients, "esdb", cluster.exportAttributes());
      imported.connections.allowFrom(new Container(clients, "app", { name: "app", image: "app:1" }));
    });
    const { app } = byName(clients!, "docker_container");
    expect(app?.networks_advanced).toEqual([{ name: "esdb-external" }]);
    expect(JSON.stringify(app?.upload)).toMatch(/data\.terraform_remote_state/);
    expect(app?.depends_on).toBeUndefined();
  });

  test("is told as an output alone where a host is known at apply only", () => {
    const outputs = synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      const host = new TerraformVariable(stack, "host", { type: "string" }).stringValue;
      const clients = ClientAccess.throughHost({ host, ports, audiences: [Audience.REMOTE] });
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ clients, ...SECURE }));
      cluster.exportAttributes({ sensitive: true });
      cluster.exportAttributes();
    });
    expect(JSON.parse(outputs.stack?.text ?? "")).toMatchObject({
      output: { eventstore_esdb_attributes: { sensitive: true } },
    });
    expect(outputs.stack?.text).toContain("${var.host}");
  });

  test("is refused where it is none, all at once", () => {
    const { file } = exported({});
    const { topology, nodes } = file as ClusterAttributes;
    expect(problemsOf(null)).toEqual(["attributes is null"]);
    expect(problemsOf({})).toEqual(["attributes.version is missing"]);
    expect(problemsOf({ version: 1, nodes })).toEqual(["attributes.topology is (nothing)"]);
    expect(problemsOf("${data.x}")).toEqual(['attributes is "${data.x}"']);
    expect(problemsOf({ version: 2, topology })).toEqual(["attributes.version is 2"]);
    const broken = {
      ...topology,
      secure: "no",
      nodes: topology.nodes.map((node, i) =>
        i === 1 ? { ...node, advertised: { http: { host: "", port: 0 } } } : node,
      ),
    };
    expect(problemsOf({ version: 1, nodes, topology: broken })).toEqual([
      'attributes.topology.secure is "no"',
      "attributes.topology.nodes[1].advertised.nodeHttp is (nothing)",
      'attributes.topology.nodes[1].advertised.http.host is ""',
      "attributes.topology.nodes[1].advertised.http.port is 0",
    ]);
    const hollow = {
      ...topology,
      networks: topology.networks.filter((one) => one.interface !== Interface.EXTERNAL),
      nodes: topology.nodes.map((node) => ({ ...node, endpoints: [] })),
    };
    expect(problemsOf({ version: 1, nodes, topology: hollow })).toContain(
      "attributes.topology.networks holds no external network",
    );
    expect(problemsOf({ version: 1, nodes, topology: { ...topology, nodes: [] } })).toEqual([
      "attributes.topology.nodes holds no member",
    ]);
    expect(problemsOf({ version: 1, nodes, topology: { ...topology, release: "1.0" } })).toEqual([
      'attributes.topology.release is "1.0"',
    ]);
    expect(problemsOf({ version: 1, nodes, topology, caCertificate: PEM })).toEqual([
      "attributes.caCertificate is given",
    ]);
  });

  test("warns where a generated certificate was left out of the file", () => {
    const { file } = exported(SECURE);
    const { warnings } = synthesizeStack((stack) => {
      EventStoreCluster.fromAttributes(stack, "esdb", file as ClusterAttributes);
    });
    expect(warnings).toEqual([
      expect.objectContaining({ code: "attributes.caCertificate", path: "attributes.caCertificate" }),
    ]);
  });

  test("refuses what was edited, and what is no data", () => {
    const { file } = exported({});
    const { topology, nodes } = file as ClusterAttributes;
    const edited = (change: (text: string) => string) =>
      problemsOf({ version: 1, nodes, topology: JSON.parse(change(JSON.stringify(topology))) as unknown });
    for (const host of ["ev\\nPATH=x", "h?tls=false&x=", "a b@c,d", '${file(\\"/etc/passwd\\")}'])
      expect([host, edited((text) => text.replaceAll("node-0.esdb.external", host))]).not.toEqual([host, []]);
    expect(edited((text) => text.replace('"secure":false', '"secure":true'))).toEqual([
      "attributes.topology.secure is true",
    ]);
    expect(edited((text) => text.replace('"size":3', '"size":4'))).toEqual(["attributes.topology.size is 4"]);
    expect(edited((text) => text.replaceAll('"esdb-internal"', '"a b"'))).not.toEqual([]);
    const getter = {
      version: 1,
      get topology() {
        throw new Error("boom");
      },
    };
    expect(problemsOf(getter)).toEqual(["attributes holds what is no plain data, or cannot be read"]);
  });

  test("shows nothing of what stands where the certificate belongs", () => {
    const { file } = exported(SECURE);
    const key = "-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----";
    expect(problemsOf({ ...(file as object), caCertificate: key })).toEqual([
      "attributes.caCertificate holds PRIVATE KEY",
    ]);
  });

  test("tells every part of its shape that is missing", () => {
    const { file } = exported({ clients: ClientAccess.throughHost({ host: "127.0.0.1", ports }) });
    const { topology, nodes } = file as ClusterAttributes;
    for (const name of Object.keys(topology)) {
      const rest = Object.fromEntries(Object.entries(topology).filter(([key]) => key !== name));
      const told = problemsOf({ version: 1, nodes, topology: rest });
      expect([name, told.every((one) => one.startsWith(`attributes.topology.${name} `))]).toEqual([
        name,
        true,
      ]);
      expect([name, told.length]).toEqual([name, 1]);
    }
  });
});

describe("what is given away", () => {
  test("has what is made of the cluster until it is synthesized", () => {
    const outputs: unknown[] = [];
    for (const early of [true, false]) {
      const { database } = synthesize((app) => {
        const stack = new TerraformStack(app, "database");
        new DockerProvider(stack, "docker");
        const cluster = new EventStoreCluster(stack, "esdb", propsOf());
        if (early) cluster.exportAttributes();
        cluster.nodes[1]?.container.addOverride("hostname", "x");
        if (!early) cluster.exportAttributes({ sensitive: false });
        cluster.exportAttributes({ sensitive: true });
      });
      outputs.push((JSON.parse(database?.text ?? "{}") as { output: object }).output);
    }
    expect(outputs[0]).toEqual(outputs[1]);
    expect(outputs[0]).toMatchObject({ eventstore_esdb_attributes: { sensitive: true } });
  });

  test.each([
    ["a${x}b", "a$${x}b"],
    ["a%{b", "a%%{b"],
  ])("joins a network by a name that looks like a template: %s", (name, escaped) => {
    const externalNetwork = ClusterNetwork.fromNetworkName(name, { cidr: "10.250.0.0/24" });
    const { file } = exported({ externalNetwork });
    for (const imported of [true, false]) {
      const stack = synthStack((stack) => {
        const app = new Container(stack, "app", { name: "app", image: "app:1" });
        const cluster = imported
          ? EventStoreCluster.fromAttributes(stack, "esdb", file as ClusterAttributes)
          : new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork }));
        cluster.connections.allowFrom(app);
      });
      expect(byName(stack, "docker_container").app?.networks_advanced).toEqual([{ name: escaped }]);
    }
  });
});

describe("the endpoints of a cluster", () => {
  test("are those that an audience dials", () => {
    synthStack((stack) => {
      const cluster = new EventStoreCluster(
        stack,
        "esdb",
        propsOf({
          size: 1,
          clients: ClientAccess.throughHost({
            host: "localhost",
            ports: PortPlan.sequential({ http: 2113 }),
          }),
        }),
      );
      expect(cluster.endpoints(Audience.HOST)).toEqual([
        {
          node: "node-0",
          nodeKind: "member",
          endpoint: EndpointKind.HTTP,
          host: "localhost",
          port: 2113,
          tls: false,
        },
      ]);
      expect(() => cluster.endpoints(Audience.NETWORK)).toThrow(/endpoints is asked for Audience\.NETWORK/);
      expect(() => cluster.endpoints("host " as never)).toThrow(/use endpoints\(Audience\.HOST\)/);
    });
  });
});

describe("a network of the program's own", () => {
  test("is joined by an imported cluster's clients as that resource", () => {
    const { file } = exported({
      externalNetwork: ClusterNetwork.fromNetworkName("shared", { cidr: "10.240.1.0/24" }),
    });
    const stack = importing(file, (cluster, stack) => {
      const app = new Container(stack, "app", {
        name: "app",
        image: "app:1",
        networksAdvanced: [{ name: "shared" }],
      });
      cluster.connections.allowFrom(app);
    });
    expect(byName(stack, "docker_container").app?.networks_advanced).toEqual([{ name: "shared" }]);
  });
});

describe("what an imported cluster has on an engine", () => {
  const published = ClientAccess.everywhere({ domain: "esdb.test", ports: PortPlan.sequential(2113) });
  const { file } = exported({ clients: published });
  const CLIENT = { name: "app", image: "app:1" };

  /** What is found of a container beside it, which is let in or not. */
  const beside = (config: object, { admitted = false, elsewhere = false, attributes = file } = {}) => {
    const { problems, warnings } = synthesizeStack((stack) => {
      const cluster = EventStoreCluster.fromAttributes(stack, "esdb", attributes as ClusterAttributes);
      const provider = elsewhere
        ? new DockerProvider(stack, "far", { alias: "far", host: "ssh://far" })
        : undefined;
      const app = new Container(stack, "app", { ...CLIENT, ...config, provider });
      if (admitted) cluster.connections.allowFrom(app);
    });
    expect(warnings).toEqual([]);
    return problems.map(({ path, got, fix }) => `${path} ${got}; ${fix}`);
  };
  const joining = (more: object, name = "esdb-external") => ({ networksAdvanced: [{ name, ...more }] });

  test.each([true, false])(
    "is no other container's: addresses and names of nodes, let in: %p",
    (admitted) => {
      for (const [taken, told] of [
        [
          joining({ ipv4Address: "10.240.1.11" }),
          "gives node-0 the address 10.240.1.11, which stack/app has there too",
        ],
        [
          joining({ aliases: ["node-0.esdb.external"] }),
          'knows node-0 as "node-0.esdb.external", and stack/app too',
        ],
        [{ ...joining({}), hostname: "esdb-node-0" }, 'knows node-0 as "esdb-node-0", and stack/app too'],
        [{ ...joining({}), name: "esdb-node-0" }, 'knows node-0 as "esdb-node-0", and stack/app too'],
      ] as const)
        expect(beside(taken, { admitted })).toEqual([
          expect.stringContaining(`stack/esdb.externalNetwork ${told}`),
        ]);
      // What the mend leads to.
      expect(beside(joining({ ipv4Address: "10.240.1.200", aliases: ["app"] }), { admitted })).toEqual([]);
    },
  );

  test("is for its nodes only where they meet", () => {
    expect(beside(joining({}, "esdb-internal"))).toEqual([
      expect.stringContaining(
        'stack/esdb.internalNetwork "esdb-internal" is joined by stack/app; let that container join the external',
      ),
    ]);
  });

  test("is its ports of the host, where it is known to be on that engine", () => {
    const ports = [{ internal: 80, external: 2114 }];
    expect(beside({ ports }, { admitted: true })).toEqual([
      expect.stringContaining(
        "stack/esdb.clients.ports publishes 127.0.0.1:2114 for node-1, and stack/app publishes 0.0.0.0:2114",
      ),
    ]);
    expect(beside({ ports })).toEqual([]);
  });

  test("is not asked of another engine, of several hosts, nor beside the cluster itself", () => {
    const taken = joining({ ipv4Address: "10.240.1.11" });
    expect(beside(taken, { elsewhere: true })).toEqual([]);
    expect(beside(taken, { elsewhere: true, admitted: true })).toHaveLength(1);
    const { topology, ...others } = file as ClusterAttributes;
    const hosts = [...topology.hosts, { ...topology.hosts[0], name: "other" }];
    expect(beside(taken, { attributes: { ...others, topology: { ...topology, hosts } } })).toEqual([]);
    const { problems } = synthesizeStack((stack) => {
      new EventStoreCluster(stack, "esdb", propsOf({ clients: published }));
      EventStoreCluster.fromAttributes(stack, "imported", file as ClusterAttributes);
      new Container(stack, "app", { ...CLIENT, ...taken });
    });
    expect(problems.map(({ path }) => path)).toEqual(["stack/esdb.externalNetwork"]);
  });
});

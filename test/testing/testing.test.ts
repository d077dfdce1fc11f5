import { X509Certificate, createPrivateKey } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, Aspects, TerraformOutput, TerraformStack } from "cdktf";
import {
  Audience,
  Certificates,
  ClientAccess,
  Delivery,
  EndpointKind,
  EventStoreCluster,
  type EventStoreClusterProps,
  InvalidClusterError,
  PortPlan,
  Security,
} from "cdktf-eventstoredb";
import {
  containerOf,
  published,
  reaches,
  sampleProps,
  settingsOf,
  snapshotOf,
  synthesize,
  TestAuthority,
} from "cdktf-eventstoredb/testing";
import { complete } from "../problem/complete";

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), "esdb-"));
});
afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

const LOCALHOST = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });

function stackWith(more: Partial<EventStoreClusterProps> = {}) {
  const stack = new TerraformStack(new App({ outdir, skipBackendValidation: true }), "orders");
  new DockerProvider(stack, "docker");
  const cluster = new EventStoreCluster(stack, "esdb", sampleProps(more));
  return { stack, cluster };
}

function refusal(act: () => unknown): InvalidClusterError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidClusterError);
    complete((error as InvalidClusterError).problems);
    return error as InvalidClusterError;
  }
  throw new Error("nothing was refused");
}

describe("synthesize", () => {
  test("gives the resources of a stack that nothing is wrong with, and leaves nothing behind", () => {
    const { TMPDIR } = process.env;
    // Others run in the temporary folder, too.
    const own = mkdtempSync(join(tmpdir(), "testing-"));
    process.env.TMPDIR = own;
    try {
      const { problems, warnings, resources } = synthesize(stackWith().stack);
      expect([problems, warnings]).toEqual([[], []]);
      expect(Object.keys(resources.docker_container ?? {})).toContain("eventstore_esdb_node-0");
      expect(JSON.stringify(resources)).not.toContain('"//"');
      expect(readdirSync(own)).toEqual([]);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(own, { recursive: true });
    }
  });

  test("gives what is wrong instead of throwing it, and what is warned of instead of printing it", () => {
    const { stack, cluster } = stackWith({ licenseKey: "of-a-test" });
    cluster.nodes[0]!.container.addOverride("rm", true);
    const printed = jest.spyOn(process.stderr, "write").mockImplementation(() => true);
    const level = process.env.CDKTF_LOG_LEVEL;
    delete process.env.CDKTF_LOG_LEVEL;
    try {
      const { problems, warnings, resources } = synthesize(stack);
      expect(problems.map(({ code }) => code)).toEqual(["guarantee.rm"]);
      expect(warnings.map(({ path }) => path)).toEqual(["licenseKey"]);
      expect(resources).toEqual({});
      expect(printed).not.toHaveBeenCalled();
    } finally {
      printed.mockRestore();
      process.env.CDKTF_LOG_LEVEL = level;
    }
    cluster.nodes[0]!.container.addOverride("rm", false);
    expect(synthesize(stack).problems).toEqual([]);
  });

  test("runs Aspects, and validations of others, which it throws", () => {
    const { stack } = stackWith();
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof Container && node.node.path.includes("node-2")) node.restart = "no";
      },
    });
    expect(synthesize(stack).problems.map(({ construct }) => construct)).toEqual([
      "orders/esdb/node-2/Resource",
    ]);
    const other = stackWith().stack;
    other.node.addValidation({ validate: () => ["of somebody else"] });
    expect(() => synthesize(other)).toThrow(/of somebody else/);
  });

  test("takes references across stacks", () => {
    const { stack, cluster } = stackWith({ security: Security.tls(Certificates.generated()) });
    const other = new TerraformStack(stack.node.root, "other");
    new TerraformOutput(other, "ca", { value: cluster.caCertificate });
    expect(synthesize(stack).problems).toEqual([]);
    expect(synthesize(other).resources).toEqual({});
  });

  test("refuses what is no stack", () => {
    expect(refusal(() => synthesize({} as TerraformStack)).problems[0]).toMatchObject({ path: "stack" });
  });
});

describe("settingsOf", () => {
  test.each([Delivery.GENERATION, Delivery.ENVIRONMENT, Delivery.COMMAND_LINE])(
    "are the node's own where nobody overrides them (%p)",
    (delivery) => {
      for (const version of ["5.0.11", "22.10.5", "24.10.4", "25.1.4"]) {
        const { cluster } = stackWith({
          version,
          delivery,
          settings: { SkipDbVerify: true, StatsPeriodSec: 60 },
        });
        // What the image of v5 has in its own conf file, in whose place the library's is.
        const besides =
          version === "5.0.11" && delivery === Delivery.GENERATION ? { RunProjections: "All" } : {};
        for (const { topology, settings } of cluster.nodes)
          expect([version, settingsOf(cluster, topology.key)]).toEqual([
            version,
            { ...besides, ...settings },
          ]);
      }
    },
  );

  test("have what an override adds or changes, by whichever way", () => {
    const { cluster } = stackWith();
    const [first, second] = cluster.nodes;
    first!.container.env = ["EVENTSTORE_MAX_APPEND_SIZE=5", "OTHER=1"];
    first!.container.command = [...(first!.container.commandInput ?? []), "--skip-db-verify=True"];
    expect(settingsOf(cluster, "node-0")).toEqual({
      ...first!.settings,
      MaxAppendSize: 5,
      SkipDbVerify: true,
    });
    expect(settingsOf(cluster, "node-1")).toEqual(second!.settings);
  });

  test.each<Readonly<Record<string, string | number>>>([
    { "Transform:Encryption:Key": "a" },
    { "Transform:Encryption:Key": "a", Transform: "aes-gcm" },
    { "Log:Size": 5, "Archive:S3:Bucket": "b" },
  ])(
    "have what stands in sections by its own name alone, whatever option the section is named as: %j",
    (settings) => {
      for (const delivery of [Delivery.GENERATION, Delivery.ENVIRONMENT]) {
        const { cluster } = stackWith({ settings, delivery });
        expect(settingsOf(cluster, "node-0")).toEqual(cluster.nodes[0]!.settings);
      }
    },
  );

  test("have no secret", () => {
    const { cluster } = stackWith({
      security: Security.tls(Certificates.generated()),
      settings: { DefaultAdminPassword: "hunter22" },
    });
    expect(JSON.stringify(settingsOf(cluster, "node-0"))).not.toContain("hunter22");
  });
});

test("containerOf is the container as Terraform reads it", () => {
  const { stack, cluster } = stackWith();
  cluster.nodes[1]!.container.addOverride("stop_timeout", 90);
  expect(containerOf(cluster, "node-1")).toMatchObject({ name: "esdb-node-1", stop_timeout: 90 });
  expect(containerOf(cluster, "node-1")).toEqual(
    synthesize(stack).resources.docker_container?.["eventstore_esdb_node-1"],
  );
});

test("published is what the engine opens, overrides included", () => {
  expect(published(stackWith().cluster)).toEqual([]);
  const { cluster } = stackWith({ clients: LOCALHOST });
  const at = (n: number) => ({
    node: `node-${n}`,
    hostIp: "127.0.0.1",
    hostPort: 2113 + n,
    containerPort: 2113,
  });
  expect(published(cluster)).toEqual([0, 1, 2].map(at));
  cluster.nodes[0]!.container.putPorts([{ internal: 2113, external: 9000 }]);
  expect(published(cluster)[0]).toEqual({ ...at(0), hostIp: "0.0.0.0", hostPort: 9000 });
});

describe("reaches", () => {
  const { NETWORK, HOST, REMOTE, PEERS } = Audience;
  const within = () => stackWith().cluster;
  const through = () => stackWith({ clients: LOCALHOST }).cluster;

  test.each([
    ["the network, within it", within, NETWORK, EndpointKind.HTTP, true],
    ["peers", within, PEERS, EndpointKind.HTTP, true],
    ["peers, by replication", within, PEERS, EndpointKind.INTERNAL_TCP, true],
    ["the network, what is for nodes", within, NETWORK, EndpointKind.INTERNAL_TCP, false],
    ["another machine, within", within, REMOTE, EndpointKind.HTTP, false],
    ["the host, through it", through, HOST, EndpointKind.HTTP, true],
    ["another machine, through localhost", through, REMOTE, EndpointKind.HTTP, false],
    ["a socket that is not there", within, NETWORK, EndpointKind.EXTERNAL_TCP, false],
  ] as const)("%s", (_, make, from, endpoint, expected) => {
    const cluster = make();
    expect(reaches(cluster, { from, endpoint })).toBe(expected);
    for (const { key } of cluster.topology.nodes)
      expect([key, reaches(cluster, { from, to: key, endpoint })]).toEqual([key, expected]);
  });

  test("sees what an override cuts, of that node alone", () => {
    const cluster = through();
    cluster.nodes[1]!.container.resetPorts();
    expect(reaches(cluster, { from: HOST, to: "node-0" })).toBe(true);
    expect(reaches(cluster, { from: HOST, to: "node-1" })).toBe(false);
    expect(reaches(cluster, { from: HOST })).toBe(false);
  });

  test.each([
    ["from", { from: "nobody" }],
    ["to", { from: NETWORK, to: "node-9" }],
    ["endpoint", { from: NETWORK, endpoint: "door" }],
  ])("refuses a wrong %s", (path, way) => {
    expect(refusal(() => reaches(within(), way as never)).problems[0]).toMatchObject({ path });
  });
});

test.each([
  ["node", () => settingsOf(stackWith().cluster, "node-9")],
  ["node", () => containerOf(stackWith().cluster, "esdb-node-0")],
  ["cluster", () => settingsOf({} as EventStoreCluster, "node-0")],
  ["cluster", () => published({} as EventStoreCluster)],
  ["cluster", () => reaches({} as EventStoreCluster, { from: Audience.NETWORK })],
])("a wrong %s is refused", (path, call) => {
  expect(refusal(call).problems[0]).toMatchObject({ path });
});

describe("TestAuthority", () => {
  test("makes certificates that a cluster takes, and that are what they should be", () => {
    const authority = new TestAuthority();
    for (const version of ["20.10.4", "22.10.5", "23.10.8", "24.10.4", "25.1.4"]) {
      const { stack } = stackWith({
        version,
        readOnlyReplicas: 1,
        security: Security.tls(
          authority.certificatesFor("esdb", { readOnlyReplicas: 1, names: ["localhost", "127.0.0.1"] }),
        ),
        clients: LOCALHOST,
      });
      const { problems, resources } = synthesize(stack);
      expect([version, problems]).toEqual([version, []]);
      expect(JSON.stringify(resources)).toContain("BEGIN CERTIFICATE");
    }
    const root = new X509Certificate(authority.certificate);
    const { certificate, privateKey } = authority.issue(["node-0.esdb.internal", "10.0.0.5"]);
    const own = new X509Certificate(certificate);
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(own.verify(root.publicKey)).toBe(true);
    expect(own.checkIssued(root)).toBe(true);
    expect(own.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
    expect(own.subjectAltName).toBe("DNS:node-0.esdb.internal, IP Address:10.0.0.5");
    expect(own.ca).toBe(false);
  });

  test("has other keys every time, and a cluster that it does not fit is refused", () => {
    const one = new TestAuthority();
    expect(one.certificate).not.toBe(new TestAuthority().certificate);
    expect(JSON.stringify(one)).not.toContain("PRIVATE");
    const problems = refusal(() =>
      stackWith({ security: Security.tls(one.certificatesFor("other")) }),
    ).problems;
    expect(problems.map(({ code }) => code)).toContain("certificate.names");
  });
});

describe("snapshotOf", () => {
  const secure = () =>
    stackWith({
      security: Security.tls(new TestAuthority().certificatesFor("esdb")),
      settings: { DefaultAdminPassword: "hunter22", "LdapsAuth:BindPassword": "hunter22" },
      licenseKey: "hunter22",
    }).stack;

  test("is the same for other keys, and has no key, no secret, no hash and no path", () => {
    const [one, other] = [snapshotOf(secure()), snapshotOf(secure())];
    expect(one).toEqual(other);
    const text = JSON.stringify(one);
    for (const word of ["BEGIN", "hunter22", process.cwd(), tmpdir(), "//"]) expect(text).not.toContain(word);
    expect(text).not.toMatch(/[0-9a-f]{16}/);
  });

  test.each([Delivery.ENVIRONMENT, Delivery.COMMAND_LINE])(
    "has no secret in containers either (%p)",
    (delivery) => {
      const { stack } = stackWith({
        delivery,
        security: Security.tls(Certificates.generated()),
        settings: { DefaultAdminPassword: "hunter22" },
        licenseKey: "hunter22",
      });
      expect(JSON.stringify(snapshotOf(stack))).not.toContain("hunter22");
    },
  );

  test("shows addresses, names and settings, and what an edit changes", () => {
    const before = snapshotOf(stackWith().stack);
    expect(before["docker_container.eventstore_esdb_node-0"]).toMatchObject({
      name: "esdb-node-0",
      hostname: "esdb-node-0",
    });
    expect(JSON.stringify(before)).toContain('"ipv4_address":"10.240.0.11"');
    expect(JSON.stringify(before)).toContain("ReplicationIp: 10.240.0.11");
    const after = snapshotOf(stackWith({ settings: { MaxAppendSize: 5 } }).stack);
    const changed = Object.keys(after).filter((a) => JSON.stringify(after[a]) !== JSON.stringify(before[a]));
    expect(changed).toContain("docker_container.eventstore_esdb_node-0-installer");
    expect(Object.keys(after)).toEqual(Object.keys(before));
  });

  test("of a stack that is refused throws what is wrong", () => {
    const { stack, cluster } = stackWith();
    cluster.nodes[0]!.container.addOverride("rm", true);
    expect(refusal(() => snapshotOf(stack)).problems.map(({ code }) => code)).toEqual(["guarantee.rm"]);
  });
});

describe("what a helper is called with wrongly is refused by its name, all of it at once", () => {
  const said = (act: () => unknown) => {
    const error = refusal(act);
    expect(error.stack?.split("\n").find((line) => /^ +at /.test(line))).toContain("testing.test");
    return error.problems.map(({ path, got, fix }) => `${path} ${got}; ${fix}`);
  };
  let stack: TerraformStack;
  let cluster: EventStoreCluster;
  let authority: TestAuthority;
  beforeAll(() => {
    ({ stack, cluster } = stackWith());
    authority = new TestAuthority();
  });
  const CASES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
    [
      "nobody dials",
      () => reaches(cluster, undefined as never),
      ["way is (nothing); use { from: Audience.NETWORK }"],
    ],
    [
      "an audience alone",
      () => reaches(cluster, "HOST" as never),
      ['way is "HOST"; use { from: Audience.NETWORK }'],
    ],
    [
      "misspelt",
      () => reaches(cluster, { form: Audience.HOST, too: "node-0", endpoint: "https" } as never),
      [
        "form is not known; use one of these, or remove it",
        "too is not known; did you mean to?",
        "from is (nothing); use from: Audience.NETWORK",
        'endpoint is "https"; use EndpointKind.HTTP',
      ],
    ],
    [
      "no node",
      () => reaches(cluster, { from: Audience.HOST, to: "node-9" }),
      ['to is "node-9"; leave it out for every node'],
    ],
    [
      "no node for the container",
      () => containerOf(cluster, undefined as never),
      ['node is (nothing); use "node-0"'],
    ],
    [
      "no cluster for settings",
      () => settingsOf(stack as never, "node-0"),
      ['cluster is the construct "orders"; pass the one of the stack'],
    ],
    [
      "no cluster for ports",
      () => published(undefined as never),
      ["cluster is (nothing); pass the one of the stack"],
    ],
    [
      "no stack",
      () => snapshotOf(cluster as never),
      ['stack is the construct "orders/esdb"; pass the stack that has the cluster'],
    ],
    ["no props", () => sampleProps("size" as never), ['more is "size"; use { size: 1 }']],
    [
      "a name alone",
      () => authority.issue("localhost" as never),
      ['names is "localhost"; use ["localhost"]'],
    ],
    ["no name", () => authority.issue([]), ['names is a list; use ["localhost"]']],
    [
      "names that no certificate has",
      () => authority.issue(["localhost", "no name", 7, undefined] as never),
      [
        'names[1] is "no name"; use "localhost"',
        'names[2] is 7; use "localhost"',
        'names[3] is (nothing); use "localhost"',
      ],
    ],
    [
      "no cluster's name",
      () => authority.certificatesFor(undefined as never),
      ['cluster is (nothing); use "esdb"'],
    ],
    [
      "the cluster itself",
      () => authority.certificatesFor(cluster as never, {}),
      ['cluster is the construct "orders/esdb"; use "esdb"'],
    ],
    [
      "options that are none",
      () => authority.certificatesFor("-", { size: 0, readOnlyReplica: 1, names: "localhost" } as never),
      [
        'cluster is "-"; use "esdb"',
        'options["readOnlyReplica"] is not known; did you mean readOnlyReplicas?',
        "options.size is 0; leave it out for 3",
        'options.names is "localhost"; use ["localhost"]',
      ],
    ],
    ["a count alone", () => authority.certificatesFor("esdb", 3 as never), ["options is 3; use { size: 1 }"]],
  ];

  test.each(CASES)("%s", (_, act, problems) => {
    expect(said(act)).toEqual(problems);
  });

  test("and a name for many hosts is taken", () => {
    expect(authority.issue(["*.example.com", "10.0.0.5"]).certificate).toContain("BEGIN CERTIFICATE");
  });
});

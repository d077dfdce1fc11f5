import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import fc from "fast-check";
import {
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  describeProblem,
  EventStoreCluster,
  ExternalTcp,
  InvalidClusterError,
  PortPlan,
  Security,
  Timing,
  type Problem,
} from "../../lib";
import { emptyStack } from "./never-synthesized";
import { LOOK_ALIKES } from "./look-alikes";
import { propsOf } from "./synth";

type More = Parameters<typeof propsOf>[0];

/** The problems of a cluster with these props; none if it is constructed. */
function problemsOf(more: More, id = "esdb"): readonly Problem[] {
  const stack = emptyStack();
  try {
    new EventStoreCluster(stack, id, propsOf(more));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    expect(stack.node.tryFindChild(id)).toBeUndefined();
    return error.problems;
  }
}

const PUBLISHED = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });
const TCP = ClientAccess.throughHost({
  host: "localhost",
  ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
});

const CASES: readonly (readonly [string, More, string, RegExp])[] = [
  ["size 0", { size: 0 }, "size", /is 0.*1 to 100/],
  ["size 2.5", { size: 2.5 }, "size", /is 2.5/],
  ["no internal network", { internalNetwork: undefined }, "internalNetwork", /cidr: "10\.240\.0\.0\/24"/],
  ["no cidr", { internalNetwork: {} }, "internalNetwork.cidr", /for example "10\.240\.0\.0\/24"/],
  [
    "overlap",
    { externalNetwork: { cidr: "10.240.0.0/25" } },
    "externalNetwork.cidr",
    /overlaps internalNetwork\.cidr "10\.240\.0\.0\/24".*"10\.240\.1\.0\/24"/,
  ],
  [
    "too small",
    { internalNetwork: { cidr: "10.240.0.0/28" } },
    "internalNetwork.cidr",
    /no room for node-0.*\/27 or larger/,
  ],
  ["IPv6", { internalNetwork: { cidr: "fd00::/64" } }, "internalNetwork.cidr", /IPv6 is not supported/],
  [
    "address outside",
    { nodeOverrides: { "node-0": { internalAddress: "10.9.9.9" } } },
    'nodeOverrides["node-0"].internalAddress',
    /within internalNetwork\.cidr/,
  ],
  [
    "same network",
    {
      internalNetwork: ClusterNetwork.fromNetworkName("n", { cidr: "10.1.0.0/24" }),
      externalNetwork: ClusterNetwork.fromNetworkName("n", { cidr: "10.1.0.0/24" }),
    },
    "externalNetwork",
    /two networks/,
  ],
  ["port out of range", { ports: { http: 70000 } }, "ports.http", /is 70000.*1 to 65535/],
  [
    "wildcard host",
    { clients: ClientAccess.throughHost({ host: "0.0.0.0", ports: PortPlan.sequential(2113) }) },
    "clients.host",
    /wildcard/,
  ],
  [
    "impossible host",
    { clients: ClientAccess.throughHost({ host: "a b", ports: PortPlan.sequential(2113) }) },
    "clients.host",
    /host name/,
  ],
  [
    "name on v5",
    {
      version: "5.0.11",
      clients: ClientAccess.throughHost({
        host: "db.example.com",
        ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
      }),
    },
    "clients.host",
    /IP addresses only/,
  ],
  [
    "everywhere on v5",
    {
      version: "5.0.11",
      clients: ClientAccess.everywhere({
        domain: "x.test",
        ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
      }),
    },
    "clients",
    /host names/,
  ],
  ["no TCP ports on v5", { version: "5.0.11", clients: PUBLISHED }, "clients.ports", /externalTcp/],
  ["20.6.0", { version: "20.6.0" }, "security", /20\.6\.1/],
  ["no license", { externalTcp: ExternalTcp.enabled(), clients: TCP }, "licenseKey", /shuts itself down/],
  [
    "license too early",
    { version: "22.10.5", externalTcp: ExternalTcp.enabled(), licenseKey: "k", clients: TCP },
    "licenseKey",
    /takes no license key/,
  ],
  [
    "keep-alive",
    { timing: Timing.custom({ keepAliveInterval: 999 }) },
    "timing.keepAliveInterval",
    /is 999.*1000/,
  ],
  [
    "keep-alive on v5",
    { version: "5.0.11", timing: Timing.custom({ keepAliveInterval: 10000 }) },
    "timing.keepAliveInterval",
    /20\.10\.2/,
  ],
  [
    "heartbeat",
    { timing: Timing.custom({ internalHeartbeatTimeout: 99 }) },
    "timing.internalHeartbeatTimeout",
    /100 to 2147483647/,
  ],
  [
    "half a millisecond",
    { timing: Timing.custom({ internalHeartbeatTimeout: 700.5 }) },
    "timing.internalHeartbeatTimeout",
    /700\.5/,
  ],
  [
    "window",
    { connectionLimits: { initialStreamWindowSize: 65534 } },
    "connectionLimits.initialStreamWindowSize",
    /65535 to 2147483647/,
  ],
  [
    "limits on 21.2",
    { version: "21.2.0", connectionLimits: { maxConcurrentConnections: 5 } },
    "connectionLimits",
    /kestrelsettings\.json/,
  ],
  ["AtomPub off on v5", { version: "5.0.11", atomPub: false }, "atomPub", /always serves/],
  ["unknown release", { version: "22.8.0" }, "version", /22\.6\.0.*22\.10\.0/],
  ["no version", { version: undefined }, "version", /./],
  ["unknown setting", { settings: { Nonsense: 1 } }, "settings.Nonsense", /./],
  ["misspelt setting", { settings: { MaxApendSize: 1 } }, "settings.MaxApendSize", /MaxAppendSize/],
  ["renamed setting", { settings: { AdminOnExt: false } }, "settings.AdminOnExt", /exposure\.adminUi/],
  ["derived setting", { settings: { NodeIp: "0.0.0.0" } }, "settings.NodeIp", /externalNetwork/],
  [
    "seed's environment name",
    { settings: { EVENTSTORE_Int_IP: "10.0.0.1" } },
    "settings.EVENTSTORE_Int_IP",
    /./,
  ],
  ["DNS discovery", { settings: { DiscoverViaDns: true } }, "settings.DiscoverViaDns", /phantom/],
  ["replica on v5", { version: "5.0.11", readOnlyReplicas: 1 }, "readOnlyReplicas", /no read-only replicas/],
  ["replica of one", { size: 1, readOnlyReplicas: 1 }, "readOnlyReplicas", /more than one member/],
  [
    "insecure published",
    { clients: ClientAccess.throughHost({ host: "10.0.0.5", ports: PortPlan.sequential(2113) }) },
    "clients",
    /allowPublished/,
  ],
  ["no security", { security: undefined }, "security", /Security\.insecure\(\)/],
  [
    "gossip off for TCP clients",
    { version: "5.0.11", exposure: { gossip: false } },
    "exposure.gossip",
    /TCP clients/,
  ],
  ["NUL in a value", { settings: { Log: "a\0b" } }, "settings.Log", /./],
  ["line break in a label", { labels: { a: "x\ny" } }, 'labels["a"]', /one line/],
  [
    "shared volume",
    { data: ClusterData.existingVolumes(["vol", "vol", "other"]) },
    "data.volumes[1]",
    /destroy/,
  ],
  [
    "a volume of the library's",
    { data: ClusterData.existingVolumes(["esdb-node-0-tls", "b-vol", "c-vol"]) },
    "data.volumes[0]",
    /cluster named "esdb", writes its own files there and deletes it; name another volume for node-0/,
  ],
  [
    "two nodes on one client port",
    {
      clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.explicit([2113, 2113, 2115]) }),
    },
    "clients.ports",
    /2113/,
  ],
  ["20.10.1 has no image", { version: "20.10.1" }, "version", /image/],
  ["an image's name in capitals", { image: "Registry/ESDB:1" }, "image", /reference/],
  ["a prop that does not exist", { machines: [] } as More, "machines", /known are version/],
  [
    "a port that does not exist",
    { ports: { htpp: 2113 } },
    'ports["htpp"]',
    /internalTcp, internalHttp, http/,
  ],
  ["cpus", { resources: { cpus: 0 } }, "resources.cpus", /0\.01/],
  ["unknown node", { nodeOverrides: { "node-9": {} } }, 'nodeOverrides["node-9"]', /node-0, node-1, node-2/],
];

describe("bad input", () => {
  test.each(CASES)("fails: %s", (_, more, path, message) => {
    const problems = problemsOf(more);
    const found = problems.find((p) => p.path === path);
    expect(problems.map((p) => p.path)).toContain(path);
    expect(describeProblem(found as Problem)).toMatch(message);
  });

  test.each(["e", "a_b", "x y", "-a", "a".repeat(41), "a\nb", "a\0b"])("fails: the name %j", (name) => {
    expect(problemsOf({ name }).map((p) => p.path)).toEqual(["name"]);
  });

  test.each(Object.entries(LOOK_ALIKES))("fails: what merely looks like %s", (path, more) => {
    expect(problemsOf(more).map((p) => p.path)).toContain(path);
  });

  test("fails with everything at once", () => {
    const problems = problemsOf({
      version: "24.10.4",
      size: 0,
      externalNetwork: { cidr: "nonsense" },
      timing: Timing.custom({ keepAliveTimeout: 5 }),
      settings: { Nonsense: 1, NodeIp: "x" },
      labels: { a: "\0" },
      security: undefined,
    });
    const paths = problems.map((p) => p.path);
    for (const path of [
      "size",
      "externalNetwork.cidr",
      "timing.keepAliveTimeout",
      "settings.Nonsense",
      "settings.NodeIp",
      'labels["a"]',
      "security",
    ]) {
      expect(paths).toContain(path);
    }
  });

  test("fails: the network is judged where the release is not known", () => {
    const paths = problemsOf({ version: "nonsense", internalNetwork: undefined, size: 0 }).map((p) => p.path);
    expect(paths).toEqual(["version", "size", "internalNetwork"]);
  });

  test("fails: tokens where the model must compute, by the prop's name", () => {
    const stack = emptyStack();
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    const problems = problemsOf({
      size: number,
      internalNetwork: { cidr: text },
      ports: { http: number },
      clients: ClientAccess.everywhere({ domain: text, ports: PortPlan.sequential({ http: number }) }),
      timing: Timing.custom({ keepAliveInterval: number }),
      nodeOverrides: { "node-0": { priority: number, internalAddress: text } },
    });
    expect(new Set(problems.map((p) => p.code))).toEqual(new Set(["token"]));
    expect(problems.map((p) => p.path).sort()).toEqual([
      "clients.domain",
      "clients.ports.http",
      "internalNetwork.cidr",
      'nodeOverrides["node-0"].internalAddress',
      'nodeOverrides["node-0"].priority',
      "ports.http",
      "size",
      "timing.keepAliveInterval",
    ]);
  });

  test("fails: keys of any text are shown on one line, and none is lost", () => {
    const text = new TerraformVariable(emptyStack(), "text", {}).stringValue;
    const own = (key: string, value: unknown) => Object.fromEntries([[key, value]]);
    const paths = (more: More) => problemsOf(more).map((p) => p.path);
    const shown = '["a\\u0000\\nb"]';
    expect(paths({ nodeOverrides: own("a\0\nb", 1) })).toEqual([`nodeOverrides${shown}`]);
    expect(paths({ nodeOverrides: own("a\0\nb", { resources: 1 }) })).toContain(
      `nodeOverrides${shown}.resources`,
    );
    expect(paths({ nodeOverrides: own("a\0\nb", { priority: text }) })[0]).toBe(
      `nodeOverrides${shown}.priority`,
    );
    expect(paths({ nodeOverrides: own("__proto__", {}) })).toEqual(['nodeOverrides["__proto__"]']);
    expect(paths({ nodeOverrides: own("__proto__", { priority: "1" }) })).toContain(
      'nodeOverrides["__proto__"].priority',
    );
  });

  test("fails: a token in place of all props is said to be there", () => {
    const { listValue } = new TerraformVariable(emptyStack(), "list", {});
    try {
      new EventStoreCluster(emptyStack(), "esdb", listValue as never);
      throw new Error("was constructed");
    } catch (error) {
      expect((error as InvalidClusterError).problems[0]).toMatchObject({ code: "token", path: "props" });
    }
  });

  test("fails in no other way on what only a program can make", () => {
    const inherited = Object.assign(Object.create(Set.prototype) as object, propsOf());
    expect(() => new EventStoreCluster(emptyStack(), "esdb", inherited as never)).toThrow(
      /props is an object: must be a plain object/,
    );
    const plan = Object.assign(PortPlan.sequential(2113), { ports: undefined });
    const paths = (more: More) => problemsOf(more).map((p) => p.path);
    expect(paths({ clients: ClientAccess.throughHost({ host: "localhost", ports: plan }) })).toEqual([
      "clients.ports.http",
    ]);
    const ulimits = Object.assign([1], { constructor: { [Symbol.species]: 1 } });
    expect(paths({ resources: { ulimits } })).toEqual(["resources.ulimits[0]"]);
  });

  test("the error starts at the user's own call", () => {
    try {
      new EventStoreCluster(emptyStack(), "esdb", propsOf({ size: 0 }));
      throw new Error("was constructed");
    } catch (error) {
      const first = (error as Error).stack?.split("\n").find((line) => line.trim().startsWith("at "));
      expect(first).toContain("bad-input.test.ts");
    }
  });

  test("fails in no other way, whatever the props are", () => {
    const keys = [
      "version",
      "size",
      "readOnlyReplicas",
      "internalNetwork",
      "externalNetwork",
      "ports",
      "clients",
      "peers",
      "bindings",
      "timing",
      "exposure",
      "externalTcp",
      "atomPub",
      "connectionLimits",
      "settings",
      "delivery",
      "nodeOverrides",
      "data",
      "removalPolicy",
      "resources",
      "waitForReady",
      "readyTimeout",
      "image",
      "architecture",
      "labels",
      "security",
      "name",
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.anything(), (key, value) => {
        problemsOf({ [key]: value });
      }),
      { seed: 20_251_121, numRuns: 1500 },
    );
  });
});

describe("across clusters", () => {
  /** Synthesizes two clusters and gives the error's message; checks that nothing was written. */
  function conflict(first: More, second: More, host?: string): string {
    const outdir = mkdtempSync(join(tmpdir(), "esdb-"));
    try {
      const app = new App({ outdir, skipBackendValidation: true });
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      const provider =
        host === undefined ? undefined : new DockerProvider(stack, "other", { alias: "other", host });
      new EventStoreCluster(stack, "one", propsOf(first));
      new EventStoreCluster(
        stack,
        "two",
        propsOf({
          internalNetwork: { cidr: "10.241.0.0/24" },
          externalNetwork: { cidr: "10.241.1.0/24" },
          ...second,
          provider,
        }),
      );
      try {
        app.synth();
        return "";
      } catch (error) {
        // Nothing is there for Terraform.
        expect(readdirSync(join(outdir, "stacks", "stack"))).toEqual(["problems.json"]);
        return (error as Error).message;
      }
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  }

  test("two that are apart are fine", () => {
    expect(conflict({}, {})).toBe("");
  });

  test("fails: one name twice", () => {
    expect(conflict({ name: "same" }, { name: "Same" })).toMatch(/name is "Same", as that of stack\/one/);
    for (const host of [undefined, "tcp://10.0.0.9:2376"]) {
      const told = conflict({ name: "same" }, { name: "same" }, host);
      expect(told).toMatch(host === undefined ? /knows each only once/ : /in the same stack/);
      // That its resources have one address in Terraform, each of them, is the same problem.
      expect(told.match(/\n {2}\[/g)).toHaveLength(1);
    }
  });

  test("two on two engines may claim the same networks and ports", () => {
    const same = { internalNetwork: { cidr: "10.240.0.0/24" }, externalNetwork: { cidr: "10.240.1.0/24" } };
    expect(conflict({ clients: PUBLISHED }, { ...same, clients: PUBLISHED }, "tcp://10.0.0.9:2376")).toBe("");
    expect(conflict({ clients: PUBLISHED }, { ...same, clients: PUBLISHED })).toMatch(/overlaps/);
  });

  test("fails: one host port twice, 0.0.0.0 counting as every address", () => {
    const open = ClientAccess.throughHost({ host: "10.0.0.5", ports: PortPlan.sequential(2114) });
    expect(
      conflict(
        { clients: PUBLISHED },
        { clients: open, security: Security.insecure({ allowPublished: true }) },
      ),
    ).toMatch(/publishes 0\.0\.0\.0:2114, and stack\/one publishes 127\.0\.0\.1:2114/);
  });

  test("fails: overlapping ranges, one address twice on an existing network, one volume twice", () => {
    expect(conflict({}, { internalNetwork: { cidr: "10.240.0.0/16" } })).toMatch(
      /overlaps "10\.240\.[01]\.0\/24" of stack\/one/,
    );
    const apps = ClusterNetwork.fromNetworkName("apps", { cidr: "10.242.0.0/24" });
    expect(conflict({ externalNetwork: apps }, { externalNetwork: apps })).toMatch(/memberOffset/);
    const data = ClusterData.existingVolumes(["va", "vb", "vc"]);
    expect(conflict({ data }, { data })).toMatch(/is "va", as that of stack\/one/);
  });
});

describe("a scope in which no cluster can be", () => {
  const refused = (make: () => unknown): readonly string[] => {
    try {
      make();
    } catch (error) {
      if (error instanceof InvalidClusterError) return error.problems.map(describeProblem);
      throw error;
    }
    return [];
  };
  const MEND =
    'a cluster is declared in a TerraformStack, or in a construct below one; make one, new TerraformStack(app, "database"), and pass it, or pass this within its constructor';
  const stack = emptyStack();
  const attributes = new EventStoreCluster(stack, "esdb", propsOf({})).exportAttributes();

  test.each([
    ["an App", () => new App({ skipBackendValidation: true }), "scope is an App"],
    [
      "a construct of no stack",
      () => new Construct(new App({ skipBackendValidation: true }), "part"),
      "scope is in no stack",
    ],
    ["nothing", () => undefined, "scope is missing"],
  ])("%s is told in our words, with what else is wrong, and holds nothing then", (_, make, got) => {
    const scope = make() as Construct;
    const declared = refused(() => new EventStoreCluster(scope, "esdb", propsOf({ size: 0 })));
    expect(declared).toEqual([`${got}: ${MEND}`, expect.stringContaining("size")]);
    expect(refused(() => EventStoreCluster.fromAttributes(scope, "esdb", attributes))).toEqual([
      `${got}: ${MEND}`,
    ]);
    expect(scope?.node.children ?? []).toEqual([]);
  });

  test("a construct below a stack, and the mend, are none", () => {
    const mended = new TerraformStack(new App({ skipBackendValidation: true }), "database");
    new DockerProvider(mended, "docker");
    for (const scope of [mended, new Construct(mended, "part")])
      expect(
        refused(
          () => new EventStoreCluster(scope, `esdb-${scope.node.id}`, propsOf({ name: scope.node.id })),
        ),
      ).toEqual([]);
  });
});

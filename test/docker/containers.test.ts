import { inspect } from "node:util";
import { Container } from "@cdktf/provider-docker/lib/container";
import { TerraformVariable } from "cdktf";
import {
  Audience,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  Delivery,
  EventStoreCluster,
  ExternalTcp,
  InvalidClusterError,
  PortPlan,
  RemovalPolicy,
  Security,
  Timing,
} from "../../lib";
import {
  byName,
  environmentOf,
  propsOf,
  synthCluster,
  synthStack,
  toldTo,
  type Resource,
  type Synthesized,
} from "./synth";

const LOCALHOST = ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(2113) });

describe("names", () => {
  test("all come from the cluster's name, members and replicas numbered apart", () => {
    const stack = synthCluster({ readOnlyReplicas: 1 });
    expect(Object.keys(byName(stack, "docker_container")).sort()).toEqual([
      "esdb-claim",
      ...["esdb-node-0", "esdb-node-1", "esdb-node-2"].flatMap((name) => [name, `${name}-installer`]),
      "esdb-ready",
      "esdb-replica-0",
      "esdb-replica-0-installer",
    ]);
    expect(Object.keys(byName(stack, "docker_network")).sort()).toEqual(["esdb-external", "esdb-internal"]);
  });

  test("a replica more changes no byte of a member's container", () => {
    const members = (readOnlyReplicas: number) =>
      Object.entries(byName(synthCluster({ readOnlyReplicas, clients: LOCALHOST }), "docker_container"))
        .filter(([name]) => name.startsWith("esdb-node-"))
        .map(([, container]) => container);
    expect(members(2)).toEqual(members(0));
  });

  test("do not depend on where the construct stands", () => {
    const deep = synthStack((stack) => {
      new EventStoreCluster(
        new Container(stack, "other", { name: "other", image: "x" }),
        "cluster",
        propsOf({ name: "esdb" }),
      );
    });
    const flat = synthCluster();
    const names = (s: typeof flat) =>
      Object.keys(byName(s, "docker_container"))
        .filter((n) => n !== "other")
        .sort();
    expect(names(deep)).toEqual(names(flat));
    const mounts = (s: typeof flat) => byName(s, "docker_container")["esdb-node-0"]?.volumes;
    expect(mounts(deep)).toEqual(mounts(flat));
  });
});

describe("a node's container", () => {
  const stack = synthCluster({ clients: LOCALHOST, resources: { memory: 2048, cpus: 1.5 } });
  const node = byName(stack, "docker_container")["esdb-node-0"] as Resource;

  test("stops in order, restarts by itself, and keeps its logs bounded", () => {
    expect(node).toMatchObject({
      must_run: false,
      restart: "always",
      stop_timeout: 60,
      destroy_grace_seconds: 60,
      log_driver: "json-file",
      log_opts: { "max-file": "3", "max-size": "10m" },
      init: false,
    });
  });

  test("is limited in the form that the provider reads back", () => {
    expect(node).toMatchObject({ memory: 2048, memory_swap: 2048, cpu_period: 100000, cpu_quota: 150000 });
    expect(node).not.toHaveProperty("cpus");
  });

  test("is probed for its state, not for being alive", () => {
    const { test: probe, interval } = node.healthcheck as { test: string[]; interval: string };
    expect(probe[0]).toBe("CMD-SHELL");
    expect(probe[1]).toContain("stateOf 127.0.0.1 2113 - -");
    expect(interval).toBe("5s");
  });

  test("publishes what clients dial, on the loopback address, and nothing else", () => {
    expect(node.ports).toEqual([{ internal: 2113, external: 2113, ip: "127.0.0.1", protocol: "tcp" }]);
    expect(byName(stack, "docker_container")["esdb-node-2"]?.ports).toEqual([
      { internal: 2113, external: 2115, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  });

  test("carries a label that changes with what the provider would not apply, and only then", () => {
    const label = (more: Parameters<typeof synthCluster>[0]) => {
      const labels = byName(synthCluster(more), "docker_container")["esdb-node-0"]?.labels as {
        label: string;
        value: string;
      }[];
      return labels.find((l) => l.label === "cdktf-eventstoredb.unapplied")?.value;
    };
    expect(label({})).toBe(label({ settings: { MaxAppendSize: 1024 } }));
    expect(label({})).not.toBe(label({ resources: { cpus: 2 } }));
    expect(label({})).not.toBe(label({ ports: { http: 3113 } }));
  });

  test("v5 gets an init process", () => {
    const v5 = byName(synthCluster({ version: "5.0.11" }), "docker_container")["esdb-node-0"] as Resource;
    expect(v5.init).toBe(true);
  });

  test("is the default child, so that escape hatches reach it", () => {
    const changed = synthStack((s) => {
      const cluster = new EventStoreCluster(s, "esdb", propsOf());
      const container = cluster.nodes[0]?.node.defaultChild as Container;
      container.addOverride("cpu_shares", 7);
      expect(container).toBe(cluster.nodes[0]?.container);
    });
    expect(byName(changed, "docker_container")["esdb-node-0"]?.cpu_shares).toBe(7);
  });
});

describe("networks", () => {
  test("the internal one has no way out; ranges, gateways and dynamic ranges are explicit", () => {
    const networks = byName(synthCluster(), "docker_network");
    expect(networks["esdb-internal"]).toMatchObject({
      internal: true,
      ipam_config: [{ subnet: "10.240.0.0/24", gateway: "10.240.0.1", ip_range: "10.240.0.128/25" }],
    });
    expect(networks["esdb-external"]).toMatchObject({ internal: false });
  });

  test("an existing one is used by its name and not declared", () => {
    const stack = synthCluster({
      externalNetwork: ClusterNetwork.fromNetworkName("apps", { cidr: "10.240.9.0/24" }),
    });
    expect(Object.keys(byName(stack, "docker_network"))).toEqual(["esdb-internal"]);
    const attached = byName(stack, "docker_container")["esdb-node-1"]?.networks_advanced as {
      name: string;
    }[];
    expect(attached).toContainEqual(expect.objectContaining({ name: "apps", ipv4_address: "10.240.9.12" }));
  });

  test("a single node joins the external one only", () => {
    const stack = synthCluster({ size: 1, internalNetwork: undefined });
    expect(Object.keys(byName(stack, "docker_network"))).toEqual(["esdb-external"]);
    const told = toldTo(byName(stack, "docker_container"), "esdb-node-0");
    expect(told).toHaveProperty("ClusterSize", 1);
    expect(Object.keys(told).filter((k) => /Replication(?!Ip)|Seed|Discover/.test(k))).toEqual([]);
  });
});

describe("data", () => {
  const volumesOf = (more: Parameters<typeof synthCluster>[0]) => {
    const stack = synthCluster(more);
    return {
      mounts: (byName(stack, "docker_container")["esdb-node-0"]?.volumes as Resource[]).filter(
        ({ container_path: path }) => path !== "/control" && path !== "/settings",
      ),
      declared: Object.keys(byName(stack, "docker_volume"))
        .filter((name) => !/-(control|settings)$/.test(name))
        .sort(),
    };
  };

  test("under RETAIN the volumes are none of Terraform's", () => {
    expect(volumesOf({})).toEqual({
      mounts: [{ container_path: "/var/lib/eventstore", volume_name: "esdb-node-0-data" }],
      declared: [],
    });
  });

  test("under DESTROY they go with the cluster", () => {
    const { mounts, declared } = volumesOf({ removalPolicy: RemovalPolicy.DESTROY });
    expect(declared).toEqual(["esdb-node-0-data", "esdb-node-1-data", "esdb-node-2-data"]);
    expect(mounts).toEqual([
      { container_path: "/var/lib/eventstore", volume_name: expect.stringContaining(".name}") as string },
    ]);
  });

  test("can be existing volumes, a host path, or in memory", () => {
    expect(volumesOf({ data: ClusterData.existingVolumes(["va", "vb", "vc"]) }).mounts).toEqual([
      { container_path: "/var/lib/eventstore", volume_name: "va" },
    ]);
    expect(volumesOf({ data: ClusterData.hostPath("/srv/db/") }).mounts).toEqual([
      { container_path: "/var/lib/eventstore", host_path: "/srv/db/esdb-node-0" },
    ]);
    expect(volumesOf({ data: ClusterData.inMemory() }).mounts).toEqual([]);
  });

  test("from 25.0 the path is spelt so that the server cannot fall back to another", () => {
    const containers = byName(synthCluster({ version: "26.1.0" }), "docker_container");
    expect(containers["esdb-node-0"]?.volumes).toContainEqual({
      container_path: "/var/lib/kurrentdb",
      volume_name: "esdb-node-0-data",
    });
    expect(toldTo(containers, "esdb-node-0")).toHaveProperty("Db", "/var/lib/kurrentdb/");
  });
});

test("no script holds what Terraform would take for its own", () => {
  for (const container of Object.values(byName(synthCluster(), "docker_container"))) {
    const { entrypoint, command, healthcheck } = container as Record<string, unknown>;
    expect(JSON.stringify([entrypoint, command, healthcheck])).not.toMatch(/(?<!\$)\$\{|(?<!%)%\{/);
  }
});

describe("waiting", () => {
  test("one gate lets all nodes in, waits for them, and runs again when one is created again", () => {
    const gate = byName(synthCluster(), "docker_container")["esdb-ready"] as Resource;
    expect(gate).toMatchObject({
      must_run: false,
      restart: "no",
      wait: true,
      wait_timeout: 510,
      attach: true,
      provisioner: [
        {
          "local-exec": {
            command:
              'exit ${self.exit_code}${self.exit_code == 0 ? "" : " # docker logs esdb-ready says why"}',
          },
        },
      ],
      user: "0:0",
    });
    const labels = gate.labels as { label: string; value: string }[];
    const nodes = labels.find(({ label }) => label === "cdktf-eventstoredb.nodes")?.value ?? "";
    for (const n of [0, 1, 2]) expect(nodes).toContain(`docker_container.eventstore_esdb_node-${n}.id`);
    expect(gate.volumes).toEqual(
      [0, 1, 2].map((n) => ({
        container_path: `/control/node-${n}`,
        volume_name: `\${docker_volume.eventstore_esdb_node-${n}-control.name}`,
      })),
    );
    expect((gate.command as string[])[0]).toContain("member node-0 10.240.1.11 2113 - -");
  });

  test("what depends on the cluster depends on the gate", () => {
    const stack = synthStack((s) => {
      const cluster = new EventStoreCluster(s, "esdb", propsOf());
      new Container(s, "app", { name: "app", image: "app", dependsOn: [cluster.ready] });
    });
    expect(byName(stack, "docker_container").app?.depends_on).toEqual([
      "docker_container.eventstore_esdb_ready",
    ]);
  });

  test("can be left out, and then nothing pretends to be ready", () => {
    synthStack((s) => {
      const cluster = new EventStoreCluster(s, "esdb", propsOf({ waitForReady: false }));
      expect(() => cluster.ready).toThrow(InvalidClusterError);
    });
    // Somebody must let the nodes in all the same, and try until they are.
    const gate = byName(synthCluster({ waitForReady: false }), "docker_container")["esdb-ready"];
    expect(gate).toMatchObject({ wait: false, restart: "on-failure", must_run: false });
    expect(gate).not.toHaveProperty("attach");
    expect(gate).not.toHaveProperty("provisioner");
  });
});

/** A node's variables, whichever way they get there. */
const variablesOf = (stack: Synthesized, node: string): Readonly<Record<string, unknown>> => {
  const containers = byName(stack, "docker_container");
  return { ...toldTo(containers, node), ...environmentOf(containers[node]) };
};

describe("delivery", () => {
  const settings = { MaxAppendSize: 1024 };
  const limits = { maxConcurrentConnections: 10 };

  test("by environment", () => {
    const stack = synthCluster({ settings, delivery: Delivery.ENVIRONMENT });
    expect(environmentOf(byName(stack, "docker_container")["esdb-node-0"])).toMatchObject({
      EVENTSTORE_MAX_APPEND_SIZE: "1024",
      EVENTSTORE_REPLICATION_IP: "10.240.0.11",
      EVENTSTORE_NODE_IP: "0.0.0.0",
    });
  });

  test("by generation: a conf file, in a volume, and nothing of it in the node's container", () => {
    const containers = byName(synthCluster({ settings, connectionLimits: limits }), "docker_container");
    const files = (containers["esdb-node-0-installer"]?.upload as { file: string }[]).map((u) => u.file);
    expect(files).toEqual([
      "/staging/server.conf",
      "/staging/image/kestrelsettings.json",
      "/staging/members",
    ]);
    expect(toldTo(containers, "esdb-node-0")).toMatchObject({ MaxAppendSize: 1024, NodeIp: "0.0.0.0" });
    const node = containers["esdb-node-0"];
    for (const attribute of ["env", "upload", "command"]) expect(node).not.toHaveProperty(attribute);
    expect(node?.volumes).toContainEqual({
      container_path: "/settings",
      read_only: true,
      volume_name: "${docker_volume.eventstore_esdb_node-0-settings.name}",
    });
  });

  test("an edit that can be rolled changes no node's container, and has the gate run", () => {
    const containersOf = (more: object) =>
      byName(synthCluster({ licenseKey: "one", ...more }), "docker_container");
    const before = containersOf({});
    const edits: readonly object[] = [
      { settings: { MaxAppendSize: 2048 } },
      { settings: { "LdapsAuth:BindPassword": "changed" } },
      { licenseKey: "two" },
      { timing: Timing.tolerant() },
      { exposure: { stats: false } },
      { atomPub: true },
      { connectionLimits: limits },
      { nodeOverrides: { "node-0": { priority: 3 } } },
    ];
    for (const edit of edits) {
      const after = containersOf(edit);
      expect(after["esdb-node-0"]).toEqual(before["esdb-node-0"]);
      expect(after["esdb-node-0-installer"]).not.toEqual(before["esdb-node-0-installer"]);
    }
    const nodes = before["esdb-ready"]?.labels as { label: string; value: string }[];
    const watched = nodes.find(({ label }) => label.endsWith(".nodes"))?.value;
    for (const key of ["node-0", "node-2"])
      for (const part of ["", "-installer"]) expect(watched).toContain(`esdb_${key}${part}.id`);
  });

  test("what keeps to the container stays there", () => {
    const containers = byName(
      synthCluster({ delivery: Delivery.ENVIRONMENT, connectionLimits: limits }),
      "docker_container",
    );
    // It has the data to give away, and nothing to put anywhere.
    const installer = containers["esdb-node-0-installer"];
    expect(installer?.upload).toBeUndefined();
    expect((installer?.command as string[])[0]).not.toContain("/staging");
    expect((containers["esdb-node-0"]?.upload as { file: string }[]).map(({ file }) => file)).toEqual([
      "/etc/eventstore/kestrelsettings.json",
    ]);
  });

  test("by command line, past the v5 image's entrypoint", () => {
    const node = byName(synthCluster({ delivery: Delivery.COMMAND_LINE }), "docker_container")["esdb-node-0"];
    expect(node?.command).toContain("--replication-ip=10.240.0.11");
    const starts = (container?: Resource) =>
      /exec (.*)$/.exec((container?.entrypoint as string[])[2] ?? "")?.[1];
    expect(starts(node)).toBe('/opt/eventstore/EventStore.ClusterNode "$@"');
    const v5 = byName(
      synthCluster({ version: "5.0.11", delivery: Delivery.COMMAND_LINE }),
      "docker_container",
    )["esdb-node-0"];
    expect(starts(v5)).toBe('eventstored "$@"');
  });

  test("licensed features need no external TCP: the key is the cluster's, and travels by environment", () => {
    for (const delivery of Object.values(Delivery)) {
      const stack = synthStack((s) => {
        const licenseKey = new TerraformVariable(s, "license", { sensitive: true });
        const settings = { "UserCertificates:Enabled": true };
        new EventStoreCluster(s, "esdb", propsOf({ delivery, settings, licenseKey: licenseKey.stringValue }));
      });
      for (const key of ["node-0", "node-1", "node-2"])
        expect(variablesOf(stack, `esdb-${key}`).EVENTSTORE__LICENSING__LICENSE_KEY).toBe("${var.license}");
    }
  });

  test("no secret is printed with a construct", () => {
    synthStack((s) => {
      const settings = { DefaultAdminPassword: "s3cret-admin", "LdapsAuth:BindPassword": "s3cret-bind" };
      const security = Security.tls(Certificates.generated());
      const cluster = new EventStoreCluster(
        s,
        "esdb",
        propsOf({ licenseKey: "s3cret-key", settings, security }),
      );
      for (const depth of [2, 12]) {
        const printed = inspect([cluster, ...cluster.nodes], { depth, maxArrayLength: null });
        expect(printed).toContain("esdb-node-0");
        expect(printed).not.toContain("s3cret");
      }
    });
  });

  test("a secret travels by environment in any case, and stands nowhere else", () => {
    for (const delivery of Object.values(Delivery)) {
      const stack = synthStack((s) => {
        const cluster = new EventStoreCluster(
          s,
          "esdb",
          propsOf({
            delivery,
            clients: ClientAccess.throughHost({
              host: "localhost",
              ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
            }),
            externalTcp: ExternalTcp.enabled(),
            licenseKey: "s3cret-key",
          }),
        );
        expect(JSON.stringify([cluster.nodes[0]?.settings, cluster.topology])).not.toContain("s3cret");
      });
      expect(variablesOf(stack, "esdb-node-0").EVENTSTORE__LICENSING__LICENSE_KEY).toBe("s3cret-key");
      expect(stack.text.split("s3cret-key")).toHaveLength(4);
    }
  });
});

describe("users' values", () => {
  test("a token in a setting travels by environment, whatever the delivery", () => {
    for (const delivery of Object.values(Delivery)) {
      const stack = synthStack((s) => {
        const number = new TerraformVariable(s, "size", { type: "number" });
        const settings = { MaxAppendSize: number.numberValue, StatsPeriodSec: 60 };
        new EventStoreCluster(s, "esdb", propsOf({ delivery, settings }));
      });
      expect(variablesOf(stack, "esdb-node-0").EVENTSTORE_MAX_APPEND_SIZE).toBe("${var.size}");
    }
  });

  test("a literal ${ or %{ survives, a token passes through", () => {
    const stack = synthStack((s) => {
      const secret = new TerraformVariable(s, "team", { type: "string" });
      new EventStoreCluster(
        s,
        "esdb",
        propsOf({
          labels: {
            a: "${x}",
            b: "%{y} $${z}",
            c: secret.stringValue,
            d: `costs $${secret.stringValue}`,
            e: "${TfToken[",
          },
        }),
      );
    });
    const labels = byName(stack, "docker_container")["esdb-node-0"]?.labels as {
      label: string;
      value: string;
    }[];
    expect(Object.fromEntries(labels.map((l) => [l.label, l.value]))).toMatchObject({
      a: "$${x}",
      b: "%%{y} $$${z}",
      c: "${var.team}",
      d: 'costs ${"$"}${var.team}',
      e: "$${TfToken[",
    });
  });

  test("an unrelated resource or token changes no byte of the cluster", () => {
    const pick = (s: ReturnType<typeof synthStack>) =>
      JSON.stringify(
        Object.entries(s.resource).map(([type, all]) => [
          type,
          Object.entries(all).filter(([id]) => id.startsWith("eventstore_")),
        ]),
      );
    const alone = synthCluster({ clients: LOCALHOST });
    const beside = synthStack((s) => {
      const variable = new TerraformVariable(s, "unrelated", { type: "string" });
      new Container(s, "aaa", { name: "aaa", image: variable.stringValue });
      new EventStoreCluster(s, "esdb", propsOf({ clients: LOCALHOST }));
    });
    expect(pick(beside)).toBe(pick(alone));
  });
});

describe("connection strings", () => {
  test("for an audience that is promised; else an error that names the access", () => {
    synthStack((s) => {
      const cluster = new EventStoreCluster(s, "esdb", propsOf({ clients: LOCALHOST }));
      expect(cluster.connectionString(Audience.HOST)).toBe(
        "esdb://localhost:2113,localhost:2114,localhost:2115?tls=false",
      );
      expect(() => cluster.connectionString(Audience.NETWORK)).toThrow(/everywhere/);
    });
  });
});

describe("canonical form", () => {
  const EMPTY = [
    {},
    { version: "5.0.11" },
    { version: "26.1.0", readOnlyReplicas: 1 },
    { size: 1, internalNetwork: undefined },
    {
      security: Security.insecure({ allowPublished: true }),
      clients: ClientAccess.throughHost({ host: "10.9.8.7", ports: PortPlan.sequential(2113) }),
    },
  ];

  test.each(EMPTY)("nothing empty, no duration that the provider spells otherwise: %#", (more) => {
    const stack = synthCluster(more);
    const walk = (value: unknown, path: string): void => {
      if (Array.isArray(value)) expect({ path, length: value.length }).not.toEqual({ path, length: 0 });
      if (/\.(interval|timeout|start_period)$/.test(path)) expect(value).toMatch(/^(\d+h)?(\d+m)?\d+s$/);
      if (typeof value === "object" && value !== null)
        Object.entries(value).forEach(([k, v]) => walk(v, `${path}.${k}`));
    };
    walk(stack.resource, "resource");
    for (const container of Object.values(byName(stack, "docker_container"))) {
      const env = (container.env ?? []) as string[];
      expect(env).toEqual([...env].sort());
      expect(container).toHaveProperty("must_run", false);
    }
  });
});

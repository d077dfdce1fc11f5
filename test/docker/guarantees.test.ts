import { Container, type ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { Aspects, TerraformStack, Token, type IAspect } from "cdktf";
import fc from "fast-check";
import {
  Binding,
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  Delivery,
  EventStoreCluster,
  PortPlan,
  RemovalPolicy,
  Security,
} from "../../lib";
import { child, judge, LOCALHOST, node, override, type Change, type Props } from "./judge";
import { propsOf, synthesize } from "./synth";

const NODE = "stack/esdb/node-0/Resource";

describe("an untouched cluster", () => {
  const SHAPES: Readonly<Record<string, Props>> = {
    "of three": {},
    "of one": { size: 1, internalNetwork: undefined },
    "on v5 through the host": {
      version: "5.0.11",
      clients: ClientAccess.throughHost({
        host: "localhost",
        ports: PortPlan.sequential({ http: 2113, externalTcp: 1113 }),
      }),
    },
    "with a replica on 26.1": { version: "26.1.0", readOnlyReplicas: 1, clients: LOCALHOST },
    "with owned volumes and limits": {
      removalPolicy: RemovalPolicy.DESTROY,
      resources: { memory: 512, cpus: 0.5, ulimits: [{ name: "nofile", soft: 1024, hard: 2048 }] },
    },
    "that is secure": { security: Security.tls(Certificates.generated()), readOnlyReplicas: 1 },
    "with files": { delivery: Delivery.ENVIRONMENT, connectionLimits: { maxConcurrentConnections: 5 } },
    "by command line": { delivery: Delivery.COMMAND_LINE, data: ClusterData.inMemory() },
    "on existing networks": {
      internalNetwork: ClusterNetwork.fromNetworkName("in", { cidr: "10.240.0.0/24", internal: true }),
      externalNetwork: ClusterNetwork.fromNetworkName("out", { cidr: "10.240.1.0/24" }),
      waitForReady: false,
    },
  };

  test.each(Object.keys(SHAPES))("%s gives no complaint", (name) => {
    expect(judge(() => {}, SHAPES[name])).toEqual({ problems: [], warnings: [] });
  });
});

test("a change that harms nothing gives no complaint", () => {
  const harmless: Change = (cluster) => {
    const container = node(cluster);
    container.addOverride("labels", [{ label: "team", value: "orders" }]);
    container.addOverride("memory", 2048);
    container.addOverride("memory_swap", 4096);
    container.addOverride("env", ["TZ=UTC"]);
    container.addOverride("cpu_shares", 512);
    container.hostname = "node-0.esdb.internal";
    node(cluster, 1).hostname = "events";
    container.addOverride("capabilities", { add: ["CAP_SYS_NICE"], drop: ["ALL"] });
    container.addOverride("restart", "always");
    container.putVolumes([
      ...(container.volumesInput as object[]),
      { containerPath: "/backup", hostPath: "/srv/backup" },
    ]);
    const [external, internal] = container.networksAdvancedInput as {
      name: string;
      aliases: string[];
      ipv4Address: string;
    }[];
    if (external === undefined || internal === undefined) throw new Error("no networks");
    container.putNetworksAdvanced([internal, { ...external, aliases: [...external.aliases, "events"] }]);
    child(cluster, "external-network").addOverride("labels", [{ label: "team", value: "orders" }]);
    child(cluster, "ready").addOverride("labels", [{ label: "team", value: "orders" }]);
    node(cluster, 1).lifecycle = { preventDestroy: true };
  };
  expect(judge(harmless)).toEqual({ problems: [], warnings: [] });
});

const IN_CONTAINER: Props = {
  delivery: Delivery.ENVIRONMENT,
  connectionLimits: { maxConcurrentConnections: 5 },
};

describe("what makes an apply fail, never settle, lose data or open the cluster is an error", () => {
  const PROBLEMS: Readonly<Record<string, readonly [Change, string, string, Props?]>> = {
    "another network": [
      override("networks_advanced", [{ name: "monitoring", aliases: ["db"] }]),
      "networks_advanced[2]",
      'joins "monitoring"',
    ],
    "a network left": [
      (cluster) => {
        const container = node(cluster);
        container.putNetworksAdvanced((container.networksAdvancedInput as object[]).slice(0, 1) as never);
      },
      "networks_advanced",
      'no longer holds the network "esdb-internal"',
    ],
    "no networks": [
      (cluster) => node(cluster).resetNetworksAdvanced(),
      "networks_advanced",
      'no longer holds the network "esdb-external"',
    ],
    "a network joined twice": [
      override("networks_advanced", [{ name: "esdb-external", aliases: ["db"] }]),
      "networks_advanced",
      'holds the network "esdb-external" 2 times',
    ],
    "another address": [
      override("networks_advanced.1.ipv4_address", "10.240.0.99"),
      "networks_advanced.ipv4_address",
      'is "10.240.0.99" on "esdb-internal": the library set "10.240.0.11"',
    ],
    "no address": [
      override("networks_advanced.1.ipv4_address", undefined),
      "networks_advanced.ipv4_address",
      "is missing",
    ],
    "an alias less": [
      override("networks_advanced.1.aliases.0", "db"),
      "networks_advanced.aliases",
      'no longer holds "node-0.esdb.internal"',
    ],
    "another node's alias": [
      override("networks_advanced.0.aliases", ["node-1.esdb.internal"]),
      "networks_advanced.aliases",
      "which is the name of node-1",
    ],
    "network mode host": [override("network_mode", "host"), "network_mode", "every socket of the node"],
    "network mode of another": [override("network_mode", "esdb-internal"), "network_mode", "fixed addresses"],
    "a hosts entry for a node": [
      override("host", [{ host: "node-1.esdb.internal", ip: "10.9.9.9" }]),
      "host",
      "that is a node's name",
    ],
    "a hosts entry of IPv6": [override("host", [{ host: "other", ip: "fd00::1" }]), "host", "IPv6"],
    privileged: [override("privileged", true), "privileged", "as good as root"],
    "no data volume": [
      override("volumes", undefined),
      "volumes",
      'no longer mounts "esdb-node-0-data" at /var/lib/eventstore',
    ],
    "another data volume": [
      override("volumes.0.volume_name", "other"),
      "volumes",
      "node-0 starts on another database",
    ],
    "the data elsewhere": [
      (cluster) => node(cluster).putVolumes([{ containerPath: "/data", volumeName: "esdb-node-0-data" }]),
      "volumes",
      "no longer mounts",
    ],
    "data that cannot be written": [override("volumes.0.read_only", true), "volumes", "read-only"],
    "memory over the data": [
      override("tmpfs", { "/var/lib/eventstore/": "" }),
      "volumes",
      "mounts 2 things at /var/lib/eventstore",
    ],
    "a second mount over the data": [
      override("mounts", [{ target: "/var/lib/eventstore", type: "bind", source: "/srv" }]),
      "volumes",
      "mounts 2 things",
    ],
    "a published internal port": [
      override("ports", [{ internal: 1112, external: 1112, ip: "127.0.0.1" }]),
      "ports[0]",
      "that is internalTcp, which only nodes may reach",
    ],
    "a published internal HTTP port of v5": [
      override("ports", [{ internal: 2112, external: 2112 }]),
      "ports[0]",
      "that is internalHttp",
      { version: "5.0.11" },
    ],
    "a published port less": [
      (cluster) => node(cluster).resetPorts(),
      "ports",
      'no longer publishes "127.0.0.1:2113->2113/tcp"',
      { clients: LOCALHOST },
    ],
    "two bindings of one port": [
      override("ports", [{ internal: 2113, external: 9000, ip: "127.0.0.1" }]),
      "ports",
      "publishes 2113/tcp more than once",
      { clients: LOCALHOST },
    ],
    "an insecure node opened to everybody": [
      override("ports", [{ internal: 2113, external: 2113 }]),
      "ports[0]",
      "the cluster is insecure",
    ],
    "a port of another node": [
      override("ports", [{ internal: 5000, external: 2114, ip: "127.0.0.1" }]),
      "ports",
      "leads to one container only",
      { clients: LOCALHOST },
    ],
    "a port on internal networks only": [
      override("ports", [{ internal: 2113, external: 2113, ip: "127.0.0.1" }]),
      "ports[0]",
      "internal networks only",
      {
        externalNetwork: ClusterNetwork.fromNetworkName("out", { cidr: "10.240.1.0/24", internal: true }),
      },
    ],
    "all ports": [override("publish_all_ports", true), "publish_all_ports", "ports that only nodes dial"],
    "a setting less": [
      (cluster) => {
        const container = node(cluster);
        container.env = (container.envInput ?? []).filter((line) => !line.includes("INSECURE"));
      },
      "env",
      "no longer holds EVENTSTORE_INSECURE",
      { delivery: Delivery.ENVIRONMENT },
    ],
    "no settings": [
      override("env", undefined),
      "env",
      "EVENTSTORE_CLUSTER_SIZE, EVENTSTORE_DISCOVER_VIA_DNS",
      { delivery: Delivery.ENVIRONMENT },
    ],
    "another setting": [
      (cluster) => {
        const container = node(cluster);
        container.env = (container.envInput ?? []).map((line) => line.replace(/SIZE=3/, "SIZE=5"));
      },
      "env",
      'holds another EVENTSTORE_CLUSTER_SIZE, "5": the library set "3"',
      { delivery: Delivery.ENVIRONMENT },
    ],
    "a setting twice": [
      override("env", ["EVENTSTORE_CLUSTER_SIZE=5"]),
      "env",
      'holds EVENTSTORE_CLUSTER_SIZE twice, also as "5"',
      { delivery: Delivery.ENVIRONMENT },
    ],
    "a setting beside the generation's": [
      override("env", ["EVENTSTORE_CLUSTER_SIZE=5"]),
      "env",
      "adds EVENTSTORE_CLUSTER_SIZE: the cluster derives it",
    ],
    "a derived setting that was not there": [
      override("env", ["EVENTSTORE_CLUSTER_DNS=esdb.test"]),
      "env",
      "adds EVENTSTORE_CLUSTER_DNS: DNS discovery answers",
    ],
    "an unknown setting": [
      override("env", ["EVENTSTORE_CLUSTER_SISE=3"]),
      "env",
      "24.10.4 knows no such option",
    ],
    "a derived argument": [
      override("command", ["--cluster-size=5"]),
      "command",
      "adds --cluster-size: the cluster derives it",
    ],
    "an argument less": [
      override("command", undefined),
      "command",
      "no longer holds --",
      { delivery: Delivery.COMMAND_LINE },
    ],
    "no restart": [override("restart", "no"), "restart", 'restart is "no"'],
    "a restart by exit code": [override("restart", "on-failure"), "restart", "when it must truncate its log"],
    "no restart policy": [(cluster) => node(cluster).resetRestart(), "restart", 'restart is "no"'],
    "another entrypoint": [
      override("entrypoint", ["/bin/sh"]),
      "entrypoint",
      "a node that is empty or behind waits",
    ],
    "no control folder": [
      (cluster) =>
        node(cluster).putVolumes([{ containerPath: "/var/lib/eventstore", volumeName: "esdb-node-0-data" }]),
      "volumes",
      "is needed there",
    ],
    "a configuration file less": [
      override("upload", undefined),
      "upload",
      'no longer holds "/etc/eventstore/kestrelsettings.json"',
      IN_CONTAINER,
    ],
    "another configuration file": [
      override("upload.0.content", "{}"),
      "upload",
      "has another content",
      IN_CONTAINER,
    ],
    "an empty file": [
      override("upload", [{ file: "/etc/empty", content: "" }]),
      "upload[0]",
      "has no content",
    ],
    "read-only with limits": [
      override("read_only", true),
      "read_only",
      "is true while connectionLimits are set",
      { connectionLimits: { maxConcurrentConnections: 5 } },
    ],
    "read-only with files": [
      override("read_only", true),
      "read_only",
      "is true while files are uploaded",
      IN_CONTAINER,
    ],
    cpus: [override("cpus", "1.5"), "cpus", "provider 3.6.2 crashes"],
    "memory alone": [override("memory", 1024), "memory", "never settles"],
    "memory above swap": [
      override("memory", 1024),
      "memory_swap",
      "is 512, below memory 1024",
      { resources: { memory: 512 } },
    ],
    "swap alone": [override("memory_swap", 1024), "memory_swap", "without memory"],
    "a duration that never settles": [
      override("healthcheck.interval", "60s"),
      "healthcheck.interval",
      'write "1m0s"',
    ],
    "no health check": [
      (cluster) => node(cluster).resetHealthcheck(),
      "healthcheck",
      "the log of node-0 does not count when the size changes",
    ],
    "another health check": [
      override("healthcheck.test", ["CMD", "curl", "-f", "http://localhost:2113/health/live"]),
      "healthcheck",
      "has another test: it sees that node-0 is level",
    ],
    "a health check that is cut off": [
      override("healthcheck.timeout", "2s"),
      "healthcheck",
      'has a timeout of "2s": the check looks several times, a second apart, and takes up to 8 s',
    ],
    "retries of a restart that has none": [
      override("max_retry_count", 3),
      "max_retry_count",
      'is 3: the engine takes it beside the restart policy "on-failure" only',
    ],
    "no duration": [override("healthcheck.timeout", "soon"), "healthcheck.timeout", "it is no duration"],
    "a capability that never settles": [
      override("capabilities.add", ["sys_nice"]),
      "capabilities.add",
      'write "CAP_SYS_NICE"',
    ],
    "one by which root leaves the container, in another form": [
      override("capabilities.add", ["sys_admin"]),
      "capabilities.add",
      "leave it out: by it root in the container is as good as root on the Docker host",
    ],
    "another node's name for its own": [
      override("hostname", "Node-1.esdb.internal"),
      "hostname",
      'makes "Node-1.esdb.internal" the name of node-0: it is a name of node-1, and node-0 then dials itself by it',
    ],
    "another node's name by its domain": [
      (cluster) => {
        node(cluster).hostname = "node-2";
        node(cluster).domainname = "esdb.internal";
      },
      "hostname",
      'makes "node-2.esdb.internal" the name of node-0',
    ],
    "another container's name for its own": [
      override("hostname", "esdb-node-1"),
      "hostname",
      "it is a name of node-1",
    ],
    "must run": [override("must_run", true), "must_run", "deletes a stopped container"],
    "no start": [override("start", false), "start", "node-0 never starts"],
    removal: [override("rm", true), "rm", "restart policy"],
    attached: [override("attach", true), "attach", "lasts until the server ends"],
    "a name that the engine refuses": [override("name", "a b"), "name", 'is "a b"'],
    "two of a kind": [
      (cluster) => {
        node(cluster).count = 2;
      },
      "count",
      "is set",
    ],
    "the new before the old": [
      (cluster) => {
        node(cluster).lifecycle = { createBeforeDestroy: true };
      },
      "lifecycle.create_before_destroy",
      "take the old one's name",
    ],
    "another engine": [
      (cluster, stack) => {
        node(cluster).provider = new DockerProvider(stack, "other", { alias: "other", host: "ssh://other" });
      },
      "provider",
      "all of a cluster is on one engine",
    ],
  };

  test.each(Object.keys(PROBLEMS))("%s", (name) => {
    const [change, attribute, words, more] = PROBLEMS[name] ?? [() => {}, "", ""];
    const { problems } = judge(change, more);
    expect(problems).toContainEqual(expect.stringContaining(`${NODE}.${attribute} `));
    expect(problems.join("\n")).toContain(words);
    // What was set, what it is, and what to do.
    for (const line of problems) expect(line).toMatch(/^\S+ .+: .+; .+$/);
  });

  test("a node taken out of the tree", () => {
    const { problems } = judge((cluster) => cluster.nodes[1]?.node.tryRemoveChild("Resource"));
    expect(problems.join("\n")).toContain(
      "stack/esdb/node-1/Resource was removed: the cluster counts on node-1",
    );
    expect(judge((cluster) => cluster.node.tryRemoveChild("node-2")).problems).toHaveLength(1);
  });

  test("all of it is said at once", () => {
    const { problems } = judge((cluster) => {
      override("privileged", true, 0)(cluster, undefined as never);
      override("must_run", true, 1)(cluster, undefined as never);
      child(cluster, "internal-network").internal = false;
    });
    expect(problems).toHaveLength(3);
  });
});

describe("what is merely worse is a warning", () => {
  const WARNINGS: Readonly<Record<string, readonly [Change, string, Props?]>> = {
    "kill instead of stop": [override("destroy_grace_seconds", 0), "kills the server at once"],
    "no grace at all": [override("destroy_grace_seconds", undefined), "destroy_grace_seconds is missing"],
    "a short stop": [override("stop_timeout", 1), "stop_timeout is 1"],
    "another signal": [override("stop_signal", "SIGKILL"), "stops in order on SIGTERM"],
    "a restart by hand": [override("restart", "unless-stopped"), "engine that was killed"],
    "no health check of a single node": [
      (cluster) => node(cluster).resetHealthcheck(),
      "healthcheck is removed",
      { size: 1 },
    ],
    "a health check switched off in memory": [
      override("healthcheck.test.0", "NONE"),
      "healthcheck is removed",
      { data: ClusterData.inMemory() },
    ],
    "a health check of a single node that is cut off": [
      override("healthcheck.timeout", "7s"),
      "never sees that node-0 is ready",
      { size: 1 },
    ],
    "another interval": [override("healthcheck.interval", "10s"), "changes it in new containers only"],
    "no init on v5": [override("init", false), "init differs", { version: "5.0.11" }],
    "a node that is waited for": [override("wait", true), "depend on cluster.ready"],
    "another image": [override("image", "mine:1"), 'image is "mine:1"'],
    "another user": [override("user", "root"), 'user is "root"'],
    "another name": [override("name", "mine"), 'the library set "esdb-node-0"'],
    "processes of the host": [override("pid_mode", "host"), 'pid_mode is "host"'],
    "the clients' name for its own": [
      override("hostname", "db.example.com"),
      "clients dial node-1 by that name, and node-0 itself",
      {
        clients: ClientAccess.throughHost({ host: "db.example.com", ports: PortPlan.sequential(2113) }),
        security: Security.tls(Certificates.generated()),
      },
    ],
    "a capability by which root leaves the container": [
      override("capabilities.add", ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"]),
      'capabilities.add holds "CAP_SYS_ADMIN"',
    ],
    "all capabilities": [override("capabilities.add", ["ALL"]), 'capabilities.add holds "ALL"'],
    "part of the data in memory": [
      override("tmpfs", { "/var/lib/eventstore/index": "" }),
      "that part of its data",
    ],
    "part of the data in memory, by a mount": [
      override("mounts", [{ type: "tmpfs", target: "/var/lib/eventstore/index/" }]),
      'mounts holds "/var/lib/eventstore/index"',
    ],
    "a port nobody is told": [
      override("ports", [{ internal: 2113, external: 2113, ip: "127.0.0.1" }]),
      "it is advertised to nobody",
    ],
    "a port without a socket": [
      override("ports", [{ internal: 9, external: 9, ip: "127.0.0.1" }]),
      "has no socket on that port",
    ],
    "an option past the check": [
      override("env", ["EVENTSTORE_MAX_APPEND_SIZE=1024"]),
      "use the prop settings",
    ],
    "an option that v5 ignores": [
      override("env", ["EVENTSTORE_NO_SUCH=1"]),
      "adds EVENTSTORE_NO_SUCH",
      { version: "5.0.11" },
    ],
    "a label of the library": [
      (cluster) => node(cluster).putLabels([{ label: "team", value: "orders" }]),
      "labels no longer holds cdktf-eventstoredb.",
    ],
    "a log without bounds": [override("log_opts", undefined), "log_opts sets no bound"],
    "changes to be ignored": [
      (cluster) => {
        node(cluster).lifecycle = { ignoreChanges: ["env"] };
      },
      "lifecycle.ignore_changes is env",
    ],
    "what only Terraform knows": [
      override("networks_advanced", "${var.networks}"),
      "networks_advanced is known only when Terraform runs",
    ],
  };

  test.each(Object.keys(WARNINGS))("%s", (name) => {
    const [change, words, more] = WARNINGS[name] ?? [() => {}, ""];
    const { problems, warnings } = judge(change, more);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(NODE)]);
    expect(warnings.join("\n")).toContain(words);
  });

  test("is said once, however often the program is synthesized", () => {
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      const cluster = new EventStoreCluster(stack, "esdb", propsOf());
      override("restart", "unless-stopped")(cluster, stack);
      app.synth();
      app.synth();
      const said = node(cluster).node.metadata.filter(({ type }) => type === "@cdktf/warn");
      expect(said).toHaveLength(1);
    });
  });
});

describe("every way of the framework is seen", () => {
  const internal = (cluster: EventStoreCluster) => child(cluster, "internal-network");
  const aspect = (visit: IAspect["visit"]): IAspect => ({ visit });
  const open = aspect((construct) => {
    if (construct instanceof Network) construct.internal = false;
  });

  const WAYS: Readonly<Record<string, Change>> = {
    "a setter": (cluster) => {
      internal(cluster).internal = false;
    },
    "an unset attribute": (cluster) => internal(cluster).resetInternal(),
    "an override": (cluster) => internal(cluster).addOverride("internal", false),
    "an override by the stack": (cluster, stack) =>
      stack.addOverride(`resource.docker_network.${internal(cluster).friendlyUniqueId}.internal`, false),
    "an Aspect of the stack": (_, stack) => Aspects.of(stack).add(open),
    "an Aspect of the cluster": (cluster) => Aspects.of(cluster).add(open),
    "an Aspect of the resource": (cluster) => Aspects.of(internal(cluster)).add(open),
    "a token": (cluster) => {
      internal(cluster).internal = Token.asAny(false);
    },
  };

  test.each(Object.keys(WAYS))("%s", (name) => {
    const { problems } = judge(WAYS[name] as Change);
    expect(problems).toEqual([
      expect.stringMatching(
        /stack\/esdb\/internal-network\.internal is (false|missing): replication and gossip/,
      ),
    ]);
  });

  test("a change in place", () => {
    const { problems } = judge((cluster) => {
      const [external] = node(cluster).networksAdvancedInput as { ipv4Address: string }[];
      if (external !== undefined) external.ipv4Address = "10.240.1.99";
      (node(cluster, 1).envInput as string[]).pop();
    }, IN_CONTAINER);
    expect(problems).toHaveLength(2);
  });
});

describe("networks and the gate", () => {
  const OTHERS: Readonly<Record<string, readonly [string, string, unknown, string, Props?]>> = {
    "an external network with no way out": [
      "external-network",
      "internal",
      true,
      "publishes no port",
      { clients: LOCALHOST },
    ],
    "another driver": ["internal-network", "driver", "macvlan", "planned for a bridge"],
    "no range": ["internal-network", "ipam_config", undefined, "holds no subnet"],
    "another range": [
      "internal-network",
      "ipam_config.0.subnet",
      "10.99.0.0/24",
      'holds "10.99.0.0/24": the library set "10.240.0.0/24"',
    ],
    "a node's address as gateway": [
      "external-network",
      "ipam_config.0.gateway",
      "10.240.1.12",
      "node-1 has that address",
    ],
    "a node's address kept for something else": [
      "external-network",
      "ipam_config.0.aux_address",
      { router: "10.240.1.12" },
      'keeps "10.240.1.12" for "router": node-1 has that address',
    ],
    "containers kept apart": [
      "external-network",
      "options",
      { "com.docker.network.bridge.enable_icc": "false" },
      "do not reach each other",
    ],
    "a routed internal network": [
      "internal-network",
      "options",
      { "com.docker.network.bridge.gateway_mode_ipv4": "routed" },
      "other machines then reach",
    ],
    "a gate that nobody waits for": ["ready", "wait", false, "the apply would not wait"],
    "a gate without a health check": ["ready", "healthcheck", undefined, "the provider sees by it"],
    "a gate that must run": ["ready", "must_run", true, "the next plan would delete it"],
    "a gate that restarts": ["ready", "restart", "always", "must stay so"],
    "a gate with memory alone": ["ready", "memory", 64, "never settles"],
    "a claim of another name": ["claim", "name", "esdb-other", "knows a container's name once"],
    "a claim that must run": ["claim", "must_run", true, "the next plan would delete it"],
    "a claim that runs": ["claim", "start", true, "for its name only"],
    "a claim that is waited for": ["claim", "wait", true, "the apply would fail"],
    "a claim that restarts": ["claim", "restart", "always", "it never runs"],
    "a claim on a network": ["claim", "network_mode", "bridge", "it is on no network"],
    "a claim that is removed": ["claim", "rm", true, "the next plan would miss it"],
    "two claims": ["claim", "count", 2, "takes a name"],
    "a gate before the nodes": ["ready", "depends_on", undefined, "before the nodes were started"],
  };

  test.each(Object.keys(OTHERS))("%s is an error", (name) => {
    const [id, attribute, value, words, more] = OTHERS[name] ?? ["", "", undefined, ""];
    const { problems } = judge((cluster) => child(cluster, id).addOverride(attribute, value), more);
    expect(problems).toEqual([expect.stringContaining(`stack/esdb/${id}.`)]);
    expect(problems.join("\n")).toContain(words);
  });

  const image = (name: unknown) =>
    judge((cluster, stack) => {
      Aspects.of(stack).add({
        visit: (one) => {
          if (one === cluster.node.findChild("image"))
            (one as unknown as Container).addOverride("name", name);
        },
      });
    });

  test.each([
    "mirror.example.com:5000/eventstore/eventstoredb-ee:24.10.4",
    `docker.eventstore.com/eventstore/eventstoredb-ee:24.10.4@sha256:${"a".repeat(64)}`,
    "esdb",
    "${var.image}",
  ])("an image by another reference, %s, is the same image", (name) => {
    expect(image(name)).toEqual({ problems: [], warnings: [] });
  });

  test("an image of another release is a warning, and its mend is one", () => {
    expect(image("mirror.example.com/esdb:23.10.0")).toEqual({
      problems: [],
      warnings: [
        'stack/esdb/image.name is "mirror.example.com/esdb:23.10.0", and version "24.10.4": the server\'s program, its folders and its settings are those of version; use version: "23.10.0", or an image of 24.10.4',
      ],
    });
    expect(judge(() => {}, { image: "mirror.example.com/esdb:24.10.4" })).toEqual({
      problems: [],
      warnings: [],
    });
  });

  test.each(["Registry/ESDB:1", "a b", "", null])(
    "an image that is no reference, %p, is an error",
    (name) => {
      const { problems, warnings } = image(name);
      expect(problems).toEqual([
        expect.stringMatching(
          /^stack\/esdb\/image\.name .*: the engine takes an image's reference.*use the prop image/,
        ),
      ]);
      expect(warnings).toEqual([]);
    },
  );

  test("an image that is pulled before the old one goes takes no name of it", () => {
    const { problems } = judge((cluster) =>
      child(cluster, "image").addOverride("lifecycle.create_before_destroy", true),
    );
    expect(problems).toEqual([]);
  });

  const renamed = (id: string, name: string) =>
    judge(
      (cluster) =>
        (id === "data"
          ? (cluster.nodes[0]?.node.findChild(id) as unknown as Container)
          : child(cluster, id)
        ).addOverride("name", name),
      OWNED,
    );

  test("a network takes every name but a blank one and the engine's own", () => {
    for (const name of ["n", "my net"])
      expect(renamed("external-network", name)).toEqual({
        problems: [],
        warnings: [expect.stringContaining("for a network of your own ClusterNetwork.fromNetworkName")],
      });
    for (const name of [" ", "bridge"])
      expect(renamed("external-network", name).problems).toEqual([
        expect.stringContaining("the engine takes a name that is not blank"),
      ]);
  });

  test("a volume's name is a folder's", () => {
    expect(renamed("data", "mine")).toEqual({
      problems: [],
      warnings: [expect.stringContaining("for data in a volume of your own ClusterData.existingVolumes")],
    });
    expect(renamed("data", "n").problems).toEqual([expect.stringContaining("at least two letters")]);
  });

  test("addresses that the engine may give away are a warning", () => {
    const { problems, warnings } = judge((cluster) =>
      child(cluster, "external-network").addOverride("ipam_config.0.ip_range", undefined),
    );
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("the address of node-0")]);
  });

  test("a claim taken out of the tree is an error", () => {
    const { problems } = judge((cluster) => cluster.node.tryRemoveChild("claim"));
    expect(problems).toEqual([expect.stringContaining("stack/esdb/claim was removed")]);
  });

  test("so is a gate, whether or not an apply waits for it, and a volume", () => {
    for (const waitForReady of [true, false]) {
      const { problems } = judge((cluster) => cluster.node.tryRemoveChild("ready"), { waitForReady });
      expect(problems).toEqual([expect.stringContaining("stack/esdb/ready was removed")]);
    }
    const { problems } = judge((cluster) => cluster.nodes[1]?.node.tryRemoveChild("control"));
    expect(problems).toEqual([expect.stringContaining("stack/esdb/node-1/control was removed")]);
  });

  const OWNED: Props = {
    removalPolicy: RemovalPolicy.DESTROY,
    security: Security.tls(Certificates.generated()),
  };

  test.each(["data", "settings"])("a %s volume that no longer waits for the claim is an error", (id) => {
    const volume = (cluster: EventStoreCluster) => cluster.nodes[1]?.node.findChild(id) as Volume;
    const alone = judge((cluster) => {
      volume(cluster).dependsOn = [];
    }, OWNED);
    expect(alone.problems).toEqual([
      expect.stringContaining(`stack/esdb/node-1/${id}.depends_on no longer holds the claim`),
    ]);
    const beside = judge((cluster) => {
      volume(cluster).dependsOn?.push("docker_image.eventstore_esdb_image");
    }, OWNED);
    expect(beside).toEqual({ problems: [], warnings: [] });
  });

  test("a network taken out of the tree is an error", () => {
    const { problems } = judge((cluster) => cluster.node.tryRemoveChild("internal-network"));
    expect(problems).toEqual([expect.stringContaining("stack/esdb/internal-network was removed")]);
  });
});

describe("other containers of the program", () => {
  const joins =
    (name: (cluster: EventStoreCluster) => string): Change =>
    (cluster, stack) => {
      new Container(stack, "app", { name: "app", image: "app", networksAdvanced: [{ name: name(cluster) }] });
    };
  const network = (cluster: EventStoreCluster, side: string) => child(cluster, `${side}-network`);

  test("join the external network, not the internal one, however they name it", () => {
    for (const name of [
      (c: EventStoreCluster) => network(c, "internal").id,
      (c: EventStoreCluster) => network(c, "internal").name,
      () => "esdb-internal",
    ]) {
      expect(judge(joins(name)).problems).toEqual([
        expect.stringContaining('stack/esdb.internalNetwork "esdb-internal" is joined by stack/app'),
      ]);
    }
    expect(judge(joins((c) => network(c, "external").id))).toEqual({ problems: [], warnings: [] });
    expect(judge(joins(() => "other"))).toEqual({ problems: [], warnings: [] });
  });

  test("are seen below the cluster itself, by network mode, and in another stack", () => {
    expect(
      judge((cluster) => {
        new Container(cluster, "debug", { name: "d", image: "d", networkMode: "esdb-internal" });
      }).problems,
    ).toHaveLength(1);
    for (const later of [true, false]) {
      let own: EventStoreCluster | undefined;
      const { problems } = judge(
        (cluster) => {
          own = cluster;
        },
        {},
        (app) => {
          const other = new TerraformStack(app, later ? "zzz" : "aaa");
          new DockerProvider(other, "docker");
          const name = network(own as EventStoreCluster, "internal").id;
          new Container(other, "app", { name: "app", image: "app", networksAdvanced: [{ name }] });
        },
      );
      expect(problems).toEqual([expect.stringContaining(`is joined by ${later ? "zzz" : "aaa"}/app`)]);
    }
  });

  test("on another engine are none of it", () => {
    const { problems } = judge((_, stack) => {
      const provider = new DockerProvider(stack, "far", { alias: "far", host: "ssh://far" });
      new Container(stack, "app", {
        provider,
        name: "app",
        image: "app",
        networksAdvanced: [{ name: "esdb-internal" }],
      });
    });
    expect(problems).toEqual([]);
  });

  test("may join an existing internal network, with a warning", () => {
    const { problems, warnings } = judge(
      joins(() => "in"),
      {
        internalNetwork: ClusterNetwork.fromNetworkName("in", { cidr: "10.240.0.0/24", internal: true }),
      },
    );
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("is joined by stack/app")]);
  });

  test("may read the data, and are warned of where they can write", () => {
    const mount =
      (volumeName: string, readOnly: boolean): Change =>
      (_, stack) => {
        const volumes = [{ containerPath: "/backup", volumeName, readOnly }];
        new Container(stack, "app", { name: "app", image: "app", volumes });
      };
    expect(judge(mount("esdb-node-1-data", true))).toEqual({ problems: [], warnings: [] });
    expect(judge(mount("other", false))).toEqual({ problems: [], warnings: [] });
    expect(judge(mount("esdb-node-1-data", false)).warnings).toEqual([
      expect.stringContaining("it is the database of node-1"),
    ]);
    const owned: Change = (cluster, stack) => {
      const volume = cluster.nodes[1]?.node.findChild("data") as Volume;
      mount(volume.name, false)(cluster, stack);
    };
    expect(judge(owned, { removalPolicy: RemovalPolicy.DESTROY }).warnings).toHaveLength(1);
  });
});

test("two nodes on one volume are an error, though two tokens stand for it", () => {
  let message = "";
  try {
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      new DockerProvider(stack, "docker");
      const volume = new Volume(stack, "volume", { name: "shared" });
      const data = ClusterData.existingVolumes([volume.name, volume.name, "third"]);
      new EventStoreCluster(stack, "esdb", propsOf({ data }));
    });
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain("stack/esdb/node-1/Resource.volumes mounts the volume of node-0");
});

describe("certificates", () => {
  const SECURE: Props = { security: Security.tls(Certificates.generated()) };
  const installer = (cluster: EventStoreCluster): Container =>
    cluster.nodes[0]?.node.findChild("installer") as Container;

  test.each([
    ["user", "1000:1000"],
    ["network_mode", "bridge"],
    ["command", ["true"]],
    ["wait", false],
  ])("an installer whose %s is changed is an error", (attribute, value) => {
    const { problems } = judge((cluster) => installer(cluster).addOverride(attribute, value), SECURE);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`stack/esdb/node-0/installer.${attribute} differs`);
  });

  test("a node without the volume of its settings is an error, a writable one a warning", () => {
    const withVolumes =
      (change: (volumes: object[]) => object[]): Change =>
      (cluster) => {
        const container = node(cluster);
        container.putVolumes(change(container.volumesInput as object[]));
      };
    const gone = judge(
      withVolumes((volumes) => volumes.slice(0, 1)),
      SECURE,
    );
    expect(gone.problems.join()).toContain("no longer mounts");
    const writable = judge(
      withVolumes((volumes) => volumes.map((v) => ({ ...v, readOnly: false }))),
      SECURE,
    );
    expect(writable.problems).toEqual([]);
    expect(writable.warnings.join()).toContain("mounts /settings writable");
  });

  test("a node that does not wait for its settings is warned of", () => {
    const { problems, warnings } = judge((cluster) => {
      node(cluster).dependsOn = [];
    });
    expect(problems).toEqual([]);
    expect(warnings.join()).toContain("the node waits for its settings by it");
  });
});

test("a secret is in no message", () => {
  const { problems } = judge(
    override("env", ["EVENTSTORE_DEFAULT_ADMIN_PASSWORD=hunter2", "EVENTSTORE_CONFIG=hunter2"]),
  );
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.join()).not.toContain("hunter2");
});

test("a replication socket on all interfaces changes nothing of who may join", () => {
  const { problems } = judge(override("networks_advanced", [{ name: "monitoring" }]), {
    bindings: { internalTcp: Binding.ALL_INTERFACES },
    security: Security.insecure({ allowPublished: true }),
  });
  expect(problems).toHaveLength(1);
});

test("any value in any attribute gets an answer", () => {
  const attributes = [
    "networks_advanced",
    "ports",
    "volumes",
    "mounts",
    "tmpfs",
    "env",
    "command",
    "entrypoint",
  ]
    .concat("upload", "healthcheck", "capabilities", "memory", "memory_swap", "restart", "labels", "log_opts")
    .concat(
      "host",
      "lifecycle",
      "stop_signal",
      "name",
      "network_mode",
      "must_run",
      "dynamic",
      "ports.0.internal",
    )
    .concat("networks_advanced.0", "networks_advanced.1.aliases", "volumes.0.container_path", "env.0");
  fc.assert(
    fc.property(fc.constantFrom(...attributes), fc.jsonValue({ maxDepth: 3 }), (attribute, value) => {
      const { problems, warnings } = judge(override(attribute, value), { clients: LOCALHOST });
      for (const line of [...problems, ...warnings]) expect(line).toContain(NODE);
    }),
    { seed: 20_251_121, numRuns: 120 },
  );
});

describe("an index outside what is mounted", () => {
  const warned = (Index: string, change: Change = () => {}, more: Props = {}) => {
    const { problems, warnings } = judge(change, { settings: { Index }, ...more });
    expect(problems).toEqual([]);
    return warnings;
  };
  const mounting =
    (containerPath: string, ...nodes: readonly number[]): Change =>
    (cluster) => {
      for (const n of nodes) {
        const one = node(cluster, n);
        const volumes = one.volumesInput as ContainerVolumes[];
        one.putVolumes([...volumes, { volumeName: `index-${n}`, containerPath }]);
      }
    };

  test("is a warning, once, with mends that mend", () => {
    expect(warned("/idx")).toEqual([
      'stack/esdb.settings.Index is "/idx", where node-0, node-1, node-2 mount nothing: the index is then gone with each container, and the server builds it anew from all data before it is ready; leave it out, for a folder of the data, or mount a volume there by putVolumes([...volumesInput, …])',
    ]);
    expect(warned("/idx/of/node", mounting("/idx", 0, 1, 2))).toEqual([]);
    expect(warned("/idx", mounting("/idx", 0, 2))).toEqual([
      expect.stringContaining("where node-1 mounts nothing"),
    ]);
    expect(warned("/var/lib/x/../eventstore/index")).toEqual([]);
  });

  test("in memory, and beside the server, is one, and where the data are in memory, too, none", () => {
    const memory: Change = (cluster) => {
      for (const n of [0, 1, 2])
        override("tmpfs", { "/idx": "" }, n)(cluster, cluster.node.scope as TerraformStack);
    };
    expect(warned("/idx", memory)).toContainEqual(expect.stringContaining("mount nothing"));
    expect(warned("idx")).toHaveLength(1);
    expect(warned("/idx", () => {}, { data: ClusterData.inMemory() })).toEqual([]);
  });
});

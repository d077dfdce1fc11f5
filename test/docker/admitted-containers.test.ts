import { Container } from "@cdktf/provider-docker/lib/container";
import { Network } from "@cdktf/provider-docker/lib/network";
import { Aspects, type TerraformStack } from "cdktf";
import { Certificates, ClusterNetwork, EventStoreCluster, Security, type AllowFromOptions } from "../../lib";
import { child, judge, type Change, type Props } from "./judge";
import { byName, environmentOf, propsOf, synthStack } from "./synth";

const SECURE: Props = { security: Security.tls(Certificates.generated()) };
const ON_HOST: Props = {
  security: Security.tls(
    Certificates.fromDockerHost({
      trustedRoots: ["/ca.crt"],
      shared: { certificate: "/c.crt", privateKey: "/c.key" },
    }),
  ),
};

/** Lets a container in, in a stack that is never synthesized where that throws. */
function allow(config: object, props: Props = {}, options: AllowFromOptions = {}) {
  const stack = synthStack((stack) => {
    const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
    cluster.connections.allowFrom(
      new Container(stack, "app", { name: "app", image: "app", ...config }),
      options,
    );
  });
  return byName(stack, "docker_container").app;
}

describe("a container that cannot be a client in this way is refused", () => {
  test.each([
    ["host", "use", /networkMode is "host": .* joins no other.*connectionString\(Audience\.HOST\) yourself/],
    [
      "none",
      "use",
      /networkMode is "none": the engine connects such a container to no network; leave it out/,
    ],
    ["container:web", "use", /networkMode is "container:web": .*allow that other container/],
  ])("networkMode %s", (networkMode, _, said) => {
    expect(() => allow({ networkMode })).toThrow(said);
    expect(() => allow({ networkMode: "bridge" })).not.toThrow();
  });

  test("readOnly where the authority is uploaded, and only there", () => {
    expect(() => allow({ readOnly: true }, SECURE)).toThrow(/container\.readOnly is true: .*read-only/);
    expect(() => allow({ readOnly: false }, SECURE)).not.toThrow();
    expect(() => allow({ readOnly: true })).not.toThrow();
    expect(() => allow({ readOnly: true }, ON_HOST)).not.toThrow();
  });

  test("another file at the place of the authority", () => {
    const upload = [{ file: "/etc/eventstore-ca.crt", content: "mine" }];
    expect(() => allow({ upload }, SECURE)).toThrow(
      /caFile is .* another file already.*"\/etc\/esdb-ca\.crt"/,
    );
    expect(() => allow({ upload })).not.toThrow();
    for (const file of ["etc/eventstore-ca.crt", "/etc/./eventstore-ca.crt"])
      expect(() => allow({ upload: [{ file, content: "mine" }] }, SECURE)).toThrow(/another file already/);
    const volumes = [{ containerPath: "/etc/eventstore-ca.crt", hostPath: "/mine" }];
    for (const props of [SECURE, ON_HOST])
      expect(() => allow({ volumes }, props)).toThrow(/caFile is .* another file already/);
    const mounts = [{ target: "/etc/eventstore-ca.crt", source: "/mine", type: "bind" }];
    for (const props of [SECURE, ON_HOST])
      expect(() => allow({ mounts }, props)).toThrow(/caFile is .* another file already/);
  });

  test("a tmpfs over what is uploaded, and only there; the mend leads out of it", () => {
    const mounts = [{ target: "/run", type: "tmpfs" }];
    for (const config of [{ tmpfs: { "/run/": "" } }, { mounts }]) {
      const options = { caFile: "/run/app/ca.crt" };
      expect(() => allow(config, SECURE, options)).toThrow(
        /caFile is "\/run\/app\/ca\.crt", and the container has a tmpfs at "\/run": .*"\/etc\/esdb-ca\.crt"/,
      );
      expect(() => allow(config, SECURE)).not.toThrow();
      expect(() => allow(config, {}, options)).not.toThrow();
      expect(() => allow(config, ON_HOST, options)).not.toThrow();
    }
    const tmpfs = { "/etc": "", "/esdb-ca.crt": "" };
    expect(() => allow({ tmpfs }, SECURE)).toThrow(/\{ caFile: "\/esdb-ca_2\.crt" \}/);
    expect(() => allow({ tmpfs }, SECURE, { caFile: "/esdb-ca_2.crt" })).not.toThrow();
    // What is uploaded into a volume stays there.
    const volumes = [{ containerPath: "/etc", volumeName: "etc" }];
    expect(() => allow({ volumes }, SECURE)).not.toThrow();
  });

  test("two secure clusters: following the mends gives each its own", () => {
    const declare = (stack: TerraformStack, options: AllowFromOptions) => {
      const one = new EventStoreCluster(stack, "esdb", propsOf(SECURE));
      const two = new EventStoreCluster(
        stack,
        "other-one",
        propsOf({
          ...SECURE,
          internalNetwork: { cidr: "10.240.2.0/24" },
          externalNetwork: { cidr: "10.240.3.0/24" },
        }),
      );
      const container = new Container(stack, "app", { name: "app", image: "app" });
      one.connections.allowFrom(container);
      two.connections.allowFrom(container, options);
    };
    let message = "";
    try {
      synthStack((stack) => declare(stack, {}));
    } catch (error) {
      ({ message } = error as Error);
    }
    // Both at once: neither mend leads to the other's problem.
    expect(message).toContain("has 2 problems");
    const variable = /\{ variable: "(\w+)" \}/.exec(message)?.[1];
    const caFile = /\{ caFile: "([^"]+)" \}/.exec(message)?.[1];
    if (variable === undefined || caFile === undefined) throw new Error(message);
    const { app } = byName(
      synthStack((stack) => declare(stack, { variable, caFile })),
      "docker_container",
    );
    expect(Object.keys(environmentOf(app))).toEqual([
      "EVENTSTORE_CONNECTION_STRING",
      "OTHER_ONE_CONNECTION_STRING",
    ]);
    expect((app?.upload as { file: string }[]).map(({ file }) => file)).toEqual([
      "/etc/eventstore-ca.crt",
      "/etc/other-one-ca.crt",
    ]);
    expect(environmentOf(app).OTHER_ONE_CONNECTION_STRING).toContain("tlsCaFile=/etc/other-one-ca.crt");
  });

  test("what the mends name is free", () => {
    const env = ["EVENTSTORE_CONNECTION_STRING=1", "ESDB_CONNECTION_STRING=2"];
    expect(() => allow({ env })).toThrow(/\{ variable: "ESDB_CONNECTION_STRING_2" \}/);
    const upload = ["/etc/eventstore-ca.crt", "/etc/esdb-ca.crt"].map((file) => ({ file, content: "x" }));
    expect(() => allow({ upload }, SECURE)).toThrow(/\{ caFile: "\/etc\/esdb-ca_2\.crt" \}/);
    upload.push({ file: "/etc/esdb-ca_2.crt", content: "x" });
    expect(() => allow({ upload }, SECURE)).toThrow(/\{ caFile: "\/etc\/esdb-ca_3\.crt" \}/);
  });
});

describe("what the container has already is not added again", () => {
  test("the external network, however it is named, keeps its address and aliases", () => {
    for (const name of [
      (c: EventStoreCluster) => child(c, "external-network").id,
      (c: EventStoreCluster) => child(c, "external-network").name,
      () => "esdb-external",
    ]) {
      const stack = synthStack((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf());
        const networksAdvanced = [{ name: name(cluster), aliases: ["app"] }];
        const container = new Container(stack, "app", { name: "app", image: "app", networksAdvanced });
        cluster.connections.allowFrom(container);
      });
      const { app } = byName(stack, "docker_container");
      expect(app?.networks_advanced).toEqual([{ name: expect.any(String) as string, aliases: ["app"] }]);
    }
  });

  test("nor an existing one, by its id or its name", () => {
    for (const by of ["id", "name"] as const) {
      const stack = synthStack((stack) => {
        const ipamConfig = [{ subnet: "10.240.1.0/24", ipRange: "10.240.1.128/25" }];
        const network = new Network(stack, "net", { name: "own", ipamConfig });
        const externalNetwork = ClusterNetwork.fromNetworkName(network.name, { cidr: "10.240.1.0/24" });
        const cluster = new EventStoreCluster(stack, "esdb", propsOf({ externalNetwork }));
        const networksAdvanced = [{ name: network[by] }];
        cluster.connections.allowFrom(
          new Container(stack, "app", { name: "app", image: "app", networksAdvanced }),
        );
      });
      expect(byName(stack, "docker_container").app?.networks_advanced).toHaveLength(1);
    }
  });

  test("nor network mode with the network's name", () => {
    expect(allow({ networkMode: "esdb-external" })).not.toHaveProperty("networks_advanced");
  });

  test("nor the authority, where a second variable is asked for", () => {
    for (const props of [SECURE, ON_HOST]) {
      const stack = synthStack((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf(props));
        const container = new Container(stack, "app", { name: "app", image: "app" });
        cluster.connections.allowFrom(container);
        cluster.connections.allowFrom(container, { variable: "AGAIN" });
      });
      const { app } = byName(stack, "docker_container");
      expect(app?.networks_advanced).toHaveLength(1);
      expect([...((app?.upload ?? []) as []), ...((app?.volumes ?? []) as [])]).toHaveLength(1);
    }
  });
});

describe("what undoes it later is told at synth", () => {
  const later =
    (change: (container: Container) => void): Change =>
    (cluster, stack) => {
      const container = new Container(stack, "app", { name: "app", image: "app" });
      cluster.connections.allowFrom(container);
      change(container);
    };

  const PROBLEMS: Readonly<Record<string, readonly [(container: Container) => void, string]>> = {
    "another env": [
      (container) => {
        container.env = ["A=1"];
      },
      "stack/app.env no longer holds EVENTSTORE_CONNECTION_STRING",
    ],
    "no env": [(container) => container.resetEnv(), "stack/app.env no longer holds"],
    "another value": [
      (container) => {
        container.env = ["EVENTSTORE_CONNECTION_STRING=esdb://other"];
      },
      "stack/app.env holds another EVENTSTORE_CONNECTION_STRING",
    ],
    "a second value": [
      (container) => container.addOverride("env", ["EVENTSTORE_CONNECTION_STRING=esdb://other"]),
      "stack/app.env holds EVENTSTORE_CONNECTION_STRING 2 times",
    ],
    "other networks": [
      (container) => container.putNetworksAdvanced([{ name: "mine" }]),
      "stack/app.networks_advanced no longer holds the external network of stack/esdb",
    ],
    "other networks by a dynamic block": [
      (container) => {
        container.resetNetworksAdvanced();
        container.addOverride("dynamic.networks_advanced", {
          for_each: ["mine"],
          content: { name: "${networks_advanced.value}" },
        });
      },
      "stack/app.networks_advanced no longer holds",
    ],
    "a network mode": [
      (container) => {
        container.networkMode = "host";
      },
      'stack/app.network_mode is "host"',
    ],
    "other uploads": [
      (container) => container.putUpload([{ file: "/x", content: "x" }]),
      'stack/app.upload no longer holds "/etc/eventstore-ca.crt"',
    ],
    "another authority, by a path without its slash": [
      (container) =>
        container.putUpload([
          ...(container.uploadInput as []),
          { file: "etc/eventstore-ca.crt", content: "mine" },
        ]),
      'stack/app.upload holds "/etc/eventstore-ca.crt" 2 times',
    ],
    "a mount at its place": [
      (container) => container.putVolumes([{ containerPath: "/etc//eventstore-ca.crt", hostPath: "/mine" }]),
      'stack/app.volumes mounts "/mine" at "/etc/eventstore-ca.crt"',
    ],
    "a mount at its place by a dynamic block": [
      (container) =>
        container.addOverride("dynamic.mounts", {
          for_each: ["/etc/eventstore-ca.crt"],
          content: { target: "${mounts.value}", source: "mine", type: "volume" },
        }),
      'stack/app.mounts mounts "mine" at "/etc/eventstore-ca.crt"',
    ],
    "a tmpfs above it": [
      (container) => {
        container.tmpfs = { "/etc": "" };
      },
      'stack/app.tmpfs holds a tmpfs at "/etc"',
    ],
    "a mounted tmpfs above it": [
      (container) => container.putMounts([{ target: "/etc", type: "tmpfs" }]),
      'stack/app.mounts holds a tmpfs at "/etc"',
    ],
    "another authority": [
      (container) => container.addOverride("upload.0.content", "mine"),
      'stack/app.upload holds another "/etc/eventstore-ca.crt"',
    ],
    "read only": [
      (container) => {
        container.readOnly = true;
      },
      "stack/app.read_only is true",
    ],
  };

  test.each(Object.keys(PROBLEMS))("%s", (name) => {
    const [change, words] = PROBLEMS[name] ?? [() => {}, ""];
    expect(judge(later(change), SECURE).problems).toEqual([expect.stringContaining(words)]);
    // An Aspect does it as well.
    const aspect: Change = (cluster, stack) => {
      later(() => {})(cluster, stack);
      Aspects.of(stack).add({
        visit: (construct) => {
          if (construct instanceof Container && construct.node.id === "app") change(construct);
        },
      });
    };
    expect(judge(aspect, SECURE).problems.join()).toContain(words);
  });

  test("a mounted authority that is gone", () => {
    const { problems } = judge(
      later((container) => container.putVolumes([])),
      ON_HOST,
    );
    expect(problems).toEqual([expect.stringContaining('volumes no longer holds "/etc/eventstore-ca.crt"')]);
  });

  test("something else at the place of a mounted authority, and not above it", () => {
    const { problems } = judge(
      later((container) => {
        container.tmpfs = { "/etc/eventstore-ca.crt": "" };
      }),
      ON_HOST,
    );
    expect(problems).toEqual([expect.stringContaining('tmpfs holds a tmpfs at "/etc/eventstore-ca.crt"')]);
    const above = later((container) => {
      container.tmpfs = { "/etc": "" };
    });
    expect(judge(above, ON_HOST)).toEqual({ problems: [], warnings: [] });
  });

  test("a volume above an uploaded authority has it, and so is right", () => {
    const volumes = later((container) =>
      container.putVolumes([
        { containerPath: "/etc", hostPath: "/srv/etc" },
        { containerPath: "/x", volumeName: "x" },
      ]),
    );
    expect(judge(volumes, SECURE)).toEqual({ problems: [], warnings: [] });
  });

  test("what adds to it, and a container that was removed, is right", () => {
    const adds = later((container) => {
      container.env = [...(container.envInput ?? []), "A=1"];
      container.putNetworksAdvanced([...(container.networksAdvancedInput as []), { name: "mine" }]);
      container.putUpload([...(container.uploadInput as []), { file: "/x", content: "x" }]);
    });
    expect(judge(adds, SECURE)).toEqual({ problems: [], warnings: [] });
    const removed = later((container) => container.node.scope?.node.tryRemoveChild("app"));
    expect(judge(removed, SECURE)).toEqual({ problems: [], warnings: [] });
  });

  test("a container that no longer waits, and a list that only Terraform knows: a warning", () => {
    const early = later((container) => {
      container.dependsOn = [];
    });
    expect(judge(early).problems).toEqual([]);
    expect(judge(early).warnings).toEqual([expect.stringContaining("stack/app.depends_on no longer holds")]);
    const unknown = later((container) => container.addOverride("env", "${var.env}"));
    expect(judge(unknown).warnings).toEqual([expect.stringContaining("stack/app.env is known only when")]);
  });
});

import { Container, type ContainerVolumes } from "@cdktf/provider-docker/lib/container";
import {
  Service,
  type ServiceEndpointSpecPorts,
  type ServiceTaskSpecContainerSpec,
} from "@cdktf/provider-docker/lib/service";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import type { TerraformStack } from "cdktf";
import { Certificates, ClusterData, ClusterNetwork, EventStoreCluster, Security } from "../../lib";
import { judge, LOCALHOST, node, refusals, type Change, type Props } from "./judge";
import { propsOf } from "./synth";

type ServiceTask = Omit<ServiceTaskSpecContainerSpec, "image">;

const SECURE: Props = { security: Security.tls(Certificates.generated()) };

const container =
  (config: object): Change =>
  (_, stack) => {
    new Container(stack, "app", { name: "app", image: "app", ...config });
  };

describe("what others have of what is for nodes only", () => {
  const NODE = "stack/esdb/node-0/Resource";
  const SHARED: Readonly<Record<string, readonly [Change, string, Props?]>> = {
    "its network, by name": [
      container({ networkMode: "container:esdb-node-0" }),
      `${NODE}.network_mode is that of stack/app too`,
    ],
    "its network, by reference": [
      (cluster, stack) => {
        const networkMode = `container:${cluster.nodes[0]?.container.id}`;
        container({ networkMode })(cluster, stack);
      },
      `${NODE}.network_mode is that of stack/app too`,
    ],
    "its key, by name": [
      container({ volumes: [{ containerPath: "/x", volumeName: "esdb-node-0-settings", readOnly: true }] }),
      `${NODE}.volumes holds what node-0 reads at its start, and stack/app mounts it too`,
      SECURE,
    ],
    "its key, by reference, by a mount": [
      (cluster, stack) => {
        const volume = cluster.nodes[0]?.node.findChild("settings") as Volume;
        const mounts = [{ target: "/x", type: "volume", source: volume.name }];
        container({ mounts })(cluster, stack);
      },
      "by which anybody is a node of the cluster",
      SECURE,
    ],
    "its control folder": [
      container({ volumes: [{ containerPath: "/x", volumeName: "esdb-node-0-control" }] }),
      "which nodes may start",
    ],
    "all its volumes": [
      container({ volumes: [{ fromContainer: "esdb-node-0", readOnly: true }] }),
      `${NODE}.volumes are mounted from it by stack/app`,
    ],
    "its key, where the engine has the volume": [
      container({
        volumes: [{ containerPath: "/x", hostPath: "/var/lib/docker//volumes/esdb-node-0-settings/_data/" }],
      }),
      `${NODE}.volumes holds what node-0 reads at its start, and stack/app mounts it too`,
      SECURE,
    ],
    "all that its installer has": [
      container({ volumes: [{ fromContainer: "esdb-node-0-installer", containerPath: "/x" }] }),
      "stack/esdb/node-0/installer.volumes are mounted from it by stack/app: they are for nodes only",
      SECURE,
    ],
    "all control folders, by reference": [
      (cluster, stack) =>
        container({
          volumes: [{ fromContainer: (cluster.node.findChild("ready") as Container).name }],
        })(cluster, stack),
      "stack/esdb/ready.volumes are mounted from it by stack/app",
    ],
    "the gate's network": [
      container({ networkMode: "container:esdb-ready" }),
      "stack/esdb/ready.network_mode is that of stack/app too: this one ends with its work",
    ],
    "the processes of an installer": [
      container({ pidMode: "container:esdb-node-0-installer" }),
      "stack/esdb/node-0/installer.pid_mode is that of stack/app too",
      SECURE,
    ],
    "the claim's memory": [
      container({ ipcMode: "container:esdb-claim" }),
      "stack/esdb/claim.ipc_mode is that of stack/app too",
    ],
  };

  test.each(Object.keys(SHARED))("%s is an error", (name) => {
    const [change, words, more] = SHARED[name] ?? [() => {}, ""];
    expect(judge(change, more).problems).toEqual([expect.stringContaining(words)]);
  });

  test("a control folder that is only read, another container's network: nothing", () => {
    const volumes = [{ containerPath: "/x", volumeName: "esdb-node-0-control", readOnly: true }];
    expect(judge(container({ volumes, networkMode: "container:esdb-node-9" }))).toEqual({
      problems: [],
      warnings: [],
    });
  });

  test("a node's processes and its memory are a warning: the user there decides", () => {
    for (const [mode, name] of Object.entries({ pidMode: "pid_mode", ipcMode: "ipc_mode" })) {
      const byReference: Change = (cluster, stack) =>
        container({ [mode]: `container:${cluster.nodes[0]?.container.id}` })(cluster, stack);
      for (const change of [byReference, container({ [mode]: "container:esdb-node-0" })])
        expect(judge(change)).toEqual({
          problems: [],
          warnings: [expect.stringContaining(`${NODE}.${name} is that of stack/app too`)],
        });
      for (const other of ["host", "container:other", "private"])
        expect(judge(container({ [mode]: other }))).toEqual({ problems: [], warnings: [] });
    }
  });

  test("the volumes of the claim, which has none, and other folders of the engine's: nothing", () => {
    const volumes = [
      { fromContainer: "esdb-claim" },
      { containerPath: "/a", hostPath: "/var/lib/docker/volumes", readOnly: true },
      { containerPath: "/b", hostPath: "/var/lib/docker/volumes/other/_data" },
      { containerPath: "/c", hostPath: "/srv/esdb-node-0-settings/_data" },
    ];
    expect(judge(container({ volumes }), SECURE)).toEqual({ problems: [], warnings: [] });
  });

  test("a folder of the host that holds the data, in another spelling", () => {
    for (const folder of ["/srv/esdb", "/var/lib/docker/volumes/esdb/_data"]) {
      const volumes = [{ containerPath: "/x", hostPath: `${folder}/.//esdb-node-0/` }];
      expect(judge(container({ volumes }), { data: ClusterData.hostPath(folder) }).warnings).toEqual([
        expect.stringContaining("is written by stack/app too"),
      ]);
    }
  });

  const FOLDERS: Props = {
    data: ClusterData.hostPaths({ "node-0": "/srv/data/0", "node-1": "/srv/data/1", "node-2": "/mnt/2" }),
  };
  const bind = (stack: TerraformStack, device: string, id = "bound") =>
    new Volume(stack, id, { name: id, driver: "local", driverOpts: { type: "none", o: "bind", device } });

  test.each(["/srv/data", "/srv/", "/"])(
    "a folder around the data, %s, is told once, and only read it is not",
    (folder) => {
      const keys = folder === "/" ? "node-0, node-1, node-2" : "node-0, node-1";
      const where = folder === "/" ? folder : folder.replace(/\/$/, "");
      for (const config of [
        { volumes: [{ containerPath: "/x", hostPath: folder }] },
        { mounts: [{ type: "bind", target: "/x", source: folder }] },
      ])
        expect(judge(container(config), FOLDERS)).toEqual({
          problems: [],
          warnings: [
            `stack/esdb.data of ${keys} lies in "${where}", which stack/app mounts and can write: nobody else may write a database, or what decides which nodes may start, while the servers run; mount it read_only there, or a folder that holds nothing of the nodes`,
          ],
        });
      // What such a mend leads to, and an agent that watches a host.
      for (const readOnly of [true, false])
        expect(
          judge(
            container({
              volumes: [{ containerPath: "/x", hostPath: readOnly ? folder : "/srv/database", readOnly }],
            }),
            FOLDERS,
          ),
        ).toEqual({ problems: [], warnings: [] });
    },
  );

  test("a folder within the data is written too, unless it is only read", () => {
    const within = (readOnly: boolean) =>
      judge(
        container({ volumes: [{ containerPath: "/x", hostPath: "/srv/data/0/index", readOnly }] }),
        FOLDERS,
      );
    expect(within(false).warnings).toEqual([
      expect.stringContaining(`${NODE}.volumes is written by stack/app too`),
    ]);
    expect(within(true)).toEqual({ problems: [], warnings: [] });
  });

  test("where the engine has all volumes", () => {
    const mounting = (readOnly: boolean) =>
      judge(
        container({ volumes: [{ containerPath: "/x", hostPath: "/var/lib/docker/volumes", readOnly }] }),
        SECURE,
      );
    expect(mounting(false)).toEqual({
      problems: [],
      warnings: [expect.stringContaining('data of node-0, node-1, node-2 lies in "/var/lib/docker/volumes"')],
    });
    expect(mounting(true)).toEqual({ problems: [], warnings: [] });
  });

  test("a path that only Terraform knows is not taken for the folders that its text speaks of", () => {
    const hostPath = '${join("/", [var.root, "esdb"])}';
    expect(judge(container({ volumes: [{ containerPath: "/x", hostPath }] }), FOLDERS)).toEqual({
      problems: [],
      warnings: [],
    });
  });

  describe("a volume whose driver mounts a folder counts as that folder", () => {
    const WRITTEN = [expect.stringContaining("is written by stack/app too")];
    const byName =
      (name: (volume: Volume) => string, device: string): Change =>
      (cluster, stack) =>
        container({ volumes: [{ containerPath: "/x", volumeName: name(bind(stack, device)) }] })(
          cluster,
          stack,
        );

    test.each([
      ["its name", (volume: Volume) => volume.name],
      ["the literal name", () => "bound"],
    ] as const)("by %s", (_, name) => {
      expect(judge(byName(name, "/srv/data/0/"), FOLDERS).warnings).toEqual(WRITTEN);
      expect(judge(byName(name, "/srv/data/0/index"), FOLDERS).warnings).toEqual(WRITTEN);
      expect(judge(byName(name, "/srv"), FOLDERS).warnings).toEqual([
        expect.stringContaining('data of node-0, node-1 lies in "/srv"'),
      ]);
      expect(judge(byName(name, "/elsewhere"), FOLDERS)).toEqual({ problems: [], warnings: [] });
    });

    test("the nodes', too", () => {
      const { warnings } = refusals((stack) => {
        const volumes = [0, 1, 2].map((n) => bind(stack, `/srv/data/${n}`, `v${n}`).name);
        const cluster = new EventStoreCluster(
          stack,
          "esdb",
          propsOf({ data: ClusterData.existingVolumes(volumes) }),
        );
        container({
          volumes: [
            { containerPath: "/x", hostPath: "/srv/data/1" },
            { containerPath: "/y", hostPath: "/srv" },
          ],
        })(cluster, stack);
        return cluster;
      });
      expect(warnings).toEqual([
        expect.stringContaining('stack/esdb.data of node-0, node-1, node-2 lies in "/srv"'),
        expect.stringContaining("stack/esdb/node-1/Resource.volumes is written by stack/app too"),
      ]);
    });
  });

  describe("what a node of the cluster mounts besides", () => {
    const mounting =
      (...more: readonly ContainerVolumes[]): Change =>
      (cluster) => {
        const one = node(cluster, 1);
        one.putVolumes([...(one.volumesInput as readonly ContainerVolumes[]), ...more]);
      };
    const OTHER = "stack/esdb/node-1/Resource";

    test("is another node's data, key and control folder", () => {
      const of = (part: string) => ({ containerPath: `/other/${part}`, volumeName: `esdb-node-0-${part}` });
      const { problems, warnings } = judge(mounting(of("data"), of("settings"), of("control")), SECURE);
      expect(problems).toEqual([
        expect.stringContaining(
          `${NODE}.volumes holds what node-0 reads at its start, and ${OTHER} mounts it too`,
        ),
        expect.stringContaining(`and ${OTHER} can write it too`),
      ]);
      expect(warnings).toEqual([expect.stringContaining(`${NODE}.volumes is written by ${OTHER} too`)]);
      const { problems: all } = judge(mounting({ fromContainer: "esdb-node-0" }));
      expect(all).toContainEqual(expect.stringContaining(`${NODE}.volumes are mounted from it by ${OTHER}`));
    });

    test("is a folder around its own data and others'", () => {
      expect(judge(mounting({ containerPath: "/all", hostPath: "/srv/data" }), FOLDERS)).toEqual({
        problems: [],
        warnings: [
          expect.stringContaining(`stack/esdb.data of node-0 lies in "/srv/data", which ${OTHER} mounts`),
        ],
      });
    });

    test("is its own, or something else", () => {
      for (const volumeName of ["esdb-node-1-data", "backup"])
        expect(judge(mounting({ containerPath: "/x", volumeName }))).toEqual({ problems: [], warnings: [] });
    });

    test("is another cluster's", () => {
      const { problems, warnings } = refusals((stack) => {
        const cluster = new EventStoreCluster(stack, "esdb", propsOf());
        const other = new EventStoreCluster(
          stack,
          "other",
          propsOf({ internalNetwork: { cidr: "10.1.0.0/24" }, externalNetwork: { cidr: "10.1.1.0/24" } }),
        );
        mounting({ containerPath: "/x", volumeName: "esdb-node-0-data" })(other, stack);
        return cluster;
      });
      expect({ problems, warnings }).toEqual({
        problems: [],
        warnings: [expect.stringContaining(`${NODE}.volumes is written by stack/other/node-1/Resource too`)],
      });
    });
  });

  describe("the containers of a Swarm service", () => {
    const SERVICE = "stack/app";
    const service =
      (container: ServiceTask, ports: ServiceEndpointSpecPorts[] = []): Change =>
      (_, stack) => {
        new Service(stack, "app", {
          name: "app",
          taskSpec: { containerSpec: { image: "app", ...container } },
          endpointSpec: { ports },
        });
      };
    const volume = (part: string, readOnly: boolean) => ({
      type: "volume",
      source: `esdb-node-0-${part}`,
      target: `/${part}`,
      readOnly,
    });

    test("have a node's key, its control folder and its data by mounts", () => {
      const mounts = ["data", "settings", "control"].map((part) => volume(part, false));
      const { problems, warnings } = judge(service({ mounts }), SECURE);
      expect(problems).toEqual([
        expect.stringContaining(
          `${NODE}.volumes holds what node-0 reads at its start, and ${SERVICE} mounts it too`,
        ),
        expect.stringContaining(`and ${SERVICE} can write it too`),
      ]);
      expect(warnings).toEqual([expect.stringContaining(`${NODE}.volumes is written by ${SERVICE} too`)]);
      const read = ["data", "control"].map((part) => volume(part, true));
      expect(judge(service({ mounts: read }), SECURE)).toEqual({ problems: [], warnings: [] });
      const around = [{ type: "bind", source: "/srv", target: "/x" }];
      expect(judge(service({ mounts: around }), FOLDERS).warnings).toEqual([
        expect.stringContaining(`lies in "/srv", which ${SERVICE} mounts`),
      ]);
    });

    test.each([{ publishMode: "host" }, {}])("have a port of the host, published by %j", (mode) => {
      const published = (port: ServiceEndpointSpecPorts) =>
        judge(service({}, [{ ...port, ...mode }]), { clients: LOCALHOST });
      expect(published({ targetPort: 80, publishedPort: 2114 }).problems).toEqual([
        expect.stringContaining(`publishes 127.0.0.1:2114 for node-1, and ${SERVICE} publishes 0.0.0.0:2114`),
      ]);
      for (const other of [
        { targetPort: 2114 },
        { targetPort: 80, publishedPort: 2114, protocol: "udp" },
        { targetPort: 2114, publishedPort: 80 },
      ])
        expect(published(other)).toEqual({ problems: [], warnings: [] });
    });

    test("have names on a network, where no container has that of the service", () => {
      const externalNetwork = ClusterNetwork.fromNetworkName("out", { cidr: "10.240.1.0/24" });
      const on = (name: string, more: ServiceTask = {}) =>
        judge(
          (_, stack) => {
            new Service(stack, "app", {
              name,
              taskSpec: { containerSpec: { image: "app", ...more }, networksAdvanced: [{ name: "out" }] },
            });
          },
          { externalNetwork },
        ).problems;
      for (const taken of [
        on("esdb-node-1"),
        on("node-1.esdb.external"),
        on("app", { hostname: "esdb-node-1" }),
      ])
        expect(taken).toEqual([expect.stringContaining("stack/esdb.externalNetwork knows node-1 as")]);
      expect(on("app")).toEqual([]);
    });
  });

  test("a keeper, which stays: its network is an error, its processes a warning", () => {
    const { problems, warnings } = refusals((stack) => {
      const hosts = ["a", "b", "c"].map((name, n) => ({
        name,
        provider: new DockerProvider(stack, `docker-${name}`, { alias: name, host: `ssh://root@${name}` }),
        internalAddress: `10.60.0.${n + 1}`,
        externalAddress: `192.0.2.${n + 1}`,
      }));
      const cluster = new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, hosts }));
      const { provider } = hosts[1]!;
      const config = { networkMode: "container:esdb-keeper", pidMode: "container:esdb-keeper" };
      container({ ...config, volumes: [{ fromContainer: "esdb-keeper" }], provider })(cluster, stack);
      return cluster;
    });
    const KEEPER = "stack/esdb/keeper_b";
    expect(problems).toEqual([
      expect.stringContaining(`${KEEPER}.network_mode is that of stack/app too: that container is then on`),
      expect.stringContaining(`${KEEPER}.volumes are mounted from it by stack/app`),
    ]);
    expect(warnings).toContainEqual(expect.stringContaining(`${KEEPER}.pid_mode is that of stack/app too`));
  });
});

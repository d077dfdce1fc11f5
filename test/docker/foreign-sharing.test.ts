import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { Volume } from "@cdktf/provider-docker/lib/volume";
import { Certificates, ClusterData, EventStoreCluster, Security } from "../../lib";
import { judge, refusals, type Change, type Props } from "./judge";
import { propsOf } from "./synth";

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

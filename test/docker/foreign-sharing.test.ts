import { Container } from "@cdktf/provider-docker/lib/container";
import type { Volume } from "@cdktf/provider-docker/lib/volume";
import { Certificates, Security } from "../../lib";
import { judge, type Change, type Props } from "./judge";

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
});

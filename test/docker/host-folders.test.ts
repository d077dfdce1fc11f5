import type { Container } from "@cdktf/provider-docker/lib/container";
import { TerraformVariable } from "cdktf";
import fc from "fast-check";
import { ClusterData, EventStoreCluster, InvalidClusterError, RemovalPolicy } from "../../lib";
import { byName, propsOf, synthCluster, synthStack } from "./synth";

const FOLDERS = { "node-0": "/srv/data/node1", "node-1": "/srv/data/node2/", "node-2": "/mnt/b" };

/** What is told of these folders. */
function problemsOf(folders: unknown, more: object = {}) {
  try {
    synthCluster({ data: ClusterData.hostPaths(folders as typeof FOLDERS), ...more });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return error.problems;
  }
}

describe("existing folders of the Docker host", () => {
  test("are each its node's database, by the node's key", () => {
    const folders = { ...FOLDERS, "replica-0": "/srv/replica" };
    const stack = synthCluster({ data: ClusterData.hostPaths(folders), readOnlyReplicas: 1 });
    const mounted = Object.keys(folders).map((key) => {
      const { volumes } = byName(stack, "docker_container")[`esdb-${key}`] ?? {};
      return (volumes as { host_path?: string }[])[0];
    });
    expect(mounted).toEqual(
      ["/srv/data/node1", "/srv/data/node2", "/mnt/b", "/srv/replica"].map((host_path) => ({
        container_path: "/var/lib/eventstore",
        host_path,
      })),
    );
    // Nothing of them is Terraform's.
    expect(Object.keys(byName(stack, "docker_volume")).filter((name) => name.endsWith("-data"))).toEqual([]);
  });

  test("may be known only when Terraform runs", () => {
    const stack = synthStack((scope) => {
      const variable = new TerraformVariable(scope, "folder", { type: "string" });
      const data = ClusterData.hostPaths({ ...FOLDERS, "node-1": `${variable.stringValue}/node2` });
      new EventStoreCluster(scope, "esdb", propsOf({ data }));
    });
    expect(JSON.stringify(byName(stack, "docker_container")["esdb-node-1"])).toContain("${var.folder}/node2");
  });

  test("must be given for every node, and for no other", () => {
    expect(problemsOf({ "node-0": "/a", "node-1": "/b", node3: "/c" })).toMatchObject([
      {
        code: "data.folder.node",
        path: 'data.hostPaths["node3"]',
        expected: "its nodes are node-0, node-1, node-2",
      },
      { code: "data.folder", path: 'data.hostPaths["node-2"]', got: "is missing" },
    ]);
    expect(problemsOf({ "node-0": "/a", "node-1": "/b", "node-2": "/srv/data/node-2" })).toEqual([]);
    expect(problemsOf(FOLDERS, { size: 1 }).map(({ path }) => path)).toEqual([
      'data.hostPaths["node-1"]',
      'data.hostPaths["node-2"]',
    ]);
  });

  test.each([undefined, null, "", "srv", "/a:b", "/a\nb", "/", "//", "/a/..", 1, {}])(
    "must be absolute paths: %j",
    (folder) => {
      expect(problemsOf({ ...FOLDERS, "node-1": folder })).toMatchObject([
        { code: "data.folder", path: 'data.hostPaths["node-1"]', fix: 'add "node-1": "/srv/data/node-1"' },
      ]);
    },
  );

  test.each([undefined, null, "/srv", ["/srv/a", "/srv/b", "/srv/c"]])(
    "must be given by key: %j",
    (folders) => {
      expect(problemsOf(folders)).toMatchObject([{ code: "value.object", path: "data.hostPaths" }]);
    },
  );

  test.each(["/mnt/b", "/mnt/b/", "//mnt/./b", "/mnt/a/../b", "/mnt/b/index", "/mnt"])(
    "are refused where two nodes would share one: %s",
    (folder) => {
      expect(problemsOf({ ...FOLDERS, "node-0": folder })).toMatchObject([
        { code: "data.folder.shared", path: 'data.hostPaths["node-2"]' },
      ]);
    },
  );

  test("are refused where another cluster of the engine has one, whatever its spelling", () => {
    expect(() =>
      synthStack((stack) => {
        new EventStoreCluster(stack, "esdb", propsOf({ data: ClusterData.hostPaths(FOLDERS) }));
        const ranges = {
          internalNetwork: { cidr: "10.241.0.0/24" },
          externalNetwork: { cidr: "10.241.1.0/24" },
        };
        const data = ClusterData.hostPaths({ "node-0": "/mnt//b/" });
        new EventStoreCluster(stack, "other", propsOf({ ...ranges, size: 1, data }));
      }),
    ).toThrow(/data is "\/mnt\/b", as that of stack\/esdb/);
  });

  test("are not Terraform's to delete", () => {
    expect(problemsOf(FOLDERS, { removalPolicy: RemovalPolicy.DESTROY })).toMatchObject([
      { code: "removalPolicy.data", got: "is RemovalPolicy.DESTROY of data: ClusterData.hostPaths" },
    ]);
  });

  test("that are all different and beside each other are taken, whatever their names", () => {
    const name = fc.stringMatching(/^[a-z0-9 ._$%{}-]{1,20}$/).filter((one) => !/^\.{1,2}$/.test(one));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 3, maxLength: 3 }), (names) => {
        const folders = Object.fromEntries(names.map((one, n) => [`node-${n}`, `/srv/${one}`]));
        expect(problemsOf(folders)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("mends that lead to them", () => {
  const mounting = (mount: object) => () =>
    synthStack((stack) => {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf());
      const container = cluster.nodes[0]?.container as Container;
      const [, ...others] = container.volumesInput as object[];
      container.putVolumes([{ containerPath: "/var/lib/eventstore", ...mount }, ...others] as never);
    });

  test("of an overridden mount", () => {
    expect(mounting({ hostPath: "/srv/data/node1" })).toThrow(
      'use data: ClusterData.hostPaths({ "node-0": "/srv/data/node1", … })',
    );
    expect(mounting({ volumeName: "old-data" })).toThrow(
      'use data: ClusterData.existingVolumes([ … ]), with "old-data" for node-0',
    );
  });

  test("of a path among existing volumes", () => {
    expect(() => synthCluster({ data: ClusterData.existingVolumes(["/srv/a", "b1", "c1"]) })).toThrow(
      /for folders of the Docker host use ClusterData\.hostPaths\(\{ "node-0": "\/…" \}\)/,
    );
  });
});

import {
  Certificates,
  ClusterData,
  EventStoreCluster,
  InvalidClusterError,
  RemovalPolicy,
  Security,
} from "../../lib";
import { byName, propsOf, synthCluster, synthStack } from "./synth";

const SECURE = { security: Security.tls(Certificates.generated()), readOnlyReplicas: 1 };

/** What is told of volumes that exist already. */
function problemsOf(volumes: readonly string[], replica = "r-vol") {
  const data = ClusterData.existingVolumes(volumes, { readOnlyReplicas: [replica] });
  try {
    synthCluster({ ...SECURE, data });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return error.problems;
  }
}

describe("a volume that the library writes to", () => {
  const written = (name: string) => {
    const stack = synthCluster({ ...SECURE, name });
    return Object.keys(byName(stack, "docker_volume"));
  };

  test("is refused as one with data, of whatever cluster", () => {
    const own = written("esdb");
    const others = written("other-node-1");
    expect(own).toHaveLength(8);
    for (const volume of [...own, ...others, "esdb-node-99-tls", "esdb-replica-7-control"]) {
      const [problem, ...more] = problemsOf(["a-vol", volume, "c-vol"]);
      expect(more).toEqual([]);
      expect(problem).toMatchObject({ code: "data.volume.taken", path: "data.volumes[1]" });
      expect(problemsOf(["a-vol", "b-vol", "c-vol"], volume)).toMatchObject([
        { code: "data.volume.taken", path: "data.readOnlyReplicas[0]" },
      ]);
    }
  });

  test("is all that is refused", () => {
    expect(problemsOf(["esdb-node-1-data", "esdb-node-0-data", "esdb-node-2-data"])).toEqual([]);
    expect(problemsOf(["tls", "node-0-tls", "esdb-node-0-tls-2"])).toEqual([]);
  });
});

test("data of another cluster of the engine are that cluster's", () => {
  const both = (removalPolicy: RemovalPolicy) => () =>
    synthStack((stack) => {
      new EventStoreCluster(stack, "esdb", propsOf({ removalPolicy }));
      const ranges = {
        internalNetwork: { cidr: "10.241.0.0/24" },
        externalNetwork: { cidr: "10.241.1.0/24" },
      };
      const data = ClusterData.existingVolumes(["esdb-node-2-data", "b-vol", "c-vol"]);
      new EventStoreCluster(stack, "other", propsOf({ ...ranges, data }));
    });
  for (const policy of Object.values(RemovalPolicy))
    expect(both(policy)).toThrow(/data is "esdb-node-2-data", as that of stack\/esdb/);
});

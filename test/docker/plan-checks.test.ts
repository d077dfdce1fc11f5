import { Binding, ClusterNetwork, EventStoreCluster, InvalidClusterError, Timing } from "../../lib";
import { propsOf, synthStack } from "./synth";

/** What a cluster is warned of, and what is wrong with it, as `code path`. */
function judge(more: Parameters<typeof propsOf>[0]) {
  let problems: readonly string[] = [];
  let warnings: readonly string[] = [];
  synthStack((stack) => {
    try {
      const cluster = new EventStoreCluster(stack, "esdb", propsOf(more));
      warnings = cluster.warnings.map((w) => `${w.code} ${w.path}`);
    } catch (error) {
      if (!(error instanceof InvalidClusterError)) throw error;
      problems = error.problems.map((p) => `${p.code} ${p.path}`);
    }
  });
  return { problems, warnings };
}

test("a cluster is warned of ranges that the engine gives away, and of what it opens", () => {
  expect(
    judge({
      version: "22.10.5",
      externalNetwork: { cidr: "172.20.0.0/24" },
      bindings: { internalTcp: Binding.ALL_INTERFACES },
      timing: Timing.custom({ internalHeartbeatInterval: 5000 }),
    }),
  ).toEqual({
    problems: [],
    warnings: [
      "timing.follower timing.internalHeartbeatInterval",
      "bindings.internal.open bindings.internalTcp",
      "network.cidr.pool externalNetwork.cidr",
    ],
  });
});

test("networks that no node can join are refused", () => {
  expect(
    judge({
      internalNetwork: { cidr: "127.0.0.0/24" },
      externalNetwork: ClusterNetwork.fromNetworkName("bridge", { cidr: "172.17.0.0/16" }),
    }).problems,
  ).toEqual([
    "network.name.predefined externalNetwork.networkName",
    "network.cidr.impossible internalNetwork.cidr",
  ]);
  // Beside another one that was refused, for which something stands that nobody is told of.
  const additionalNetworks = { loop: { cidr: "127.0.0.0/24" }, six: { cidr: "fd00::/64" } };
  expect(judge({ additionalNetworks }).problems).toEqual([
    'network.cidr.ipv6 additionalNetworks["six"].cidr',
    'network.cidr.impossible additionalNetworks["loop"].cidr',
  ]);
});

test("only limits that containers have are taken", () => {
  const limited = (name: string) => judge({ resources: { ulimits: [{ name, soft: 1, hard: 2 }] } }).problems;
  for (const name of ["nofile", "memlock", "nproc", "core", "rtprio", "stack"])
    expect(limited(name)).toEqual([]);
  for (const name of ["files", "as", "NOFILE", "RLIMIT_NOFILE", ""])
    expect(limited(name)).toEqual(["resources.ulimits resources.ulimits[0]"]);
});

import {
  Binding,
  ClientAccess,
  ClusterNetwork,
  EventStoreCluster,
  ExternalTcp,
  InvalidClusterError,
  PeerAccess,
  PortPlan,
} from "../../lib";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

function pathsOf(props: object): readonly string[] {
  try {
    new EventStoreCluster(emptyStack(), "esdb", propsOf(props));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    return error.problems.map(({ path }) => path);
  }
}

const OLD = { version: "22.10.5", externalTcp: ExternalTcp.enabled() };
const everywhere = ClientAccess.everywhere({ domain: "a.test", ports: PortPlan.sequential(1110) });
const peers = PeerAccess.perNode(
  ["a.test", "b.test", "c.test"].map((host) => ({ host, tcpPort: 1112, httpPort: 1112 })),
);
const refusedName = (cidr: string) => ClusterNetwork.fromNetworkName("a b", { cidr });

describe("what stands for a refused value says nothing of others", () => {
  test.each<[string, object, readonly string[]]>([
    ["a port that others dial", { ports: { internalTcp: 0, http: 1112 } }, ["ports.internalTcp"]],
    ["a port under a plan", { ports: { internalTcp: 0 }, clients: everywhere }, ["ports.internalTcp"]],
    ["a port and peers", { ports: { internalTcp: 0, http: 1112 }, peers }, ["ports.internalTcp"]],
    ["a port for clients", { ...OLD, ports: { externalTcp: 0, http: 1113 } }, ["ports.externalTcp"]],
    [
      "a binding beside its pair",
      { ...OLD, bindings: { http: "x", externalTcp: Binding.NODE_ADDRESS } },
      ["bindings.http"],
    ],
    [
      "a binding where ports meet",
      { bindings: { http: "x" }, ports: { http: 1112, internalTcp: 1112 } },
      ["bindings.http"],
    ],
    ["all bindings", { bindings: "x", ports: { http: 1112 } }, ["bindings"]],
    [
      "an offset, and the range",
      { internalNetwork: { cidr: "10.240.0.0/28", memberOffset: 0 } },
      ["internalNetwork.memberOffset"],
    ],
    [
      "an offset, and another node",
      { readOnlyReplicas: 1, internalNetwork: { cidr: "10.240.0.0/24", replicaOffset: 0, memberOffset: 41 } },
      ["internalNetwork.replicaOffset"],
    ],
    [
      "an offset, and the gateway",
      { internalNetwork: { cidr: "10.240.0.0/24", memberOffset: 0, gateway: "10.240.0.11" } },
      ["internalNetwork.memberOffset"],
    ],
    [
      "an offset, and the dynamic range",
      { internalNetwork: { cidr: "10.240.0.0/24", memberOffset: 0, dynamicRange: "10.240.0.0/25" } },
      ["internalNetwork.memberOffset"],
    ],
    [
      "two names",
      { internalNetwork: refusedName("10.240.0.0/24"), externalNetwork: refusedName("10.240.1.0/24") },
      ["externalNetwork.networkName", "internalNetwork.networkName"],
    ],
  ])("%s", (_, props, paths) => {
    expect([...pathsOf(props)].sort()).toEqual(paths);
  });

  test.each<[string, object, readonly string[]]>([
    [
      "ports that meet whatever the refused binding is",
      { bindings: { internalTcp: "x" }, ports: { http: 1112, internalTcp: 1112 } },
      ["bindings.internalTcp", "ports.http"],
    ],
    ["ports that were both asked for", { ports: { http: 1112, internalTcp: 1112 } }, ["ports.http"]],
    [
      "the gateway's address at an offset that was asked for",
      {
        readOnlyReplicas: 1,
        internalNetwork: {
          cidr: "10.240.0.0/24",
          replicaOffset: 0,
          memberOffset: 21,
          gateway: "10.240.0.21",
        },
      },
      ["internalNetwork.replicaOffset", 'nodeOverrides["node-0"].internalAddress'],
    ],
  ])("and what is wrong besides is told: %s", (_, props, paths) => {
    expect([...pathsOf(props)].sort()).toEqual(paths);
  });
});

import { EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import {
  attachmentOf,
  endpointOf,
  externalNetworkOf,
  externalPlaceOf,
  httpOf,
  partOn,
} from "../../../lib/network/model/topology";
import { specOf, V22 } from "../arbitrary-spec";
import { everyPlanned } from "../every-planned";
import { topologyOf } from "../planning";

test("a node's socket and place are found by their kind, or are not there", () => {
  everyPlanned((topology) => {
    for (const node of topology.nodes) {
      for (const kind of Object.values(EndpointKind)) {
        const all = node.endpoints.filter((e) => e.kind === kind);
        expect(endpointOf(node, kind)).toBe(all[0]);
      }
      for (const side of Object.values(Interface)) {
        const all = node.attachments.filter((a) => a.interface === side);
        expect(attachmentOf(node, side)).toBe(all[0]);
      }
    }
  });
});

test("what every cluster and node has is found, and named where it is missing after all", () => {
  const topology = topologyOf({ spec: specOf(), capabilities: V22 });
  const [node] = topology.nodes;
  if (node === undefined) throw new Error("no node");
  expect(httpOf(node).kind).toBe(EndpointKind.HTTP);
  expect(externalPlaceOf(node).network).toBe(externalNetworkOf(topology).name);
  expect(externalNetworkOf(topology).interface).toBe(Interface.EXTERNAL);
  expect(() => httpOf({ ...node, endpoints: [] })).toThrow("node-0 has no HTTP endpoint");
  expect(() => externalPlaceOf({ ...node, attachments: [] })).toThrow("node-0 is on no external network");
  expect(() => externalNetworkOf({ ...topology, networks: [] })).toThrow("esdb has no external network");
});

test("a host has its own networks and nodes of a cluster, and those alone", () => {
  const topology = topologyOf({ spec: specOf(), capabilities: V22 });
  const [host] = topology.hosts;
  if (host === undefined) throw new Error("no host");
  expect(partOn(topology, host.name)).toEqual(topology);
  const nodes = topology.nodes.map((node) => (node.index === 0 ? { ...node, host: "other" } : node));
  expect(partOn({ ...topology, nodes }, host.name).nodes.map(({ key }) => key)).toEqual(["node-1", "node-2"]);
  expect(partOn({ ...topology, nodes }, "other")).toMatchObject({ networks: [], nodes: [nodes[0]] });
});

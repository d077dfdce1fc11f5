import { Binding, EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import type { Topology } from "../../../lib/network/model/topology";
import { specOf, V22, V5 } from "../arbitrary-spec";
import { everyPlanned } from "../every-planned";
import { topologyOf } from "../planning";

/** The sockets of the second member, one a line. */
function sockets(topology: Topology): readonly string[] {
  return topology.nodes[1]!.endpoints.map((e) => `${e.kind} ${e.bind}:${e.port}${e.tls ? " with TLS" : ""}`);
}

test.each([
  [V22, {}, ["internalTcp 10.240.0.12:1112", "http 0.0.0.0:2113"]],
  [V22, { secure: true }, ["internalTcp 10.240.0.12:1112 with TLS", "http 0.0.0.0:2113 with TLS"]],
  [
    V22,
    { secure: true, externalTcp: true },
    [
      "internalTcp 10.240.0.12:1112 with TLS",
      "http 0.0.0.0:2113 with TLS",
      "externalTcp 0.0.0.0:1113 with TLS",
    ],
  ],
  [
    V5,
    {},
    [
      "internalTcp 10.240.0.12:1112",
      "internalHttp 10.240.0.12:2112",
      "http 0.0.0.0:2113",
      "externalTcp 10.240.1.12:1113",
    ],
  ],
  [
    V5,
    { secure: true, bindings: { internalTcp: Binding.ALL_INTERFACES, internalHttp: Binding.ALL_INTERFACES } },
    [
      "internalTcp 0.0.0.0:1112 with TLS",
      "internalHttp 0.0.0.0:2112",
      "http 0.0.0.0:2113",
      "externalTcp 10.240.1.12:1113 with TLS",
    ],
  ],
])("a node listens on these sockets (%#)", (capabilities, more, expected) => {
  expect(sockets(topologyOf({ capabilities, spec: specOf(more) }))).toEqual(expected);
});

test("a node has one socket of a kind, no two on one port of one address, and none internal when alone", () => {
  everyPlanned(({ nodes }, { spec, capabilities }) => {
    for (const { endpoints, attachments } of nodes) {
      const kinds = endpoints.map((e) => e.kind);
      expect(kinds).toEqual([
        ...(nodes.length > 1 ? [EndpointKind.INTERNAL_TCP] : []),
        ...(nodes.length > 1 && capabilities.separateHttp ? [EndpointKind.INTERNAL_HTTP] : []),
        EndpointKind.HTTP,
        ...(spec.externalTcp || capabilities.externalTcpAlwaysOn ? [EndpointKind.EXTERNAL_TCP] : []),
      ]);
      for (const e of endpoints) {
        const others = endpoints.filter((o) => o !== e && o.port === e.port);
        expect(others.filter((o) => [o.bind, e.bind].includes("0.0.0.0") || o.bind === e.bind)).toEqual([]);
        const inside = e.kind === EndpointKind.INTERNAL_TCP || e.kind === EndpointKind.INTERNAL_HTTP;
        const side = inside ? Interface.INTERNAL : Interface.EXTERNAL;
        expect(["0.0.0.0", attachments.find((a) => a.interface === side)?.address]).toContain(e.bind);
        // v5 has TLS over TCP only.
        const plain = capabilities.separateHttp && !/tcp/i.test(e.kind);
        expect(e.tls).toBe(spec.secure && !plain);
      }
    }
  });
});

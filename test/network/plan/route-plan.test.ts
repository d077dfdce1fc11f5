import { Audience } from "../../../lib/network/model/audience";
import { EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import {
  clientNetworksOf,
  type ClusterNode,
  type HostPort,
  type Route,
  type Topology,
} from "../../../lib/network/model/topology";
import { isHostName } from "../../../lib/network/model/host-name";
import { isLoopbackHost } from "../../../lib/network/plan/host-reading";
import { dial } from "../dialling";
import { everyPlanned } from "../every-planned";

/** What clients are told of a node, by endpoint. */
function told(node: ClusterNode): readonly (readonly [EndpointKind, HostPort])[] {
  const { http, externalTcp } = node.advertised;
  return [
    [EndpointKind.HTTP, http] as const,
    ...(externalTcp === undefined ? [] : [[EndpointKind.EXTERNAL_TCP, externalTcp] as const]),
  ];
}

/** A dial of what a route says must come out at that node's socket, and nowhere else. */
function expectTrue(route: Route, node: ClusterNode, topology: Topology): void {
  const promised = clientNetworksOf(topology).filter((n) => n.unpromised !== true);
  for (const { name } of route.audience === Audience.NETWORK ? promised : promised.slice(0, 1)) {
    const endings = dial(topology, route.audience, route.dialled, name);
    expect(endings).toEqual([{ node: node.key, endpoint: route.endpoint }]);
  }
}

test("what clients are told leads each promised audience by one route to that node's socket", () => {
  everyPlanned((topology) => {
    for (const node of topology.nodes) {
      for (const audience of topology.audiences) {
        for (const [endpoint, at] of told(node)) {
          const routes = node.routes.filter((r) => r.audience === audience && r.endpoint === endpoint);
          expect(routes.map((r) => r.dialled)).toEqual([at]);
          expectTrue(routes[0]!, node, topology);
        }
      }
    }
  });
});

test("there is no route for an audience that is not promised, or to a socket that is not there", () => {
  everyPlanned((topology) => {
    for (const node of topology.nodes) {
      const clients = node.routes.filter((r) => r.audience !== Audience.PEERS);
      expect(clients).toHaveLength(topology.audiences.length * told(node).length);
      expect(node.routes.length - clients.length).toBe(topology.nodes.length === 1 ? 0 : 2);
      expect(node.endpoints.map((e) => e.kind)).toEqual(
        expect.arrayContaining(node.routes.map((r) => r.endpoint)),
      );
    }
  });
});

test("external TCP is told wherever it listens, and nowhere else", () => {
  everyPlanned((topology, { spec, capabilities }) => {
    const on = spec.externalTcp || capabilities.externalTcpAlwaysOn;
    for (const node of topology.nodes) {
      expect(node.endpoints.some((e) => e.kind === EndpointKind.EXTERNAL_TCP)).toBe(on);
      expect(node.advertised.externalTcp !== undefined).toBe(on);
    }
  });
});

test("no two nodes share what is told, an alias, or a published port", () => {
  everyPlanned(({ nodes }) => {
    const hostPorts = nodes.flatMap((n) => told(n).map(([, at]) => `${at.host}:${at.port}`));
    expect(new Set(hostPorts).size).toBe(hostPorts.length);
    const aliases = nodes.flatMap((n) => [...new Set(n.attachments.flatMap((a) => a.aliases))]);
    expect(new Set(aliases.map((a) => a.toLowerCase())).size).toBe(aliases.length);
    const published = nodes.flatMap((n) => n.published);
    published.forEach((one, i) => {
      for (const other of published.slice(i + 1)) {
        const oneIp = one.hostIp === other.hostIp || [one.hostIp, other.hostIp].includes("0.0.0.0");
        expect(oneIp && one.hostPort === other.hostPort).toBe(false);
      }
    });
  });
});

test("internal and external aliases are disjoint, and none is a container's name", () => {
  everyPlanned(({ nodes }) => {
    const on = (side: Interface) =>
      nodes.flatMap((n) => n.attachments.filter((a) => a.interface === side).flatMap((a) => a.aliases));
    const outside = new Set(on(Interface.EXTERNAL));
    expect(on(Interface.INTERNAL).filter((a) => outside.has(a))).toEqual([]);
    const names = new Set(nodes.map((n) => n.name.toLowerCase()));
    expect([...outside, ...on(Interface.INTERNAL)].filter((a) => names.has(a))).toEqual([]);
  });
});

test("an alias is a name that DNS can carry, and no address or name of whoever dials it", () => {
  everyPlanned(({ nodes }) => {
    for (const alias of nodes.flatMap((n) => n.attachments.flatMap((a) => a.aliases)))
      expect([alias, isHostName(alias) && !isLoopbackHost(alias)]).toEqual([alias, true]);
  });
});

test("nothing internal is published, and nothing without a client who is told", () => {
  everyPlanned((topology) => {
    for (const node of topology.nodes) {
      for (const published of node.published) {
        const at = told(node).find(([endpoint]) => endpoint === published.endpoint)?.[1];
        expect(at?.port).toBe(published.hostPort);
        const socket = node.endpoints.find((e) => e.kind === published.endpoint);
        expect(published.containerPort).toBe(socket?.port);
        expect(socket?.bind).not.toBe(
          node.attachments.find((a) => a.interface === Interface.INTERNAL)?.address,
        );
      }
    }
  });
});

test("an insecure node is published beyond the loopback address only where that was allowed", () => {
  everyPlanned((topology, { spec }) => {
    if (spec.secure || spec.allowPublished) return;
    for (const node of topology.nodes) {
      expect(node.published.filter((p) => !p.hostIp.startsWith("127."))).toEqual([]);
    }
  });
});

test("a seed is what another member tells nodes, and leads by one route to its HTTP socket", () => {
  everyPlanned((topology, { capabilities }) => {
    const { nodes } = topology;
    const gossip = capabilities.separateHttp ? EndpointKind.INTERNAL_HTTP : EndpointKind.HTTP;
    for (const node of nodes) {
      const others = nodes.filter((n) => n.kind === "member" && n.key !== node.key);
      expect(node.seeds).toEqual(others.map((n) => n.advertised.nodeHttp));
      for (const seed of node.seeds) {
        const ways = nodes.flatMap((n) =>
          n.routes
            .filter((r) => r.audience === Audience.PEERS && r.endpoint === gossip)
            .filter((r) => r.dialled.host === seed.host && r.dialled.port === seed.port)
            .map((r) => [n, r] as const),
        );
        expect(ways).toHaveLength(1);
        const [owner, route] = ways[0]!;
        expect([owner.kind, owner.key === node.key]).toEqual(["member", false]);
        expectTrue(route, owner, topology);
      }
    }
  });
});

test("nodes reach each other's replication socket by one route", () => {
  everyPlanned((topology) => {
    for (const node of topology.nodes) {
      const ways = node.routes.filter(
        (r) => r.audience === Audience.PEERS && r.endpoint === EndpointKind.INTERNAL_TCP,
      );
      expect(ways.map((r) => r.dialled)).toEqual(
        topology.nodes.length === 1 ? [] : [node.advertised.replication],
      );
      for (const route of ways) expectTrue(route, node, topology);
    }
  });
});

test("aliases stand in the order of the alphabet, and published ports in that of the container's", () => {
  everyPlanned((topology) => {
    for (const { attachments, published } of topology.nodes) {
      for (const { aliases } of attachments) expect(aliases).toEqual([...aliases].sort());
      const ports = published.map((p) => p.containerPort);
      expect(ports).toEqual([...ports].sort((a, b) => a - b));
    }
  });
});

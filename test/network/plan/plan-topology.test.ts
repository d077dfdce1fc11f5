import fc from "fast-check";
import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { Interface } from "../../../lib/network/model/endpoint";
import type { ClusterNode } from "../../../lib/network/model/topology";
import { boundsOf, growing, numberOf, planned, specOf, V20_6_0, V22, V5 } from "../arbitrary-spec";
import { everyPlanned } from "../every-planned";
import { plan, plannedAnyway, RUNS, topologyOf } from "../planning";

test("every valid spec is planned, whatever its kinds", () => {
  for (const family of [V5, V22, V20_6_0]) {
    fc.assert(
      fc.property(planned([family]), ({ spec, capabilities }) => {
        const { topology, problems } = plan(spec, capabilities);
        expect(problems).toEqual([]);
        expect(topology?.nodes).toHaveLength(spec.size! + spec.readOnlyReplicas!);
      }),
      RUNS,
    );
  }
});

test("the same input gives the same bytes, and the input is left alone", () => {
  fc.assert(
    fc.property(growing(), ({ capabilities, size, readOnlyReplicas, specOf }) => {
      const spec = specOf(size, readOnlyReplicas);
      const before = JSON.stringify(spec);
      const bytes = JSON.stringify(topologyOf({ capabilities, spec }));
      expect(JSON.stringify(spec)).toBe(before);
      expect(JSON.stringify(topologyOf({ capabilities, spec }))).toBe(bytes);
      expect(JSON.stringify(topologyOf({ capabilities, spec: specOf(size, readOnlyReplicas) }))).toBe(bytes);
    }),
    RUNS,
  );
});

test("the order of keys, and of promised audiences, changes no byte", () => {
  fc.assert(
    fc.property(planned(), fc.nat(), ({ spec, capabilities }, salt) => {
      const other = shuffled(spec, salt) as ClusterSpec;
      expect(JSON.stringify(topologyOf({ capabilities, spec: other }))).toBe(
        JSON.stringify(topologyOf({ capabilities, spec })),
      );
    }),
    RUNS,
  );
});

test("a topology is frozen all the way down and survives JSON", () => {
  everyPlanned((topology) => {
    expect(unfrozen(topology, "topology")).toEqual([]);
    expect(JSON.parse(JSON.stringify(topology))).toStrictEqual(topology);
  });
});

test("planning freezes nothing that belongs to the user", () => {
  everyPlanned((_, { spec }) => {
    for (const own of [spec, spec.internalNetwork, spec.externalNetwork, spec.addresses, spec.ports]) {
      if (own !== undefined) expect(Object.isFrozen(own)).toBe(false);
    }
  });
});

test("the size is the number of members", () => {
  everyPlanned(({ size, nodes }, input) => {
    expect(size).toBe(input.spec.size);
    expect(nodes.filter(({ kind }) => kind === "member")).toHaveLength(size);
  });
});

test("what stands for refused networks and addresses is nobody's, and one node's alone", () => {
  const range = fc.constantFrom({ cidr: "x" }, { cidr: "10.0.0.0/24", memberOffset: 253 }, undefined);
  const refused = fc.record({
    internalNetwork: range,
    externalNetwork: range,
    additionalNetworks: fc.record({ proxy: range, billing: range }),
    size: fc.integer({ min: 2, max: 9 }),
    readOnlyReplicas: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(refused, (more) => {
      const { topology, problems } = plannedAnyway(specOf(more));
      expect(problems).not.toEqual([]);
      for (const { name, cidr, interface: side, key, existing, isolated } of topology.networks) {
        expect([existing, isolated]).toEqual([false, side === Interface.INTERNAL]);
        const addresses = topology.nodes.map(
          ({ attachments }) => attachments.find(({ network }) => network === name)!.address,
        );
        expect(new Set(addresses).size).toBe(topology.nodes.length);
        const refusedOnes = addresses.filter((address) => address.startsWith("0."));
        if (cidr.startsWith("10.")) continue;
        // Before all names that Docker takes, and in no range that anybody can have.
        expect(name).toBe(key === undefined ? `!${side}` : `!${side}.${key}`);
        expect(refusedOnes).toEqual(addresses);
        const [first, last] = boundsOf(cidr);
        for (const address of addresses) {
          expect(numberOf(address)).toBeGreaterThan(first);
          expect(numberOf(address)).toBeLessThan(last);
        }
      }
      const all = topology.networks.map(({ cidr }) => cidr).filter((cidr) => cidr.startsWith("0."));
      expect(new Set(all).size).toBe(all.length);
    }),
    RUNS,
  );
});

test("one more member or replica changes no other node and no network", () => {
  fc.assert(
    fc.property(
      growing().filter((g) => g.size > 1),
      fc.boolean(),
      ({ capabilities, size, readOnlyReplicas, specOf }, replica) => {
        const grows = replica && capabilities.readOnlyReplicas ? "replica" : "member";
        const before = topologyOf({ capabilities, spec: specOf(size, readOnlyReplicas) });
        const after = topologyOf({
          capabilities,
          spec: grows === "replica" ? specOf(size, readOnlyReplicas + 1) : specOf(size + 1, readOnlyReplicas),
        });
        const added = grows === "replica" ? `replica-${readOnlyReplicas}` : `node-${size}`;
        const newcomer = after.nodes.find((n) => n.key === added)!;
        expect(after.nodes.filter((n) => n !== newcomer).map(identity)).toEqual(before.nodes.map(identity));
        for (const node of before.nodes) {
          const seeds = after.nodes.find((n) => n.key === node.key)!.seeds;
          expect(seeds).toEqual([
            ...node.seeds,
            ...(newcomer.kind === "member" ? [newcomer.advertised.nodeHttp] : []),
          ]);
        }
        expect(after.networks).toEqual(before.networks);
        expect(after.audiences).toEqual(before.audiences);
      },
    ),
    RUNS,
  );
});

test("a second member leaves the first its name and its place on the external network", () => {
  fc.assert(
    fc.property(
      growing([V5, V22]).filter((g) => g.size === 1),
      ({ capabilities, specOf }) => {
        const spec = specOf(2, 0);
        // One node alone may listen on its external address only; two cannot.
        const { topology } = plan({ ...spec, bindings: {} }, capabilities);
        const before = topologyOf({ capabilities, spec: specOf(1, 0) }).nodes[0]!;
        const after = topology!.nodes[0]!;
        expect(after.name).toBe(before.name);
        expect(after.attachments[0]!.network).toBe(before.attachments[0]!.network);
        expect(after.attachments[0]!.address).toBe(before.attachments[0]!.address);
        expect(after.published).toEqual(before.published);
        expect(after.advertised.http).toEqual(before.advertised.http);
        expect(after.advertised.externalTcp).toEqual(before.advertised.externalTcp);
      },
    ),
    RUNS,
  );
});

/** Everything of a node but its seeds, which name the others. */
function identity(node: ClusterNode): object {
  return { ...node, seeds: [] };
}

/** The same value with the keys of every object, and the list of audiences, in another order. */
function shuffled(value: unknown, salt: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((v) => shuffled(v, salt));
  const entries = Object.entries(value as Record<string, unknown>)
    .map(
      ([key, own]) =>
        [key, key === "audiences" ? mixed(own as unknown[], salt) : shuffled(own, salt)] as const,
    )
    .sort(([a], [b]) => rank(a, salt) - rank(b, salt));
  return Object.assign(
    Object.create(Object.getPrototypeOf(value) as object) as object,
    Object.fromEntries(entries),
  );
}

function mixed(list: readonly unknown[], salt: number): readonly unknown[] {
  return [...list].sort((a, b) => rank(String(a), salt) - rank(String(b), salt));
}

function rank(text: string, salt: number): number {
  return Array.from(text).reduce(
    (sum, c) => (sum * 31 + c.charCodeAt(0) * (salt % 997)) % 10_007,
    salt % 10_007,
  );
}

function unfrozen(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value).flatMap(([key, own]) => unfrozen(own, `${path}.${key}`));
  return Object.isFrozen(value) ? below : [path, ...below];
}

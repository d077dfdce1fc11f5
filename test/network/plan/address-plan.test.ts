import type { ClusterSpec } from "../../../lib/network/asked/cluster-spec";
import { Interface } from "../../../lib/network/model/endpoint";
import { boundsOf, numberOf } from "../arbitrary-spec";
import { everyPlanned } from "../every-planned";

test("every planned address is a host's own within its range, and nobody else's", () => {
  everyPlanned((topology) => {
    for (const network of topology.networks) {
      const [first, last] = boundsOf(network.cidr);
      const addresses = topology.nodes.map(
        (n) => n.attachments.find((a) => a.network === network.name)!.address,
      );
      expect(new Set(addresses).size).toBe(topology.nodes.length);
      for (const address of addresses) {
        expect(numberOf(address)).toBeGreaterThan(first);
        expect(numberOf(address)).toBeLessThan(last);
        expect(address).not.toBe(network.gateway);
        if (network.dynamicRange === undefined) continue;
        const [dynamicFirst, dynamicLast] = boundsOf(network.dynamicRange);
        expect(numberOf(address) < dynamicFirst || numberOf(address) > dynamicLast).toBe(true);
      }
    }
  });
});

/** The key of the additional network of that range. */
function keyOf({ additionalNetworks = {} }: ClusterSpec, range: string): string {
  return Object.entries(additionalNetworks).find(([, { cidr }]) => cidr === range)![0];
}

test("the ranges are those that were asked for, and do not overlap", () => {
  everyPlanned((topology, { spec }) => {
    const bounds = topology.networks.map((n) => boundsOf(n.cidr));
    const additional = Object.values(spec.additionalNetworks ?? {}).map(({ cidr }) => cidr);
    expect(topology.networks.map((n) => n.cidr)).toEqual([
      spec.externalNetwork!.cidr,
      ...additional.sort((a, b) => (keyOf(spec, a) < keyOf(spec, b) ? -1 : 1)),
      ...(topology.nodes.length === 1 ? [] : [spec.internalNetwork!.cidr]),
    ]);
    bounds.forEach(([a, b], i) => {
      for (const [c, d] of bounds.slice(i + 1)) expect(b < c || d < a).toBe(true);
    });
  });
});

test("a fixed address is taken as it is", () => {
  everyPlanned(({ nodes }, { spec }) => {
    for (const [key, asked] of Object.entries(spec.addresses)) {
      const { attachments } = nodes.find((n) => n.key === key)!;
      expect(attachments.find((a) => a.interface === Interface.EXTERNAL)!.address).toBe(
        asked.externalAddress,
      );
      for (const [network, address] of Object.entries(asked.additionalAddresses ?? {}))
        expect(attachments.find((a) => a.key === network)!.address).toBe(address);
      if (nodes.length === 1) continue;
      expect(attachments.find((a) => a.interface === Interface.INTERNAL)!.address).toBe(
        asked.internalAddress,
      );
    }
  });
});

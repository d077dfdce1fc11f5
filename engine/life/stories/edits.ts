import { Binding, ClientAccess, Delivery, ExternalTcp, PortPlan } from "cdktf-eventstoredb";
import type { LifeProps } from "../stack";
import type { Story } from "../story";

/** What a cluster is made of, changed one after the other, each by one apply that leaves nothing to change. */
function edited(id: string, what: string, edits: readonly LifeProps[], more: Partial<Story> = {}): Story {
  return {
    id: `life-edits-${id}`,
    what: `${what}, one after the other`,
    ...more,
    steps: async (life) => {
      await life.apply({});
      await life.write(100);
      for (const edit of edits) {
        await life.writing(() => life.apply(edit));
        await life.settled();
        await life.write(20);
        await life.level();
      }
    },
  };
}

const published = (http: number) =>
  ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential({ http }) });

/** Edits that replace all containers at once. */
export const EDITS: readonly Story[] = [
  edited("networks", "the range of each network, another network and none", [
    { externalNetwork: { cidr: "10.91.100.0/24" } },
    { externalNetwork: { cidr: "10.91.100.0/24" }, internalNetwork: { cidr: "10.91.101.0/24" } },
    { additionalNetworks: { proxy: { cidr: "10.91.102.0/24" } } },
    {},
  ]),
  edited(
    "ports",
    "ports, ports on the host, other ones there, external TCP, and back",
    [
      { ports: { http: 3113, internalTcp: 3112 } },
      { clients: published(22_800) },
      { clients: published(22_801) },
      { externalTcp: ExternalTcp.enabled() },
      {},
    ],
    // Later ones want a licence for external TCP.
    { release: "23.10.8" },
  ),
  edited("others", "labels, memory, delivery, bindings, and back", [
    { labels: { team: "orders" } },
    { resources: { memory: 512 } },
    { delivery: Delivery.ENVIRONMENT },
    { bindings: { http: Binding.ALL_INTERFACES } },
    {},
  ]),
];

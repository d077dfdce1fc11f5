import type {
  EngineAttachment,
  EngineContainer,
  EngineNetwork,
  EnginePublished,
} from "../../lib/reach/engine-state";
import { hostOf } from "../../lib/reach/engine-state-of";
import { type Interface } from "../../lib/network/model/endpoint";
import type { RenderedSetting } from "../../lib/server/rendering/setting";
import { judgedOn, type Cluster } from "./judged";

type Value = string | number | boolean;

/** A cluster with one node's settings changed; `undefined` takes a setting away. */
export function withSettings(
  cluster: Cluster,
  key: string,
  change: (settings: Readonly<Record<string, Value>>) => Readonly<Record<string, Value | undefined>>,
): Cluster {
  const old = cluster.settings.get(key) ?? [];
  const values = Object.fromEntries(old.map((s) => [s.key, s.value]));
  const changed = Object.entries({ ...values, ...change(values) }).flatMap(
    ([name, value]): RenderedSetting[] =>
      value === undefined ? [] : [{ key: name, value, channel: "option", secret: false }],
  );
  const settings = new Map([...cluster.settings, [key, changed] as const]);
  return judgedOn(cluster.topology, settings, cluster.names);
}

/** A cluster with one node's certificate carrying other names. */
export function withNames(
  cluster: Cluster,
  key: string,
  change: (names: readonly string[]) => readonly string[],
): Cluster {
  const names = new Map([...cluster.names, [key, change(cluster.names.get(key) ?? [])] as const]);
  return judgedOn(cluster.topology, cluster.settings, names);
}

/** A cluster with one container changed. */
export function withContainer(
  cluster: Cluster,
  key: string,
  change: (container: EngineContainer) => Partial<EngineContainer>,
): Cluster {
  const containers = cluster.state.containers.map((c) => (c.key === key ? { ...c, ...change(c) } : c));
  const host = hostOf(cluster.topology, cluster.state.host.name, containers);
  return { ...cluster, state: { ...cluster.state, containers, host } };
}

/** A cluster with one node's place on a side changed; `undefined` takes it off that network. */
export function withAttachment(
  cluster: Cluster,
  key: string,
  side: Interface,
  change: (attachment: EngineAttachment) => Partial<EngineAttachment> | undefined,
): Cluster {
  const network = networkOf(cluster, side);
  return withContainer(cluster, key, ({ attachments }) => ({
    attachments: attachments.flatMap((a) => {
      if (a.network !== network) return [a];
      const changed = change(a);
      return changed === undefined ? [] : [{ ...a, ...changed }];
    }),
  }));
}

/** A cluster with all of one node's published ports changed. */
export function withPublished(
  cluster: Cluster,
  key: string,
  change: (published: EnginePublished) => Partial<EnginePublished>,
): Cluster {
  return withContainer(cluster, key, ({ published }) => ({
    published: published.map((p) => ({ ...p, ...change(p) })),
  }));
}

/** A cluster with one side's network changed. */
export function withNetwork(
  cluster: Cluster,
  side: Interface,
  change: (network: EngineNetwork) => Partial<EngineNetwork>,
): Cluster {
  const name = networkOf(cluster, side);
  const networks = cluster.state.networks.map((n) => (n.name === name ? { ...n, ...change(n) } : n));
  return { ...cluster, state: { ...cluster.state, networks } };
}

/** The Docker name of a side's network. */
export function networkOf({ topology }: Cluster, side: Interface): string {
  return topology.networks.find((n) => n.interface === side)?.name ?? "";
}

/** A node's address on a side. */
export function addressOf({ topology }: Cluster, key: string, side: Interface): string {
  const node = topology.nodes.find((n) => n.key === key);
  return node?.attachments.find((a) => a.interface === side)?.address ?? "";
}

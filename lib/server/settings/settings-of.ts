import { hostAndPort, type ClusterNode, type Topology } from "../../network/model/topology";
import { isVersion5 } from "../capabilities-of";
import { catalogueOf } from "../catalogue";
import { imageLayoutOf } from "../image-layout";
import { isAtLeast } from "../release";
import type { RenderedSetting } from "../rendering/setting";
import type { ServerPlan } from "../server-plan";
import type { ServerTls } from "../server-tls";
import type { SettingValue } from "../user-settings";
import { carriesPassword, namesSecret } from "../user-settings/secret-key";
import { externalTcpSettings } from "./external-tcp-settings";
import { interfacesApart } from "./interfaces-apart";
import { oneHttp } from "./one-http";
import { timingSettings } from "./timing-settings";
import { tlsSettings } from "./tls-settings";

/**
 * One node's whole configuration, in the spelling of its release, sorted by name.
 * @param tls what the node is told about its certificate; on a secure cluster it does not start without
 */
export function settingsOf(
  plan: ServerPlan,
  topology: Topology,
  node: ClusterNode,
  tls?: ServerTls,
): readonly RenderedSetting[] {
  const version = plan.release.version;
  const own = plan.nodes.get(node.key);
  const derived: Readonly<Record<string, SettingValue>> = {
    ...clusterSettings(version, topology, node),
    ...(isVersion5(version) ? interfacesApart(topology, node) : oneHttp(version, node)),
    ...timingSettings(version, node, plan.timing),
    ...dataSettings(plan),
    ...plan.shared,
    ...(own?.priority === undefined ? {} : { NodePriority: own.priority }),
  };
  const users = new Map([...plan.userSettings, ...(own?.settings ?? [])]);
  const settings = [
    ...Object.entries(derived).map(([key, value]) => option(key, value)),
    ...externalTcpSettings(version, node, plan.externalTcp, topology.secure, plan.timing),
    ...(topology.secure && tls !== undefined ? tlsSettings(version, node, tls) : []),
    ...licenseSettings(plan),
    ...[...users].map(([key, value]) => userSetting(plan, key, value)),
  ];
  return settings.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function clusterSettings(
  version: string,
  topology: Topology,
  node: ClusterNode,
): Record<string, SettingValue> {
  const settings: Record<string, SettingValue> = { ClusterSize: topology.size };
  if (!topology.secure && !isVersion5(version)) settings.Insecure = true;
  if (node.seeds.length > 0) settings.GossipSeed = node.seeds.map(hostAndPort).join(",");
  // DNS discovery is on by default; it would override the seeds, and keep a single node from gossiping.
  if (topology.size > 1 || !isAtLeast(version, "21.2.0")) settings.DiscoverViaDns = false;
  return settings;
}

function dataSettings(plan: ServerPlan): Record<string, SettingValue> {
  if (plan.inMemory) return { MemDb: true };
  const { version } = plan.release;
  // As long as the option is the default to the letter, a server from 25.0 that cannot write there goes on
  // with an empty database inside the container. Spelt otherwise, it refuses to start.
  return isAtLeast(version, "25.0.0") ? { Db: `${imageLayoutOf(version).dataPath}/` } : {};
}

function licenseSettings({ licenseKey }: ServerPlan): readonly RenderedSetting[] {
  return licenseKey === undefined
    ? []
    : [{ key: "Licensing:LicenseKey", value: licenseKey, channel: "nested", secret: true }];
}

function option(key: string, value: SettingValue): RenderedSetting {
  return { key, value, channel: "option", secret: false };
}

/** Whether a setting of the user's is a secret. */
export function isSecretSetting(version: string, key: string, value: unknown): boolean {
  const known = catalogueOf(version).find(key);
  return known === undefined ? namesSecret(key.split(":")) || carriesPassword(value) : known.sensitive;
}

function userSetting(plan: ServerPlan, key: string, value: unknown): RenderedSetting {
  const { version } = plan.release;
  const known = catalogueOf(version).find(key);
  return {
    key,
    value: (Array.isArray(value) ? value.join(",") : value) as SettingValue,
    channel: known === undefined ? "nested" : "option",
    // What is known only at deployment could break a file's syntax, and may be a secret.
    secret: isSecretSetting(version, key, value) || plan.isToken(value),
  };
}

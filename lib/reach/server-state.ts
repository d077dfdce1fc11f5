import { deepFreeze } from "../network/model/deep-freeze";
import type { ClusterNode, HostPort, Topology } from "../network/model/topology";
import type { Interpretation } from "../server/interpret/gossip";
import { interpretSettings } from "../server/interpret/interpret-settings";
import { SettingReader, type SettingValues } from "../server/interpret/setting-reader";
import {
  imageCommandDefaults,
  imageConfDefaults,
  imageEnvironmentDefaults,
} from "../server/rendering/image-defaults";
import type { RenderedSetting } from "../server/rendering/setting";

/** How a server looks for the other nodes when it starts. */
export interface Discovery {
  /** The name and port by which it asks DNS; where it does, seeds are not used. */
  readonly dns?: HostPort;
  readonly seeds: readonly HostPort[];
}

/** What one node's server does with the settings that reach it. */
export interface ServerState {
  /** What it binds and what its gossip says to clients. */
  readonly interpretation: Interpretation;
  readonly discovery: Discovery;
  /** Whether TCP for clients goes without the TLS that everything else has; absent where it does not. */
  readonly plainExternalTcp?: boolean;
  /** The names and addresses that its certificate carries; absent where they are not known. */
  readonly certificateNames?: readonly string[];
}

/**
 * What a node's server does with the settings emitted for it, on top of those that its image brings.
 * @param settings what was emitted, the user's own included
 * @param certificateNames the names of its certificate, where they are known
 */
export function serverStateOf(
  topology: Topology,
  node: ClusterNode,
  settings: readonly RenderedSetting[],
  certificateNames?: readonly string[],
): ServerState {
  const { release, secure } = topology;
  const values = inForce(release, settings);
  const interfaces = Object.fromEntries(node.attachments.map((a, i) => [`eth${i}`, a.address]));
  const interpretation = interpretSettings({ release, settings: values, interfaces, secure });
  const reader = new SettingReader(release, values);
  return deepFreeze({
    interpretation,
    discovery: discoveryOf(reader),
    ...(reader.flag("DisableExternalTcpTls") ? { plainExternalTcp: true } : {}),
    ...(certificateNames === undefined ? {} : { certificateNames: [...certificateNames] }),
  });
}

/** The settings that are in force, by their names in small letters. */
function inForce(release: string, settings: readonly RenderedSetting[]): SettingValues {
  const all = [
    ...imageConfDefaults(release),
    ...imageEnvironmentDefaults(release),
    // An image's own command gives way as well: what is emitted is put in its place.
    ...imageCommandDefaults(release),
    ...settings,
  ];
  return Object.fromEntries(all.map(({ key, value }) => [key.toLowerCase(), value]));
}

function discoveryOf(reader: SettingReader): Discovery {
  const seeds = reader.list("GossipSeed").map(readSeed);
  // Alone, a server looks for nobody.
  if (reader.number("ClusterSize") <= 1 || !reader.flag("DiscoverViaDns")) return { seeds };
  return {
    dns: { host: reader.text("ClusterDns") ?? "", port: reader.number("ClusterGossipPort") },
    seeds,
  };
}

function readSeed(text: string): HostPort {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon < 0 ? undefined : colon), port: Number(text.slice(colon + 1)) || 0 };
}

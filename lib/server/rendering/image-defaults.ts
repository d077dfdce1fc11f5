import type { DefaultValue, ServerOption } from "../catalogue";
import { isAtLeast } from "../release";
import type { RenderedSetting } from "./setting";

/** What the conf file of a release's own image sets. A conf file that is put in its place must say it again. */
export function imageConfDefaults(release: string): readonly RenderedSetting[] {
  if (isAtLeast(release, "23.10.0")) return options({ NodeIp: "0.0.0.0", ReplicationIp: "0.0.0.0" });
  if (isAtLeast(release, "20.6.1")) return options({ ExtIp: "0.0.0.0", IntIp: "0.0.0.0" });
  if (isAtLeast(release, "20.6.0")) return options({});
  return options({
    AddInterfacePrefixes: false,
    ExtHttpPrefixes: "http://*:2113/",
    ExtIp: "0.0.0.0",
    IntHttpPrefixes: "http://*:2112/",
    IntIp: "0.0.0.0",
    RunProjections: "All",
  });
}

/**
 * What the image sets by its own command, which stands above conf file and environment until another command
 * takes its place: 20.6.0 alone has one.
 */
export function imageCommandDefaults(release: string): readonly RenderedSetting[] {
  return release === "20.6.0" ? options({ ExtIp: "0.0.0.0", IntIp: "0.0.0.0" }) : options({});
}

/** What the image sets in its own environment, which stands above any conf file. */
export function imageEnvironmentDefaults(release: string): readonly RenderedSetting[] {
  return isAtLeast(release, "20.6.0") ? options({}) : options({ ClusterGossipPort: 2112 });
}

/** What a release in its own image does without an option: what the image says, else the server's own default. */
export function defaultInImage(release: string, option: ServerOption): DefaultValue {
  const images = [...imageEnvironmentDefaults(release), ...imageConfDefaults(release)];
  return images.find(({ key }) => key === option.name)?.value ?? option.default;
}

/** Whether one of the settings has this key, whatever the case of its letters. */
export function hasKey(settings: readonly RenderedSetting[], key: string): boolean {
  const lowerCase = key.toLowerCase();
  return settings.some((setting) => setting.key.toLowerCase() === lowerCase);
}

function options(values: Readonly<Record<string, string | number | boolean>>): readonly RenderedSetting[] {
  return Object.entries(values).map(([key, value]) => ({ key, value, channel: "option", secret: false }));
}

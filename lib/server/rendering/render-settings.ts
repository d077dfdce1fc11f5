import type { DeliveryKind } from "../delivery";
import { commandLineCarries, renderCommandLine } from "./command-line";
import { confFileCarries, renderConfFile } from "./conf-file";
import { environmentCarries, renderEnvironment, variableOf } from "./environment";
import { hasKey, imageCommandDefaults, imageConfDefaults } from "./image-defaults";
import { renderJsonSettings } from "./json-settings";
import type { RenderedFile, RenderedSetting } from "./setting";

/** A node's settings as its container gets them. */
export interface RenderedSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** Which of these variables hold secrets. */
  readonly secretVariables: readonly string[];
  readonly files: readonly RenderedFile[];
  /** The server's arguments; where there are none, the image's own command stays. */
  readonly command: readonly string[];
}

/**
 * Brings all settings to a node by the chosen way, by its environment what that way cannot carry, and by a file of
 * its own what the environment cannot: the image's conf file, and one that a user's own image has, stays as it is.
 * The server puts the command line above the environment, and that above the file.
 */
export function renderSettings(
  release: string,
  settings: readonly RenderedSetting[],
  kind: DeliveryKind,
): RenderedSettings {
  // The image's own command stands above the environment, so what it sets can only be said in its place. Where the
  // server is given a conf file, that command is given up.
  const fromImage = kind === "generation" ? [] : imageCommandDefaults(release);
  const arguments_ = [
    ...settings.filter(
      (setting) =>
        (kind === "commandLine" || hasKey(fromImage, setting.key)) && commandLineCarries(release, setting),
    ),
    ...fromImage.filter(({ key }) => !hasKey(settings, key)),
  ];
  const others = settings.filter((setting) => !arguments_.includes(setting));
  const inFile = kind === "generation" ? others.filter((setting) => confFileCarries(release, setting)) : [];
  const remaining = others.filter((setting) => !inFile.includes(setting));
  const inJson = remaining.filter(
    ({ channel, key, secret }) => channel === "nested" && !secret && !environmentCarries(key.split(":")),
  );
  const inEnvironment = remaining.filter((setting) => !inJson.includes(setting));
  return Object.freeze({
    environment: renderEnvironment(release, inEnvironment),
    secretVariables: Object.freeze(
      inEnvironment.filter(({ secret }) => secret).map((setting) => variableOf(release, setting)),
    ),
    files: Object.freeze([
      ...(kind === "generation" ? [renderConfFile(release, withImageConf(release, inFile))] : []),
      ...(inJson.length === 0 ? [] : [renderJsonSettings(release, inJson)]),
    ]),
    command: renderCommandLine(release, arguments_),
  });
}

function withImageConf(release: string, settings: readonly RenderedSetting[]): readonly RenderedSetting[] {
  const fromImage = [...imageConfDefaults(release), ...imageCommandDefaults(release)];
  return [...fromImage.filter(({ key }) => !hasKey(settings, key)), ...settings];
}

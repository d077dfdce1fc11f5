import type { DeliveryKind } from "../delivery";
import { commandLineCarries, renderCommandLine } from "./command-line";
import { confFileCarries, renderConfFile, type RenderedFile } from "./conf-file";
import { renderEnvironment } from "./environment";
import { hasKey, imageCommandDefaults, imageConfDefaults } from "./image-defaults";
import type { RenderedSetting } from "./setting";

/** A node's settings as its container gets them. */
export interface RenderedSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly RenderedFile[];
  /** The server's arguments; where there are none, the image's own command stays. */
  readonly command: readonly string[];
}

/**
 * Brings all settings to a node by the chosen way, and by its environment what that way cannot carry.
 * The server puts the command line above the environment, and that above the file.
 */
export function renderSettings(
  release: string,
  settings: readonly RenderedSetting[],
  kind: DeliveryKind,
): RenderedSettings {
  // The image's own command stands above the environment, so what it sets can only be said in its place.
  const fromImage = imageCommandDefaults(release);
  const arguments_ = [
    ...settings.filter(
      (setting) =>
        (kind === "commandLine" || hasKey(fromImage, setting.key)) && commandLineCarries(release, setting),
    ),
    ...fromImage.filter(({ key }) => !hasKey(settings, key)),
  ];
  const others = settings.filter((setting) => !arguments_.includes(setting));
  const inFile = kind === "confFile" ? others.filter((setting) => confFileCarries(release, setting)) : [];
  return Object.freeze({
    environment: renderEnvironment(
      release,
      others.filter((setting) => !inFile.includes(setting)),
    ),
    files: Object.freeze(
      kind === "confFile" ? [renderConfFile(release, withImageConf(release, inFile))] : [],
    ),
    command: renderCommandLine(release, arguments_),
  });
}

function withImageConf(release: string, settings: readonly RenderedSetting[]): readonly RenderedSetting[] {
  return [...imageConfDefaults(release).filter(({ key }) => !hasKey(settings, key)), ...settings];
}

import { imageLayoutOf } from "../image-layout";
import { isAtLeast } from "../release";
import { emptySection, place } from "./sections";
import { sortedByKey, type RenderedFile, type RenderedSetting } from "./setting";

/** Where a release (24.2 and later) takes nested settings from as a file. */
export function jsonSettingsPath(release: string): string {
  return `${imageLayoutOf(release).configDirectory}/config/cluster-settings.json`;
}

/**
 * Nested settings as a file of the folder from which a release (24.2 and later) takes what all such files hold,
 * beside its conf file and below its environment.
 */
export function renderJsonSettings(release: string, settings: readonly RenderedSetting[]): RenderedFile {
  const section = emptySection();
  for (const { key, value } of sortedByKey(settings)) place(section, key.split(":"), value);
  const product = isAtLeast(release, "25.0.0") ? "KurrentDB" : "EventStore";
  return Object.freeze({
    path: jsonSettingsPath(release),
    content: `${JSON.stringify({ [product]: section }, undefined, 2)}\n`,
  });
}

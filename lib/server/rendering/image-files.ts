import { readsKestrelSettings } from "../image-layout";
import { isAtLeast } from "../release";
import { jsonSettingsPath } from "./json-settings";
import { kestrelSettingsPath } from "./kestrel-settings";

/** The files that a release looks up in its image's own folder, whatever it is told. */
export function imageFilePaths(release: string): readonly string[] {
  return [
    ...(readsKestrelSettings(release) ? [kestrelSettingsPath(release)] : []),
    ...(isAtLeast(release, "24.2.0") ? [jsonSettingsPath(release)] : []),
  ];
}

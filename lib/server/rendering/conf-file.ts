import { catalogueOf } from "../catalogue";
import { imageLayoutOf } from "../image-layout";
import { isAtLeast } from "../release";
import { hasKey, imageEnvironmentDefaults } from "./image-defaults";
import { emptySection, place } from "./sections";
import { sortedByKey, type RenderedFile, type RenderedSetting } from "./setting";
import { writeYaml } from "./yaml-writer";

/** Where a release's image has its conf file. */
export function confFilePath(release: string): string {
  const name = isAtLeast(release, "25.0.0") ? "kurrentdb.conf" : "eventstore.conf";
  return `${imageLayoutOf(release).configDirectory}/${name}`;
}

/** Whether the conf file can carry a setting as it is meant. */
export function confFileCarries(release: string, setting: RenderedSetting): boolean {
  if (setting.secret) return false;
  if (setting.channel === "nested") return isAtLeast(release, "24.10.0");
  if (setting.channel === "plainEnvironment") return false;
  if (catalogueOf(release).find(setting.key)?.environmentOnly === true) return false;
  return !hasKey(imageEnvironmentDefaults(release), setting.key);
}

/** Settings as the server's conf file, keys sorted. What a file cannot carry is left out. */
export function renderConfFile(release: string, settings: readonly RenderedSetting[]): RenderedFile {
  const root = emptySection();
  for (const setting of sortedByKey(settings.filter((candidate) => confFileCarries(release, candidate)))) {
    place(
      root,
      setting.channel === "nested" ? setting.key.split(":") : [setting.key],
      valueIn(release, setting),
    );
  }
  return Object.freeze({ path: confFilePath(release), content: writeYaml(root) });
}

function valueIn(release: string, setting: RenderedSetting): RenderedSetting["value"] | readonly string[] {
  const { value } = setting;
  const type = setting.channel === "option" ? catalogueOf(release).find(setting.key)?.type : undefined;
  const isList = type === "endpoints" || type === "strings";
  // An expression that is resolved later may hold commas of its own. A list in one string is read just as well.
  return isList && typeof value === "string" && !/[$%]\{/.test(value) ? value.split(",") : value;
}

import { catalogueOf } from "../catalogue";
import { wordsOf } from "./environment";
import { sortedByKey, type RenderedSetting } from "./setting";

/** Whether the command line can carry a setting as it is meant. */
export function commandLineCarries(release: string, setting: RenderedSetting): boolean {
  if (setting.channel !== "option" || setting.secret) return false;
  if (catalogueOf(release).find(setting.key)?.environmentOnly === true) return false;
  // Every release reads a last + or - of an argument as a switch turned on or off.
  return !/[+-]$/.test(String(setting.value));
}

/** Settings as the server's arguments, `--key-name=value`, sorted. What they cannot carry is left out. */
export function renderCommandLine(release: string, settings: readonly RenderedSetting[]): readonly string[] {
  const carried = sortedByKey(settings.filter((setting) => commandLineCarries(release, setting)));
  return Object.freeze(carried.map(({ key, value }) => `--${wordsOf(key).join("-")}=${value}`));
}

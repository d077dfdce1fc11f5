import { RELEASES, compareReleases, describeReleases } from "../release";
import type { ServerOption } from "./option";
import { OPTIONS } from "./options.data";

/** The settings of one release. */
export interface Catalogue {
  readonly release: string;
  /** By name, in the order of names. */
  readonly options: ReadonlyMap<string, ServerOption>;
  /** An option by its name, whatever the case of its letters. */
  find(name: string): ServerOption | undefined;
}

const catalogues = new Map<string, Catalogue>();

/** The settings of a known release. */
export function catalogueOf(release: string): Catalogue {
  let catalogue = catalogues.get(release);
  if (catalogue === undefined) {
    if (!RELEASES.includes(release)) throw new RangeError(`no catalogue of release ${release}`);
    catalogue = buildCatalogue(release);
    catalogues.set(release, catalogue);
  }
  return catalogue;
}

/** The releases that have an option, in words; the case of its letters does not matter. */
export function releasesWith(optionName: string): string {
  const lowerCase = optionName.toLowerCase();
  const spellings = Object.keys(OPTIONS).filter((name) => name.toLowerCase() === lowerCase);
  return describeReleases((release) => spellings.some((name) => optionAt(name, release) !== undefined));
}

/** The names of all options of all releases, sorted. */
export const ALL_OPTION_NAMES: readonly string[] = Object.freeze(Object.keys(OPTIONS));

function buildCatalogue(release: string): Catalogue {
  const options = new Map<string, ServerOption>();
  const byLowerCase = new Map<string, ServerOption>();
  for (const name of ALL_OPTION_NAMES) {
    const option = optionAt(name, release);
    if (option === undefined) continue;
    options.set(name, option);
    byLowerCase.set(name.toLowerCase(), option);
  }
  return Object.freeze({
    release,
    options,
    find: (name: string) => options.get(name) ?? byLowerCase.get(name.toLowerCase()),
  });
}

function optionAt(name: string, release: string): ServerOption | undefined {
  let option: ServerOption | undefined;
  for (const event of OPTIONS[name] ?? []) {
    const { from, ...facts } = event;
    if (compareReleases(from, release) > 0) break;
    option = "gone" in facts ? undefined : { ...(option ?? blank(name)), ...facts };
  }
  return option && Object.freeze(option);
}

function blank(name: string): ServerOption {
  return { name, type: "string", default: null, deprecated: false, environmentOnly: false, sensitive: false };
}

import { ALL_OPTION_NAMES } from "../catalogue";
import { isAtLeast } from "../release";
import type { RenderedSetting } from "./setting";

/** The words of a key in lower case: `["enable", "atom", "pub", "over", "http"]` of `"EnableAtomPubOverHTTP"`. */
export function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[_-]+/)
    .filter((word) => word !== "");
}

/**
 * The environment variable of an option (`"IntIp"`: `EVENTSTORE_INT_IP`) or of a nested key
 * (`"TcpPlugin:NodeTcpPort"`: `EVENTSTORE__TCP_PLUGIN__NODE_TCP_PORT`). From 25.0 it begins with `KURRENTDB`.
 */
export function environmentNameOf(release: string, key: string): string {
  const prefix = isAtLeast(release, "25.0.0") ? "KURRENTDB" : "EVENTSTORE";
  const segments = key.split(":");
  // 24.2 reads nested keys letter by letter; later releases leave underscores out.
  const runTogether = segments.length > 1 && !isAtLeast(release, "24.6.0");
  const parts = segments.map((part) =>
    runTogether ? part.replace(/_/g, "").toUpperCase() : inCapitals(part),
  );
  return parts.length === 1 ? `${prefix}_${parts[0]}` : [prefix, ...parts].join("__");
}

/** What was worked out for options of the catalogue, which are asked for again with every node. */
const remembered = new Map<string, string>();

function inCapitals(part: string): string {
  const known = remembered.get(part);
  if (known !== undefined) return known;
  const capitals = wordsOf(part).join("_").toUpperCase();
  if (ALL_OPTION_NAMES.includes(part)) remembered.set(part, capitals);
  return capitals;
}

/** The environment variable of a setting, whichever way it is meant. */
export function variableOf(release: string, { channel, key }: RenderedSetting): string {
  return channel === "plainEnvironment" ? key : environmentNameOf(release, key);
}

/** A segment of a nested key that comes out of an environment variable's name as it went in. */
const SEGMENT = /^[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

/** Whether the environment can carry a nested key, given by its segments. */
export function environmentCarries(segments: readonly string[]): boolean {
  return segments.every((segment) => SEGMENT.test(segment));
}

/** Settings as environment variables, sorted by name. */
export function renderEnvironment(
  release: string,
  settings: readonly RenderedSetting[],
): Readonly<Record<string, string>> {
  const variables = settings.map((setting): [string, string] => [
    variableOf(release, setting),
    String(setting.value),
  ]);
  variables.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.freeze(Object.fromEntries(variables));
}

import { refuseArgument } from "../../problem/argument";
import { quote } from "../../problem/quote";
import { RELEASES, describeReleases, isAtLeast } from "../release";
import type { Interpretation } from "./gossip";
import { interpretOneHttpSide } from "./one-http-side";
import { SettingReader, type SettingValues } from "./setting-reader";
import { interpretTwoHttpSides } from "./two-http-sides";

export type { Gossip, Interpretation } from "./gossip";

/**
 * What a server of a release binds and gossips with given settings. It is the way back from settings to addresses,
 * and knows nothing of how settings are made.
 *
 * Only the given settings count, each absent one having its default: what an image's own conf file adds is not
 * part of it. Values are read, not judged: settings with which the server would refuse to start are interpreted
 * as if it did start.
 *
 * @throws RangeError for a release that is not known, InvalidClusterError for what is no object
 */
export function interpretSettings(input: {
  /** The exact release, for example `"22.10.5"`. */
  readonly release: string;
  /**
   * By the catalogue's names; also nested keys of the TCP plugin (`"TcpPlugin:NodeTcpPort"`, from 24.6) and the plain
   * variables by which 24.2 turns on external TCP. Keys that the release does not have are without effect.
   */
  readonly settings: SettingValues;
  /** The address of each of the node's interfaces, the first one first. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** Whether TLS is on. On v5 the secure TCP ports alone decide. */
  readonly secure: boolean;
}): Interpretation {
  for (const [path, value] of Object.entries({ input, ...partsOf(input) })) {
    if (typeof value === "object" && value !== null) continue;
    const fix = 'use { release: "22.10.5", settings: {}, interfaces: { eth0: "10.240.0.11" }, secure: true }';
    refuseArgument(value, { path, what: "an object", fix }, interpretSettings);
  }
  const { release, interfaces, secure } = input;
  if (!RELEASES.includes(release)) {
    const known = describeReleases(() => true);
    const error = new RangeError(`release is ${quote(release)}: must be one of ${known}, such as "22.10.5"`);
    Error.captureStackTrace(error, interpretSettings);
    throw error;
  }
  const settings = new SettingReader(release, input.settings);
  return isAtLeast(release, "20.6.0")
    ? interpretOneHttpSide(release, settings, interfaces, secure)
    : interpretTwoHttpSides(settings, interfaces);
}

/** What of the input must be an object as well. */
function partsOf(input: Partial<Parameters<typeof interpretSettings>[0]> | null | undefined): object {
  return { settings: input?.settings, interfaces: input?.interfaces };
}

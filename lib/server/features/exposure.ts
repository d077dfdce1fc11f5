import { checkBoolean, checkKeys, checkObject } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { isVersion5 } from "../capabilities-of";
import type { Release } from "../release";
import type { SettingValue } from "../user-settings";

/**
 * Which HTTP endpoints are served. On a v5 cluster "off" means served on the internal interface only; on a
 * single v5 node, and from 20.6 everywhere, off means off for everybody.
 */
export interface Exposure {
  /**
   * The admin UI; from 20.6 switching it off drops all of `/admin/*` too.
   * Server option `AdminOnExt` (v5), from 20.6 `DisableAdminUi`, inverted.
   * @default true
   */
  readonly adminUi?: boolean;
  /**
   * The stats endpoint, which the admin UI needs, and external monitoring may.
   * Server option `StatsOnExt` (v5), from 20.6 `DisableStatsOnHttp`, inverted.
   * @default true
   */
  readonly stats?: boolean;
  /**
   * Gossip for clients over HTTP. gRPC clients do not need it, TCP clients (all of v5's) discover by it;
   * gossip between nodes goes on.
   * Server option `GossipOnExt` (v5), from 20.6 `DisableGossipOnHttp`, inverted.
   * @default true
   */
  readonly gossip?: boolean;
}

/** What is exposed, after the checks that need no topology. */
export function readExposure(asked: unknown, findings: Findings): Required<Exposure> {
  const fix = "use exposure: { adminUi: false }";
  const given = asked === undefined ? {} : (checkObject(asked, fix, findings.at("exposure")) ?? {});
  checkKeys(given, ["adminUi", "stats", "gossip"], findings.at("exposure"));
  const isExposed = (key: keyof Exposure): boolean => {
    const value = given[key];
    if (value === undefined) return true;
    const wrong = { code: "exposure", fix: "leave it out for true" };
    return checkBoolean(value, wrong, findings.at(`exposure.${key}`)) ?? true;
  };
  const exposure = { adminUi: isExposed("adminUi"), stats: isExposed("stats"), gossip: isExposed("gossip") };
  if (exposure.adminUi && !exposure.stats) {
    findings.warning({
      code: "exposure.stats",
      path: "exposure.stats",
      got: "is false while exposure.adminUi is on",
      expected: "the admin UI reads the stats endpoint and stays empty without it",
      fix: "leave it out for true, or switch adminUi off too",
    });
  }
  return exposure;
}

/** The settings that switch endpoints off, in the release's own names. */
export function exposureSettings(
  exposure: Required<Exposure>,
  release: Release,
): Readonly<Record<string, SettingValue>> {
  const version5 = isVersion5(release.version);
  const settings: Record<string, SettingValue> = {};
  if (!exposure.adminUi) settings[version5 ? "AdminOnExt" : "DisableAdminUi"] = !version5;
  if (!exposure.stats) settings[version5 ? "StatsOnExt" : "DisableStatsOnHttp"] = !version5;
  if (!exposure.gossip) settings[version5 ? "GossipOnExt" : "DisableGossipOnHttp"] = !version5;
  return settings;
}

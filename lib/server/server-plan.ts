import { checkOneOf, checkWholeNumber } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { atomPubSettings, readAtomPub } from "./features/atom-pub";
import { readConnectionLimits, type ConnectionLimits } from "./features/connection-limits";
import { exposureSettings, readExposure, type Exposure } from "./features/exposure";
import { readExternalTcp, type ExternalTcpPlan } from "./features/external-tcp";
import { readLicenseKey } from "./features/license-key";
import { warnOfLicensed } from "./features/licensed-settings";
import { readTiming, Timing, type TimingOptions } from "./features/timing";
import type { Release } from "./release";
import { Delivery } from "./delivery";
import type { ServerSpec } from "./server-spec";
import { checkUserSettings, type SettingValue } from "./user-settings";

/** What the server is told besides its addresses, checked against the release. */
export interface ServerPlan {
  readonly release: Release;
  readonly secure: boolean;
  readonly inMemory: boolean;
  readonly delivery: Delivery;
  readonly externalTcp: ExternalTcpPlan;
  /** A secret. */
  readonly licenseKey?: string;
  readonly timing: Required<TimingOptions>;
  /** The timings that the user set by themselves. */
  readonly timingAsked: readonly string[];
  readonly exposure: Required<Exposure>;
  readonly atomPub: boolean;
  readonly connectionLimits?: ConnectionLimits;
  /** The settings that all nodes share, by option name. */
  readonly shared: Readonly<Record<string, SettingValue>>;
  /** The user's own settings for all nodes, by option name. */
  readonly userSettings: ReadonlyMap<string, unknown>;
  /** Whether a value is known only at deployment. */
  readonly isToken: (value: unknown) => boolean;
  /** What single nodes have besides, by node key. */
  readonly nodes: ReadonlyMap<
    string,
    { readonly priority?: number; readonly settings: ReadonlyMap<string, unknown> }
  >;
}

/** Reads everything that concerns the server; problems and warnings go to `findings`. */
export function planServer(
  spec: ServerSpec,
  release: Release,
  isToken: (value: unknown) => boolean,
  findings: Findings,
): ServerPlan {
  const delivery = readDelivery(spec.delivery, findings);
  const context = (path: string) => ({ release, path, delivery, secure: spec.secure, isToken });
  const externalTcp = readExternalTcp(spec.externalTcp, { release, secure: spec.secure }, findings);
  const needed = externalTcp.on && externalTcp.misplacedKey !== true;
  const licenseKey = readLicenseKey(spec.licenseKey, { release, needed, isToken }, findings);
  const exposure = readExposure(spec.exposure, findings);
  const atomPub = readAtomPub(spec.atomPub, release, findings);
  const connectionLimits = readConnectionLimits(spec.connectionLimits, release, findings);
  const userSettings = checkUserSettings(spec.settings, context("settings"), findings);
  const nodes = new Map<
    string,
    { readonly priority?: number; readonly settings: ReadonlyMap<string, unknown> }
  >();
  for (const [key, node] of Object.entries(spec.nodes)) {
    const path = `nodeOverrides[${quote(key)}]`;
    const priority = readPriority(node.priority, `${path}.priority`, findings);
    const settings = checkUserSettings(
      node.settings,
      { ...context(`${path}.settings`), shared: userSettings },
      findings,
    );
    nodes.set(key, { ...(priority === undefined ? {} : { priority }), settings });
  }
  // External TCP without a key is refused, which has the same mend.
  if (!needed) {
    const all = [...nodes].map(
      ([key, { settings }]) => [`nodeOverrides[${quote(key)}].settings`, settings] as const,
    );
    const context = { release, secure: spec.secure, licenseKey: spec.licenseKey };
    warnOfLicensed([["settings", userSettings], ...all], context, findings);
  }
  return {
    release,
    secure: spec.secure,
    inMemory: spec.inMemory,
    delivery,
    externalTcp,
    ...(licenseKey === undefined ? {} : { licenseKey }),
    timing: readTiming(spec.timing, release, findings),
    timingAsked: timingAsked(spec.timing),
    exposure,
    atomPub,
    ...(connectionLimits === undefined ? {} : { connectionLimits }),
    shared: { ...exposureSettings(exposure, release), ...atomPubSettings(atomPub, release) },
    userSettings,
    isToken,
    nodes,
  };
}

function timingAsked(timing: unknown): readonly string[] {
  return timing instanceof Timing && timing.custom ? Object.keys(timing.options ?? {}) : [];
}

function readDelivery(asked: unknown, findings: Findings): Delivery {
  if (asked === undefined) return Delivery.GENERATION;
  const wrong = {
    what: "Delivery.GENERATION, Delivery.ENVIRONMENT or Delivery.COMMAND_LINE",
    fix:
      asked === "confFile"
        ? "leave it out: a conf file is what the nodes get by default"
        : "leave it out for Delivery.GENERATION",
  };
  return checkOneOf(asked, Object.values(Delivery), wrong, findings.at("delivery")) ?? Delivery.GENERATION;
}

function readPriority(asked: unknown, path: string, findings: Findings): number | undefined {
  if (asked === undefined) return undefined;
  const range = {
    code: "priority",
    min: -2147483648,
    max: 2147483647,
    what: "a whole number; the node with the highest is preferred as leader",
    fix: "leave it out for 0",
  };
  return checkWholeNumber(asked, range, findings.at(path));
}

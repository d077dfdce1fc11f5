import { checkKeys, checkObject, checkWholeNumber } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { readsKestrelSettings } from "../image-layout";
import { describeReleases, type Release } from "../release";

/** Limits of the web server inside the node (Kestrel). It is rarely needed to change them. */
export interface ConnectionLimits {
  /**
   * The most open connections. 1 or more. `Kestrel.Limits.MaxConcurrentConnections`.
   * @default - unlimited
   */
  readonly maxConcurrentConnections?: number;
  /**
   * The most open upgraded connections, for example WebSockets. 0 or more.
   * `Kestrel.Limits.MaxConcurrentUpgradedConnections`.
   * @default - unlimited
   */
  readonly maxConcurrentUpgradedConnections?: number;
  /**
   * How much request data one connection buffers over all its streams. 65535 to 2147483647 bytes.
   * `Kestrel.Limits.Http2.InitialConnectionWindowSize`.
   * @default - the web server's own
   */
  readonly initialConnectionWindowSize?: number;
  /**
   * How much request data one stream buffers; the connection's window limits it too.
   * 65535 to 2147483647 bytes. `Kestrel.Limits.Http2.InitialStreamWindowSize`.
   * @default - the web server's own
   */
  readonly initialStreamWindowSize?: number;
}

const WINDOW = { min: 65535, max: 2147483647, what: "bytes" };
const RANGES: Readonly<Record<keyof ConnectionLimits, { min: number; max: number; what: string }>> = {
  maxConcurrentConnections: { min: 1, max: Number.MAX_SAFE_INTEGER, what: "a whole number of connections" },
  maxConcurrentUpgradedConnections: {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    what: "a whole number of connections",
  },
  initialConnectionWindowSize: WINDOW,
  initialStreamWindowSize: WINDOW,
};

/** The limits asked for, or `undefined` where none is. */
export function readConnectionLimits(
  asked: unknown,
  release: Release,
  findings: Findings,
): ConnectionLimits | undefined {
  if (asked === undefined) return undefined;
  const fix = "use connectionLimits: { maxConcurrentConnections: 1000 }";
  const given = checkObject(asked, fix, findings.at("connectionLimits")) ?? {};
  const limits: { -readonly [K in keyof ConnectionLimits]: number } = {};
  checkKeys(given, Object.keys(RANGES), findings.at("connectionLimits"));
  for (const [key, range] of Object.entries(RANGES) as [
    keyof ConnectionLimits,
    (typeof RANGES)["initialStreamWindowSize"],
  ][]) {
    const value = given[key];
    if (value === undefined) continue;
    const path = `connectionLimits.${key}`;
    const read = checkWholeNumber(
      value,
      { code: "connectionLimits", ...range, fix: "leave it out for the default" },
      findings.at(path),
    );
    if (read !== undefined) limits[key] = read;
  }
  if (Object.keys(limits).length === 0) return undefined;
  if (!readsKestrelSettings(release.version)) {
    findings.problem({
      code: "connectionLimits.release",
      path: "connectionLimits",
      got: `is set on ${release.version}`,
      expected: `${release.version} reads no kestrelsettings.json; ${describeReleases(readsKestrelSettings)} read it`,
      fix: "leave connectionLimits out, or use such a release",
    });
  }
  const { initialStreamWindowSize: stream, initialConnectionWindowSize: connection } = limits;
  if (stream !== undefined && connection !== undefined && stream > connection) {
    findings.warning({
      code: "connectionLimits.window",
      path: "connectionLimits.initialStreamWindowSize",
      got: `is ${stream}, above initialConnectionWindowSize ${connection}`,
      expected: "one stream can never use more than its connection may",
      fix: `use ${connection}, or raise initialConnectionWindowSize`,
    });
  }
  return limits;
}

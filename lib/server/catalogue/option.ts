import { isAtLeast } from "../release";

/** The server's own lists of named values, as its settings take them. */
export const ENUMS = Object.freeze({
  DbLogFormat: Object.freeze(["V2", "ExperimentalV3"]),
  JavascriptProjectionRuntime: Object.freeze(["Legacy", "Interpreted"]),
  LogConsoleFormat: Object.freeze(["Plain", "Json"]),
  LogLevel: Object.freeze(["Default", "Verbose", "Debug", "Information", "Warning", "Error", "Fatal"]),
  ProjectionType: Object.freeze(["None", "System", "All"]),
  RollingInterval: Object.freeze(["Infinite", "Year", "Month", "Day", "Hour", "Minute"]),
});

const LEVELS_FROM_25: readonly string[] = ["Trace", "Critical", "None"];

/** The name of a list of named values. */
export type EnumName = keyof typeof ENUMS;

/**
 * What a setting takes: `integer` is 32 bits wide, `long` 64, `number` may have a fraction, `address` is an
 * IPv4 address, `endpoints` and `strings` are lists.
 */
export type OptionType =
  "boolean" | "integer" | "long" | "number" | "string" | "address" | "endpoints" | "strings" | EnumName;

/** A value that an option has by itself. */
export type DefaultValue = string | number | boolean | readonly string[] | null;

/** One setting of one release. */
export interface ServerOption {
  /** The release's own spelling, for example `"ReplicationIp"`. */
  readonly name: string;
  readonly type: OptionType;
  /** What the server takes without the setting; `null` where it takes nothing. */
  readonly default: DefaultValue;
  readonly deprecated: boolean;
  /** The setting that stands in its place, where it is deprecated for one. */
  readonly replacedBy?: string;
  /** Whether the server refuses it anywhere but in its environment. */
  readonly environmentOnly: boolean;
  /** Whether its value is a secret. */
  readonly sensitive: boolean;
  /** `"ms"`, `"s"`, `"m"` (minutes), `"d"` or `"bytes"`. */
  readonly unit?: string;
}

/** Whether a type is one of the server's own lists of named values. */
export function isEnum(type: OptionType): type is EnumName {
  return Object.hasOwn(ENUMS, type);
}

/** The values of a list that a release takes. Letters' case does not matter to the server. */
export function valuesOf(type: EnumName, release: string): readonly string[] {
  return type === "LogLevel" && isAtLeast(release, "25.0.0")
    ? [...ENUMS[type], ...LEVELS_FROM_25]
    : ENUMS[type];
}

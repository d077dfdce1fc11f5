import type { Delivery } from "./delivery";
import type { ConnectionLimits } from "./features/connection-limits";
import type { Exposure } from "./features/exposure";
import type { ExternalTcp } from "./features/external-tcp";
import type { Timing } from "./features/timing";
import type { SettingValue } from "./user-settings";

/** What one node has besides what all have. */
export interface NodeServerSpec {
  readonly priority?: number;
  readonly settings?: Readonly<Record<string, SettingValue>>;
}

/** The part of a cluster's props that concerns the server, as plain data. */
export interface ServerSpec {
  readonly version: string;
  readonly secure: boolean;
  /** Whether the data live in memory only. */
  readonly inMemory: boolean;
  readonly externalTcp?: ExternalTcp;
  /** As it was given: a text, or a token as text. */
  readonly licenseKey?: unknown;
  readonly timing?: Timing;
  readonly exposure?: Exposure;
  readonly atomPub?: boolean;
  readonly connectionLimits?: ConnectionLimits;
  readonly settings?: Readonly<Record<string, SettingValue>>;
  readonly delivery?: Delivery;
  /** By node key. */
  readonly nodes: Readonly<Record<string, NodeServerSpec>>;
}

import type { DeliveryKind } from "../delivery";
import type { Release } from "../release";

/** What the user's settings are judged by. */
export interface SettingsContext {
  readonly release: Release;
  /** Where they stand in the API: `"settings"`. */
  readonly path: string;
  readonly delivery: DeliveryKind;
  /** Whether TLS is on. */
  readonly secure: boolean;
  /** Whether a value is one that is known at deployment only. */
  isToken(value: unknown): boolean;
  /** Where these are one node's: the settings of all nodes, which they come on top of. */
  readonly shared?: ReadonlyMap<string, unknown>;
}

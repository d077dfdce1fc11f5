import type { EventStoreClusterProps } from "cdktf-eventstoredb";
import type { Life } from "./life";

/** What of a cluster changes in the course of its life. */
export type LifeProps = Partial<
  Omit<
    EventStoreClusterProps,
    "name" | "version" | "security" | "image" | "internalNetwork" | "externalNetwork"
  >
>;

/** What happens to one cluster, one step after the other. */
export interface Story {
  readonly id: string;
  readonly what: string;
  /** @default "24.10.4" */
  readonly release?: string;
  /** Whether the engine itself is killed, so that it must be the test's own, and nothing else may run on it. */
  readonly killsEngine?: true;
  readonly steps: (life: Life) => Promise<void>;
}

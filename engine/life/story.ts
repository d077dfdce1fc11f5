import type { Life } from "./life";

/** What happens to one cluster, one step after the other. */
export interface Story {
  readonly id: string;
  readonly what: string;
  /** @default "24.10.4" */
  readonly release?: string;
  /** Other releases that it becomes. */
  readonly becomes?: readonly string[];
  /** Whether the engine itself is killed, so that it must be the test's own, and nothing else may run on it. */
  readonly killsEngine?: true;
  /** Whether Terraform must make certificates for it. */
  readonly generates?: true;
  /** Whether it is lived on several Docker hosts. */
  readonly onHosts?: true;
  readonly steps: (life: Life) => Promise<void>;
}

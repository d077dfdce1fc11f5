import type { Construct } from "constructs";
import type { Plot } from "./surroundings";

/** One or more clusters that live in one stack. */
export interface Scenario {
  readonly id: string;
  /** What is special about it. */
  readonly what: string;
  /** Whether it needs several Docker hosts. */
  readonly onHosts?: true;
  readonly declare: (scope: Construct, plot: Plot) => void | Promise<void>;
}

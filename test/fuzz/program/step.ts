import type { World } from "./world";

/** One thing that a program does. */
export interface Step {
  /** For whoever looks at a fault. */
  readonly name: string;
  take(world: World): void;
}

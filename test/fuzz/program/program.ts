import fc from "fast-check";
import { clusterSteps } from "./clusters";
import { dynamicBlocks } from "./dynamic-blocks";
import { besides } from "./besides";
import { clients } from "./clients";
import { removals } from "./removals";
import { changes } from "./changes";
import { stackSteps } from "./stacks";
import type { Step } from "./step";

/** A program: what it does, one after the other. */
export interface Program {
  readonly kind: "program";
  readonly steps: readonly Step[];
}

/** Programs with one cluster or several, and whatever their users do besides. */
export const programs: fc.Arbitrary<Program> = fc
  .record({
    stacks: fc.array(stackSteps, { minLength: 1, maxLength: 3 }),
    early: fc.array(besides, { maxLength: 1 }),
    clusters: fc.array(clusterSteps, { minLength: 1, maxLength: 3 }),
    late: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: dynamicBlocks },
        { weight: 3, arbitrary: changes },
        { weight: 3, arbitrary: besides },
        { weight: 3, arbitrary: clients },
        { weight: 2, arbitrary: removals },
        { weight: 1, arbitrary: clusterSteps },
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ stacks, early, clusters, late }) => ({
    kind: "program",
    steps: [...stacks, ...early, ...clusters, ...late],
  }));

import { RemovalPolicy } from "cdktf-eventstoredb";
import destroyed from "../stacks/life-older-destroy.json";
import retained from "../stacks/life-older-retain.json";
import type { Story } from "../story";

/** A cluster that 0.1.0 made, by its own stack, which the present library then takes over. */
function takenOver(id: string, stack: unknown, removalPolicy: RemovalPolicy): Story {
  return {
    id: `life-older-${id}`,
    what: `a first apply over a cluster of 0.1.0, under ${id.toUpperCase()}, then 3 → 5 members`,
    steps: async (life) => {
      await life.applyStack(stack, { removalPolicy });
      await life.write(300);
      await life.level();
      await life.apply({ removalPolicy });
      await life.write(50);
      await life.apply({ removalPolicy, size: 5 });
    },
  };
}

/** Clusters that the version before made. */
export const OLDER: readonly Story[] = [
  takenOver("retain", retained, RemovalPolicy.RETAIN),
  takenOver("destroy", destroyed, RemovalPolicy.DESTROY),
];

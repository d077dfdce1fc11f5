import type { Life } from "../life";
import type { Story } from "../story";

/** Long enough for the copy to be met on its way. */
const SLOW_MS = 400;

/** One member with events that becomes three, the second of which copies slowly, and what happens meanwhile. */
function whileCopying(id: string, what: string, deed: (life: Life) => Promise<void>): Story {
  return {
    id: `life-copying-${id}`,
    what: `1 → 3 members, and while the first empty one is still copying ${what}`,
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(300);
      await life.slowFromBirth("node-1", SLOW_MS);
      await life.slowFromBirth("node-2", SLOW_MS);
      await life.during(life.apply({ size: 3 }), async () => {
        await life.until("somebody copies", () => life.isAny("catchingup"));
        await deed(life);
        await life.until("both are there", () => life.hurry("node-1", "node-2"));
      });
      await life.write(50);
    },
  };
}

/** Clusters that are disturbed while they grow. */
export const COPIES: readonly Story[] = [
  whileCopying("leader", "the leader is killed", async (life) => life.kill(await life.leader())),
  whileCopying("all", "all nodes are killed at once", (life) => life.kill("node-0", "node-1", "node-2")),
  whileCopying("stopped", "the leader is stopped for a while", async (life) => {
    const leader = await life.leader();
    await life.stop(leader);
    await life.wait(5);
    await life.start(leader);
  }),
  {
    id: "life-gate-killed",
    what: "1 → 3 members, the gate killed midway, and an apply again",
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(300);
      await life.slowFromBirth("node-1", SLOW_MS);
      await life.slowFromBirth("node-2", SLOW_MS);
      // The provider looks at a gate that is dead until its time is over.
      await life.fails({ size: 3, readyTimeout: 30 }, /^/, () => life.killGate());
      await life.apply({ size: 3 });
    },
  },
  {
    id: "life-older-gate",
    what: "3 → 5 members, while a gate of three is still running",
    steps: async (life) => {
      await life.apply({ size: 3 });
      await life.write(300);
      await life.copyGate("older");
      await life.apply({ size: 5 });
      await life.write(50);
      // What it mounts cannot be destroyed.
      await life.removeCopy("older");
    },
  },
];

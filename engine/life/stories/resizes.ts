import type { Story } from "../story";

const SETTINGS = { settings: { MaxAppendSize: 2_097_152 } };

/** A cluster of one size that becomes another, with events that must still be there. */
function resize(...sizes: readonly number[]): Story {
  return {
    id: `life-${sizes.join("-")}`,
    what: `${sizes.join(" → ")} members, events between`,
    steps: async (life) => {
      for (const [i, size] of sizes.entries()) {
        await life.apply({ size });
        await life.write(i === sizes.length - 1 ? 50 : 500);
        // A member that goes takes with it what it alone had.
        await life.level();
      }
    },
  };
}

/** A cluster that grows or shrinks while a client writes: no container of those that stay is another one. */
function resizeByRoll(...sizes: readonly number[]): Story {
  return {
    id: `life-roll-${sizes.join("-")}`,
    what: `${sizes.join(" → ")} members by a roll, under writes`,
    steps: async (life) => {
      const [first = 1, ...others] = sizes;
      await life.apply({ size: first });
      await life.write(50);
      await life.level();
      let before = first;
      for (const size of others) {
        const staying = life.nodes.slice(0, size);
        const were = await life.containers();
        const deed = () => life.writing(() => life.apply({ size }));
        // One of one is no majority while it starts.
        await (staying.length < 3 ? deed() : life.whole(staying.length, deed, staying));
        await life.settled();
        const are = await life.containers();
        const another = staying.filter((key) => are.get(key) !== were.get(key));
        // A single member is on no internal network, so that it is another container.
        if (another.length > 0 && before > 1 && size > 1)
          throw new Error(`${before} → ${size} replaced ${another.join(", ")}`);
        before = size;
      }
    },
  };
}

/** One member that becomes three, whose containers come one after the other in this order. */
function inOrder(...order: readonly number[]): Story {
  return {
    id: `life-order-${order.join("")}`,
    what: `1 → 3 members, started in the order ${order.join(", ")}`,
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(200);
      for (const n of order) await life.apply({ size: 3 }, { only: [`node-${n}`] });
      await life.apply({ size: 3 });
      await life.write(50);
    },
  };
}

/** The one with data first, and last; of the empty ones none differs from the other. */
const ORDERS = [
  [0, 1, 2],
  [1, 2, 0],
];

/** Clusters that are born, grow and shrink. */
export const RESIZES: readonly Story[] = [
  {
    id: "life-replica",
    what: "three members and a read-only replica are born",
    steps: async (life) => {
      await life.apply({ readOnlyReplicas: 1 });
      await life.write(100);
    },
  },
  { ...resize(1, 3), id: "life-1-3-v5", what: "1 → 3 members on v5", release: "5.0.11" },
  { ...resize(1, 3), id: "life-1-3-26", what: "1 → 3 members on 26.1", release: "26.1.0" },
  resizeByRoll(1, 3, 5, 3, 2, 1),
  resize(3, 7),
  resize(5, 3, 5),
  {
    id: "life-3-1-3",
    what: "3 → 1 members in one apply, which is refused and taken back, with events between",
    steps: async (life) => {
      await life.apply({});
      await life.write(300);
      await life.stop("node-0");
      await life.write(100);
      await life.start("node-0");
      await life.fails(
        { size: 1, readyTimeout: 60 },
        /of 3 members 2 went at once.*size: 3 again.*size: 2, size: 1/,
      );
      await life.apply({});
      await life.write(50);
      await life.level();
    },
  },
  ...ORDERS.map((order) => inOrder(...order)),
  {
    id: "life-paused",
    what: "1 → 3 members, the one with data paused while the others start",
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(200);
      await life.apply({ size: 3 }, { only: ["node-0"] });
      await life.pause("node-0");
      await life.apply({ size: 3 }, { only: ["node-1", "node-2"] });
      await life.during(life.apply({ size: 3 }), () => life.unpause("node-0"));
    },
  },
  {
    id: "life-left",
    what: "3 → 2 → 1 → 3 members, of which the one that stayed had missed elections: the others' volumes come back",
    steps: async (life) => {
      await life.apply({});
      await life.write(300);
      await life.level();
      await life.stop("node-0");
      for (let round = 0; round < 3; round++) {
        await life.kill("node-1", "node-2");
        await life.leader();
      }
      await life.start("node-0");
      await life.level();
      await life.apply({ size: 2 });
      await life.apply({ size: 1 });
      await life.write(50);
      await life.apply({});
    },
  },
  {
    id: "life-behind",
    what: "three members replaced one after the other under writes, then 3 → 5 and 5 → 3",
    steps: async (life) => {
      await life.apply({});
      await life.writing(() => life.whole(3, () => life.apply(SETTINGS, { serially: true })));
      await life.writing(() => life.apply({ ...SETTINGS, size: 5 }, { serially: true }));
      await life.level();
      await life.writing(() => life.apply({ size: 3 }, { serially: true }));
    },
  },
];

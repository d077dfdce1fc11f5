import type { Story } from "../story";

/** Of three members two are a majority. */
const TWO = { fewest: 2 };

/** Releases whose servers run as different users, on the same data. */
export const UPGRADES: readonly Story[] = [
  {
    id: "life-upgrade",
    what: "24.10 to 26.1 and back under writes, node by node: the data change their owner",
    release: "24.10.9",
    becomes: ["26.1.0"],
    steps: async (life) => {
      const up = { version: "26.1.0", upgradeFrom: "24.10.9" };
      const back = { version: "24.10.9", upgradeFrom: "26.1.0" };
      await life.apply({});
      await life.write(200);
      await life.healthy();
      await life.owned("1000:1000");
      await life.writing(async () => {
        await life.rollOut(up, TWO);
        await life.settled();
      });
      await life.owned("1001:1001");
      await life.writing(async () => {
        await life.rollOut(back, TWO);
        await life.settled();
      });
      await life.owned("1000:1000");
    },
  },
  {
    id: "life-upgrade-plain",
    what: "25.1 to 26.1 by a plain apply, whose settings are the same, and back",
    release: "25.1.4",
    becomes: ["26.1.0"],
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.apply({ version: "26.1.0" });
      await life.settled();
      await life.owned("1001:1001");
      await life.write(50);
      await life.apply({ version: "25.1.4" });
      await life.settled();
      await life.owned("1000:1000");
    },
  },
];

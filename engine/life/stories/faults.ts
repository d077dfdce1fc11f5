import type { Story } from "../story";

const EDIT = { settings: { MaxAppendSize: 2_097_152 } };
const ANOTHER = { settings: { MaxAppendSize: 1_048_576 } };

/** Rolls that are disturbed by who applies, and by where it is staged. */
export const FAULTS: readonly Story[] = [
  {
    id: "life-roll-terraform-killed",
    what: "Terraform killed when the first node has its new setting, and an apply again",
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.writing(() =>
        life.whole(3, async () => {
          await life.killed(EDIT, "the first node has it", () => life.gateRunsAndSaid(/node-\d has it/));
          await life.applyAfterKill(EDIT);
        }),
      );
      await life.settled();
      await life.generations(1);
    },
  },
  {
    id: "life-roll-installers-killed",
    what: "Terraform killed at its beginning, when the new settings are being staged, and an apply again",
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.writing(() =>
        life.whole(3, async () => {
          const before = await life.installer("node-1");
          await life.killed(EDIT, "it is staged", async () => (await life.installer("node-1")) !== before);
          await life.applyAfterKill(EDIT);
        }),
      );
      await life.settled();
    },
  },
  {
    id: "life-roll-twice",
    what: "two applies at once: on one state, then on two copies of it",
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.writing(() =>
        life.whole(3, () =>
          life.during(life.apply(EDIT), async () => {
            await life.until("it rolls", () => life.gateRunsAndSaid(/shall have/));
            await life.isLocked();
          }),
        ),
      );
      await life.settled();
      await life.writing(() =>
        life.whole(undefined, async () => {
          await life.twice({}, ANOTHER);
          await life.applyAfterKill(ANOTHER);
        }),
      );
      await life.settled();
    },
  },
  {
    id: "life-roll-full",
    what: "no room for a node's new settings, and then there is",
    steps: async (life) => {
      await life.smallDisk("node-1", "256k");
      try {
        await life.apply({});
        await life.write(50);
        await life.fill("node-1", true);
        await life.writing(() =>
          life.whole(0, async () => {
            await life.fails(EDIT, /^/);
            const said = await life.installerSays("node-1");
            if (!said.includes("No space left on device")) throw new Error(`the installer said: ${said}`);
          }),
        );
        await life.fill("node-1", false);
        await life.writing(() => life.whole(3, () => life.apply(EDIT)));
        await life.settled();
      } finally {
        await life.noSmallDisk("node-1");
      }
    },
  },
];

import { Security } from "cdktf-eventstoredb";
import type { Story } from "../story";

/** What the library takes and a server refuses when it starts: a folder that it cannot make. */
const REFUSED = { Index: "/sys/index" };

/** Edits that reach nodes which run, one after the other, while a client writes. */
export const ROLLS: readonly Story[] = [
  {
    id: "life-roll",
    what: "a setting of three nodes, then one that the server refuses, then another",
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.writing(() => life.whole(3, () => life.apply({ settings: { MaxAppendSize: 2097152 } })));
      await life.settled();
      await life.writing(() =>
        life.whole(1, () =>
          life.fails(
            { settings: REFUSED, readyTimeout: 60 },
            /node-\d was not ready with it, and is back .* docker logs/,
          ),
        ),
      );
      await life.writing(() =>
        life.whole(2, () =>
          life.apply({
            settings: { MaxAppendSize: 1048576 },
            nodeOverrides: { "node-0": { settings: { MaxAppendSize: 2097152 } } },
          }),
        ),
      );
      await life.settled();
      // What it had before is of no use any more.
      await life.generations(1);
    },
  },
  {
    id: "life-roll-secure",
    what: "own certificates renewed without a restart, then a setting",
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      const own = Security.tls(await life.ownCertificates());
      await life.apply({ security: own });
      await life.settled();
      const renewed = Security.tls(await life.ownCertificates());
      await life.whole(0, () => life.apply({ security: renewed }));
      await life.settled();
      await life.whole(3, () => life.apply({ security: renewed, settings: { MaxAppendSize: 2097152 } }));
      await life.settled();
      await life.apply({});
    },
  },
  {
    id: "life-roll-single",
    what: "a setting of a single node, and one that it refuses",
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(50);
      await life.apply({ size: 1, settings: { MaxAppendSize: 2097152 } });
      await life.settled();
      await life.fails(
        { size: 1, settings: REFUSED, readyTimeout: 30 },
        /node-0 was not ready with it, and is back/,
      );
      await life.apply({ size: 1 });
    },
  },
  {
    id: "life-roll-birth",
    what: "a setting that is refused from the first start on, and mended by an apply",
    steps: async (life) => {
      await life.fails({ settings: REFUSED, readyTimeout: 10 }, /not ready/);
      await life.apply({});
      await life.write(50);
      await life.settled();
    },
  },
];

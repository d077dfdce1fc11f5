import { Certificates, Security, Timing } from "cdktf-eventstoredb";
import { type Layout, onLayout, OTHER_LAYOUTS } from "../layouts";
import type { Story } from "../story";

/** What the library takes and a server refuses when it starts: a folder that it cannot make. */
const REFUSED = { Index: "/sys/index" };

/** Heartbeats, a projection setting, and the priority of one node. */
function ofSettings(layout: Layout): Story {
  const timing = Timing.tolerant();
  const settings = { RunProjections: "System" };
  return {
    ...onLayout("life-roll", "heartbeats, projections and a priority", layout),
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.writing(async () => {
        await life.whole(3, () => life.apply({ timing, settings }));
        await life.settled();
        await life.whole(1, () =>
          life.apply({ timing, settings, nodeOverrides: { "node-0": { priority: 5 } } }),
        );
      });
      await life.settled();
    },
  };
}

function ofCertificates(layout?: Layout): Story {
  // A server of v5 reads none anew.
  const restarts = layout?.line === "v5" ? 3 : 0;
  return {
    ...onLayout(
      "life-roll-secure",
      `own certificates renewed${restarts === 0 ? " without a restart" : ""}, then a setting`,
      layout,
    ),
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      const renewed = await life.certified();
      const gate = await life.gateId();
      await life.whole(restarts, () => life.apply({ security: renewed }));
      if ((await life.gateId()) === gate) throw new Error("nothing was renewed");
      await life.settled();
      await life.whole(3, () => life.apply({ security: renewed, settings: { RunProjections: "System" } }));
      await life.settled();
      await life.apply({});
    },
  };
}

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
  ofCertificates(),
  ...OTHER_LAYOUTS.map(ofCertificates),
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
  ...OTHER_LAYOUTS.map(ofSettings),
  {
    id: "life-roll-3-5-3-secure",
    what: "three members with TLS become five and three again",
    generates: true,
    steps: async (life) => {
      const security = Security.tls(Certificates.generated());
      await life.apply({});
      await life.write(100);
      await life.apply({ security });
      await life.apply({ security, size: 5 });
      await life.settled();
      await life.apply({ security });
      await life.settled();
      await life.apply({});
    },
  },
];

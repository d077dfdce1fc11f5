import { Timing } from "cdktf-eventstoredb";
import type { Story } from "../story";

/** Clusters whose members are spread over several Docker hosts. */
export const HOSTS: readonly Story[] = [
  {
    id: "life-hosts-roll",
    what: "heartbeats of three members on three hosts, then a keep-alive after one of them lost its data",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.settled();
      await life.write(100);
      const tolerant = Timing.tolerant();
      await life.writing(() => life.whole(3, () => life.apply({ timing: tolerant })));
      await life.settled();
      await life.level();
      await life.lose("node-1");
      const timing = Timing.custom({ keepAliveInterval: 15_000 });
      await life.writing(() => life.whole(3, () => life.apply({ timing }), life.nodes, ["node-1"]));
      await life.settled();
      // What it had before is of no use any more.
      await life.generations(1);
    },
  },
];

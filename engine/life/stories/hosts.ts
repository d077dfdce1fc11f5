import { Timing } from "cdktf-eventstoredb";
import type { Story } from "../story";

/** A setting that every node is changed for. */
const SETTINGS = { settings: { MaxAppendSize: 2_097_152 } };

/** The first of three hosts out of the program, its node on the last one, and the others where they were. */
const WITHOUT_FIRST = {
  across: ["b", "c"],
  nodeOverrides: { "node-0": { host: "c" }, "node-1": { host: "b" }, "node-2": { host: "c" } },
  allowMajorityOnOneHost: true,
};

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
  {
    id: "life-hosts-grow",
    what: "1 → 3 → 5 → 3 members over three hosts, under writes",
    onHosts: true,
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(200);
      await life.writing(() => life.apply({ size: 3 }));
      await life.settled();
      await life.level();
      for (const size of [5, 3]) {
        const staying = life.nodes.slice(0, 3);
        const were = await life.containers();
        await life.writing(() => life.whole(3, () => life.apply({ size }), staying));
        await life.settled();
        await life.level();
        const are = await life.containers();
        const another = staying.filter((key) => are.get(key) !== were.get(key));
        if (another.length > 0) throw new Error(`${size} members replaced ${another.join(", ")}`);
      }
    },
  },
  {
    id: "life-hosts-down",
    what: "one of three hosts down: a plan is refused, a target on another host is not; up again, and applied",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.level();
      const up = life.nodes.slice(0, 2);
      await life.hostDown("c");
      await life.write(50);
      await life.refused(SETTINGS, /Error pinging Docker server/);
      // What is targeted is put in place, and nobody is moved: the gate needs every host.
      await life.writing(() => life.whole(0, () => life.apply(SETTINGS, { only: up }), up));
      await life.refused(SETTINGS, /Error pinging Docker server/);
      await life.hostUp("c");
      await life.level();
      await life.writing(() => life.whole(3, () => life.apply(SETTINGS)));
      await life.settled();
    },
  },
  {
    id: "life-hosts-lost",
    what: "one of three hosts lost for good: Terraform forgets it, and its member is born anew on another one",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.level();
      await life.hostDown("c");
      await life.write(50);
      const without = { across: ["a", "b"], allowMajorityOnOneHost: true };
      await life.refused(without, /Error pinging Docker server/);
      await life.forget("c");
      // The others learn where it is now.
      await life.writing(() => life.whole(3, () => life.apply(without), life.nodes, ["node-2"]));
      await life.settled();
      await life.write(50);
    },
  },
  {
    id: "life-hosts-first-lost",
    what: "the first of three hosts lost for good, and the gate with it",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.level();
      await life.hostDown("a");
      await life.forget("a");
      await life.writing(() => life.whole(3, () => life.apply(WITHOUT_FIRST), life.nodes, ["node-0"]));
      await life.settled();
      await life.write(50);
    },
  },
  {
    id: "life-hosts-moved",
    what: "a member moves to another host, and back to the data that it left on the first one",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.level();
      for (const across of [
        ["a", "b"],
        ["a", "b", "c"],
      ]) {
        await life.stop("node-2");
        const moved = { across, allowMajorityOnOneHost: true };
        await life.writing(() => life.whole(3, () => life.apply(moved), life.nodes, ["node-2"]));
        await life.settled();
        await life.level();
      }
    },
  },
  {
    id: "life-hosts-first-moved",
    what: "the member of the first host moves to another one, and the gate with it",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.level();
      await life.stop("node-0");
      await life.writing(() => life.whole(3, () => life.apply(WITHOUT_FIRST), life.nodes, ["node-0"]));
      await life.settled();
      await life.level();
    },
  },
  {
    id: "life-hosts-moved-single",
    what: "a single member moves to another host, its data copied there before",
    onHosts: true,
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(200);
      await life.stop("node-0");
      await life.carry("node-0", "b");
      await life.apply({ size: 1, across: ["b"] });
      await life.settled();
      await life.write(50);
    },
  },
  {
    id: "life-hosts-rollout",
    what: "a label of three members on three hosts, node by node by the package's command",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(100);
      await life.healthy();
      await life.writing(async () => {
        await life.rollOut({ labels: { team: "one" } }, { fewest: 2 });
      });
      await life.settled();
      const again = await life.rollOut({ labels: { team: "one" } });
      if (!again.includes("nothing to do")) throw new Error(again);
    },
  },
  {
    id: "life-hosts-secure",
    what: "three hosts without and with TLS, own certificates renewed, a setting, and without again",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      const renewed = await life.certified();
      await life.apply({ security: renewed });
      await life.settled();
      await life.healthy();
      await life.apply({ security: renewed, ...SETTINGS });
      await life.settled();
      await life.healthy();
      await life.apply({});
    },
  },
  {
    id: "life-hosts-upgrade",
    what: "24.10 to 26.1 and back over three hosts, node by node: the data change their owner",
    release: "24.10.9",
    becomes: ["26.1.0"],
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.healthy();
      for (const [version, upgradeFrom, user] of [
        ["26.1.0", "24.10.9", "1001:1001"],
        ["24.10.9", "26.1.0", "1000:1000"],
      ] as const) {
        await life.writing(async () => {
          await life.rollOut({ version, upgradeFrom }, { fewest: 2 });
          await life.settled();
        });
        await life.owned(user);
      }
    },
  },
  {
    id: "life-hosts-renamed",
    what: "the hosts get other names, of which Terraform is told before",
    onHosts: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(100);
      await life.rename();
      await life.writing(() => life.whole(undefined, () => life.apply({ renamed: true })));
      await life.settled();
      await life.write(20);
    },
  },
  {
    id: "life-hosts-serial",
    what: "three members on three hosts are born, and then changed, one resource after the other",
    onHosts: true,
    steps: async (life) => {
      await life.apply({}, { serially: true });
      await life.write(100);
      await life.settled();
      await life.writing(() => life.whole(3, () => life.apply(SETTINGS, { serially: true })));
      await life.settled();
    },
  },
];

import { ClusterData } from "cdktf-eventstoredb";
import type { Story } from "../story";

/** Three members, some of whose data are lost, before an apply brings their containers again. */
function losing(keys: readonly string[], restart: boolean): Story {
  return {
    id: `life-lost-${keys.length}${restart ? "-restart" : ""}`,
    what: `${keys.length} of three data volumes removed${restart ? ", the rest restarted" : ""}, then an apply`,
    steps: async (life) => {
      await life.apply({});
      await life.write(300);
      await life.level();
      await life.lose(...keys);
      if (restart) await life.kill(...life.nodes.filter((key) => !keys.includes(key)));
      await life.apply({});
      await life.write(50);
    },
  };
}

const [ONE, TWO] = [["node-1"], ["node-1", "node-2"]];

/** Clusters that lose data folders, or get them back. */
export const LOSSES: readonly Story[] = [
  ...[ONE, TWO].flatMap((keys) => [losing(keys, false), losing(keys, true)]),
  {
    id: "life-lost-all",
    what: "all data volumes removed: founding is refused, and founds anew once its mend is followed",
    steps: async (life) => {
      await life.apply({});
      await life.write(100);
      await life.level();
      await life.lose(...life.nodes);
      life.client.forget();
      await life.fails({ readyTimeout: 30 }, /found/i);
      await life.removeWhatGateNames();
      await life.apply({});
      await life.write(50);
    },
  },
  {
    id: "life-lost-settings",
    what: "what a node reads at its start is gone, then volumes of nodes are removed by hand",
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.emptySettings("node-1");
      await life.kill("node-1");
      await life.follow("node-1", /are gone from the volume .*docker rm -f (\S+), and run terraform apply/);
      await life.apply({});
      await life.settled();
      await life.write(50);
      await life.removePart("node-2", "settings");
      await life.apply({});
      await life.settled();
      await life.write(50);
      await life.removePart("node-0", "control");
      await life.apply({});
      await life.settled();
      await life.write(50);
    },
  },
  {
    id: "life-restored",
    what: "an older copy restored into one of three members whose others are empty",
    steps: async (life) => {
      await life.apply({});
      await life.write(300);
      await life.level();
      await life.backUp("node-1");
      await life.lose(...life.nodes);
      await life.restore("node-1");
      await life.apply({});
      await life.write(50);
    },
  },
  {
    id: "life-adopted",
    what: "the data of three members that nobody knows, one of which is behind, taken over in another order",
    steps: async (life) => {
      await life.apply({});
      await life.write(100);
      await life.level();
      await life.stop("node-2");
      await life.write(200);
      await life.remove();
      const volumes: string[] = [];
      for (const key of ["node-2", "node-0", "node-1"]) volumes.push(await life.hideData(key));
      await life.apply({ data: ClusterData.existingVolumes(volumes) });
      await life.write(50);
    },
  },
  {
    id: "life-unreadable",
    what: "a member whose data its server cannot read, while the cluster is changed",
    steps: async (life) => {
      await life.apply({});
      await life.write(300);
      await life.level();
      await life.stop("node-1");
      await life.inData("node-1", "chmod 000 chunk-*; chown 0:0 chunk-*");
      await life.start("node-1");
      await life.fails({ size: 5, readyTimeout: 30 }, /node-1/);
      await life.inData("node-1", "chmod 644 chunk-*; chown $(stat -c %u:%g .) chunk-*");
      await life.apply({ size: 5 });
      await life.write(50);
    },
  },
  {
    id: "life-wrong-setting",
    what: "a member that a wrong setting keeps from starting, while the cluster grows",
    steps: async (life) => {
      await life.apply({ size: 1 });
      await life.write(300);
      const nodeOverrides = { "node-0": { settings: { Index: "/nowhere/index" } } };
      await life.fails({ size: 3, nodeOverrides, readyTimeout: 30 }, /node-0/);
      await life.apply({ size: 3 });
      await life.write(50);
    },
  },
  {
    id: "life-memory",
    what: "three members in memory, one restarted",
    steps: async (life) => {
      await life.apply({ data: ClusterData.inMemory() });
      await life.write(100);
      await life.level();
      await life.kill("node-2");
      await life.level();
    },
  },
  {
    id: "life-engine-killed",
    what: "the engine killed and started again",
    killsEngine: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(100);
      await life.level();
      await life.killEngine();
      await life.level();
    },
  },
];

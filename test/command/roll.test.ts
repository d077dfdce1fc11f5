import fc from "fast-check";
import { Ending, ExitCode } from "../../lib/command/exit-code";
import { roll, type Terminal } from "../../lib/command/roll";
import { changesOf } from "../../lib/rollout/changes";
import {
  BESIDES,
  changeJson,
  containerOf,
  IMAGE,
  type Keyed,
  rolloutFor,
  World,
  type WorldNode,
} from "../rollout/world";
import { runs } from "../runs";

const OPTIONS = { dryRun: false, autoApprove: true };

/** A terminal that remembers what was said, and answers. */
function terminal(answer?: boolean): Terminal & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    say: (line) => void lines.push(line),
    during: (what, deed) => {
      lines.push(what);
      return deed();
    },
    approve: () => Promise.resolve(answer),
  };
}

/** How a rollout ends. */
async function ending(world: World, nodes: Keyed, options = OPTIONS, talk = terminal()): Promise<ExitCode> {
  try {
    return await roll([rolloutFor(nodes)], world, talk, options);
  } catch (error) {
    if (error instanceof Ending) {
      talk.lines.push(...error.lines);
      return error.code;
    }
    throw error;
  }
}

/** A cluster that is well, with a leader, of which some nodes change. */
const WELL: fc.Arbitrary<Keyed> = fc
  .record({
    deeds: fc.array(fc.constantFrom<WorldNode["deed"]>("nothing", "replace", "update"), {
      minLength: 3,
      maxLength: 7,
    }),
    replicas: fc.array(fc.constantFrom<WorldNode["deed"]>("nothing", "replace"), { maxLength: 2 }),
    leads: fc.nat(),
  })
  .map(({ deeds, replicas, leads }) => {
    const nodes: Record<string, WorldNode> = {};
    deeds.forEach((deed, n) => {
      nodes[`node-${n}`] = { deed, state: n === leads % deeds.length ? "leader" : "follower" };
    });
    replicas.forEach((deed, n) => (nodes[`replica-${n}`] = { deed, state: "replica" }));
    return nodes;
  });

const replaced = (world: World) =>
  world.applied.map((row) =>
    row.filter(({ address, deed }) => deed === "replace" && /node-|replica-/.test(address)),
  );

describe("a cluster that is well", () => {
  test("is never below its members but one, its leader comes last, and all is applied", async () => {
    await fc.assert(
      fc.asyncProperty(WELL, async (nodes) => {
        const world = new World(nodes);
        const leader = world.leader ?? "";
        const members = world.ready.length;
        world.before = (changes) => {
          const gone = changes.filter(({ deed, address }) => deed === "replace" && address.includes("node-"));
          expect(gone.length).toBeLessThanOrEqual(1);
          expect(world.ready.length).toBe(members);
        };
        expect(await ending(world, nodes)).toBe(ExitCode.DONE);
        expect(world.left).toEqual([]);
        const order = replaced(world)
          .flat()
          .map(({ address }) => address);
        if (nodes[leader]?.deed === "replace") expect(order.at(-1)).toBe(containerOf(leader));
        const [first] = world.applied;
        const touched = Object.values(nodes).some(({ deed }) => deed !== "nothing");
        if (touched) expect(first?.map(({ address }) => address)).toEqual([IMAGE]);
        // Each node, and then all of them are awaited.
        const steps = Object.values(nodes).filter(({ deed }) => deed !== "nothing").length;
        expect(world.gates.length).toBe(touched ? steps + 1 : 0);
        for (const awaited of world.gates.slice(1))
          expect([...awaited].sort()).toEqual(Object.keys(nodes).sort());
      }),
      runs(200),
    );
  });

  test("stops at the first node that does not come back, and goes on once it does", async () => {
    await fc.assert(
      fc.asyncProperty(WELL, fc.nat(), async (nodes, which) => {
        const changing = Object.keys(nodes).filter((key) => nodes[key]?.deed === "replace");
        fc.pre(changing.length > 0);
        const broken = changing[which % changing.length] ?? "";
        const world = new World(nodes);
        const members = world.ready.length;
        world.broken.add(broken);
        const talk = terminal();
        expect(await ending(world, nodes, OPTIONS, talk)).toBe(ExitCode.FAILED);
        expect(talk.lines.join("\n")).toContain(broken);
        // At most that one is down, and nothing was begun after it.
        expect(world.ready.length).toBeGreaterThanOrEqual(members - 1);
        expect(world.applied.at(-1)?.map(({ address }) => address)).toEqual([containerOf(broken)]);
        // It waits for the node as it is, and touches no other.
        const before = world.applied.length;
        const left = world.left.map(({ address }) => address);
        const again = Object.fromEntries(
          Object.entries(nodes).map(([key, node]) => [
            key,
            { ...node, deed: left.includes(containerOf(key)) ? node.deed : "nothing" } as const,
          ]),
        );
        if (Object.values(again).some(({ deed }) => deed !== "nothing")) {
          expect(await ending(world, again)).toBe(ExitCode.FAILED);
          expect(world.applied.length).toBe(before);
        }
      }),
      runs(100),
    );
  });
});

describe("a cluster that is not well", () => {
  const NODES: Keyed = {
    "node-0": { state: "leader", deed: "replace" },
    "node-1": { state: "none", deed: "lost" },
    "node-2": { state: "follower", deed: "replace" },
  };

  test("gets the lost node first", async () => {
    const world = new World(NODES);
    expect(await ending(world, NODES)).toBe(ExitCode.DONE);
    const order = world.applied.flat().map(({ address }) => address);
    expect(order).toEqual([IMAGE, ...["node-1", "node-2", "node-0"].map(containerOf), BESIDES]);
    expect(world.gates[0]).toEqual(["look", "node-0", "node-2"]);
  });

  test("gets those that are not ready together, and first", async () => {
    const nodes: Keyed = {
      "node-0": { state: "none", deed: "replace" },
      "node-1": { state: "other", deed: "replace" },
      "node-2": { state: "other", deed: "replace" },
    };
    const world = new World(nodes);
    expect(await ending(world, nodes)).toBe(ExitCode.DONE);
    expect(replaced(world).map((row) => row.length)).toEqual([0, 3, 0]);
  });

  test("is left alone where the edit does not mend it", async () => {
    const nodes: Keyed = { ...NODES, "node-1": { state: "other", deed: "nothing" } };
    const world = new World(nodes);
    const talk = terminal();
    expect(await ending(world, nodes, OPTIONS, talk)).toBe(ExitCode.FAILED);
    expect(talk.lines.join("\n")).toContain("waits for node-1, which the edit does not change");
    expect(world.applied).toEqual([]);
  });

  test("is left alone where what its gate said is not to be had", async () => {
    const world = new World(NODES);
    world.said = () => Promise.resolve("node-0=leader");
    expect(await ending(world, NODES)).toBe(ExitCode.FAILED);
    expect(world.applied).toEqual([]);
  });
});

test("new replicas come with the whole, and old ones go with it", async () => {
  const nodes: Keyed = {
    "node-0": { state: "leader", deed: "replace" },
    "replica-0": { state: "none", deed: "fresh" },
    "replica-1": { state: "replica", deed: "removed" },
  };
  const world = new World(nodes);
  expect(await ending(world, nodes)).toBe(ExitCode.DONE);
  expect(world.applied.at(-1)?.map(({ address }) => address)).toEqual([
    containerOf("replica-0"),
    containerOf("replica-1"),
    BESIDES,
  ]);
  for (const awaited of world.gates) expect(awaited).not.toContain("replica-0");
});

test.each([1, 3])("the first apply of %d members is one, and asks nobody who is ready", async (size) => {
  const nodes: Keyed = Object.fromEntries(
    Array.from({ length: size }, (_, n) => [`node-${n}`, { state: "none", deed: "fresh" }]),
  );
  const world = new World(nodes);
  expect(await ending(world, nodes)).toBe(ExitCode.DONE);
  expect(world.gates).toEqual([]);
  expect(world.applied).toHaveLength(1);
  expect(world.applied[0]).toHaveLength(size + 2);
});

test("members that go, of which nothing is replaced, go with the whole", async () => {
  const nodes: Keyed = {
    "node-0": { state: "leader", deed: "nothing" },
    "node-1": { state: "follower", deed: "nothing" },
    "node-2": { state: "follower", deed: "removed" },
  };
  const world = new World(nodes);
  expect(await ending(world, nodes)).toBe(ExitCode.DONE);
  expect(world.gates).toEqual([]);
  expect(world.applied).toHaveLength(1);
});

describe("what is asked and said", () => {
  const NODES: Keyed = {
    "node-0": { state: "leader", deed: "replace" },
    "node-1": { state: "follower", deed: "replace" },
    "node-2": { state: "follower", deed: "nothing" },
  };

  test.each([
    [undefined, ExitCode.USAGE, "--auto-approve"],
    [false, ExitCode.DECLINED, "not approved"],
  ])("the answer %s does nothing", async (answer, code, said) => {
    const world = new World(NODES);
    const talk = terminal(answer);
    expect(await ending(world, NODES, { dryRun: false, autoApprove: false }, talk)).toBe(code);
    expect(talk.lines.join("\n")).toContain(said);
    expect([...world.applied, ...world.gates]).toEqual([]);
  });

  test("a dry run prints commands, and does nothing", async () => {
    const world = new World(NODES);
    const talk = terminal();
    expect(await ending(world, NODES, { dryRun: true, autoApprove: false }, talk)).toBe(ExitCode.DONE);
    expect([...world.applied, ...world.gates]).toEqual([]);
    expect(talk.lines.filter((line) => line.startsWith("terraform "))).toEqual([
      "terraform apply -target=docker_container.rollout -var=rollout=look,node-0,node-1,node-2",
      "terraform apply -target=docker_image.image -target=docker_network.internal",
      "terraform apply -target=docker_container.node-0",
      "terraform apply -target=docker_container.rollout -var=rollout=node-0,node-1,node-2",
      "terraform apply -target=docker_container.node-1",
      "terraform apply -target=docker_container.rollout -var=rollout=node-0,node-1,node-2",
      "terraform apply",
    ]);
  });

  test("no value of any attribute is said", async () => {
    const talk = terminal();
    await ending(new World(NODES), NODES, OPTIONS, talk);
    expect(talk.lines.join("\n")).not.toContain("hunter2");
    expect(talk.lines.join("\n")).toContain("node-0 is replaced (labels)");
  });

  test("where nothing changes, nothing is done", async () => {
    const world = new World(NODES);
    world.plan = () => Promise.resolve([]);
    expect(await ending(world, NODES)).toBe(ExitCode.DONE);
    expect([...world.applied, ...world.gates]).toEqual([]);
  });

  test("a step that would do what was not shown is not begun", async () => {
    const world = new World(NODES);
    const { plan } = world;
    let count = 0;
    world.plan = async (apply) => {
      const changes = await plan.call(world, apply);
      count += 1;
      const more = changesOf({ resource_changes: [changeJson("docker_volume.data", ["delete"])] });
      return count === 4 ? [...changes, ...more] : changes;
    };
    const talk = terminal();
    expect(await ending(world, NODES, OPTIONS, talk)).toBe(ExitCode.FAILED);
    expect(talk.lines.join("\n")).toContain("docker_volume.data is removed");
    expect(world.applied.flat().map(({ address }) => address)).toEqual([IMAGE]);
  });
});

test("what cannot be done node by node is said before anything is done", async () => {
  const nodes: Keyed = { "node-0": { state: "leader", deed: "replace" } };
  const network = { id: "network-id", name: "esdb-internal" };
  const world = new World(nodes, [
    changeJson("docker_network.internal", ["delete", "create"], network, network),
  ]);
  const talk = terminal();
  expect(await ending(world, nodes, OPTIONS, talk)).toBe(ExitCode.REFUSED);
  expect(talk.lines.join("\n")).toContain("no node was touched");
  expect([...world.applied, ...world.gates]).toEqual([]);
});

import { changesOf } from "../../lib/rollout/changes";
import { describeSchedule } from "../../lib/rollout/describe-schedule";
import { scheduleOf, type Schedule } from "../../lib/rollout/schedule";
import { changeJson, containerOf, containerValues, type Keyed, planJson, rolloutFor } from "./world";
import { complete } from "../problem/complete";

const THREE: Keyed = {
  "node-0": { state: "leader", deed: "replace" },
  "node-1": { state: "follower", deed: "replace" },
  "node-2": { state: "follower", deed: "replace" },
};

const REPLACE = ["delete", "create"];

/** What a plan with these changes of containers means. */
function scheduled(changes: readonly object[], nodes: Keyed = THREE): Schedule {
  const schedule = scheduleOf([rolloutFor(nodes)], changesOf({ resource_changes: changes }));
  complete([...schedule.problems, ...schedule.warnings]);
  return schedule;
}

/** A node that goes from some values to others. */
const from = (key: string, before: object, after: object) =>
  changeJson(
    containerOf(key),
    REPLACE,
    containerValues(key, { ...before }),
    containerValues(key, { ...after }),
  );

const port = (external: number, ip = "0.0.0.0") => [{ internal: 2113, external, ip, protocol: "tcp" }];
const volume = (name: string) => ({ container_path: "/var/lib/eventstore", volume_name: name });
const folder = (path: string) => ({ container_path: "/var/lib/eventstore", host_path: path });
const backup = { container_path: "/backup", host_path: "/srv/backup" };
const labels = (security: string) => ({
  labels: Object.entries({ cluster: "esdb", node: "node-0", security }).map(([name, value]) => ({
    label: `cdktf-eventstoredb.${name}`,
    value,
  })),
});

describe("what cannot be made node by node", () => {
  test.each<[string, readonly object[], string]>([
    [
      "a network by its id",
      [from("node-0", {}, {}), changeJson("docker_network.any", REPLACE, { id: "network-id", name: "x" })],
      "rollout.network",
    ],
    [
      "a network by its name",
      [
        from("node-0", { networks_advanced: [{ name: "shared" }] }, {}),
        changeJson("docker_network.any", ["delete"], { id: "other", name: "shared" }),
      ],
      "rollout.network",
    ],
    [
      "the authority",
      [from("node-0", {}, {}), changeJson("tls_self_signed_cert.authority", REPLACE)],
      "rollout.authority",
    ],
    ["TLS", [from("node-0", labels("insecure"), labels("tls"))], "rollout.security"],
    [
      "a port that another one has still",
      [
        from("node-0", { ports: port(2113) }, { ports: port(2114) }),
        from("node-1", { ports: port(2114) }, { ports: port(2115) }),
      ],
      "rollout.held",
    ],
    [
      "a port that another one has on one address",
      [
        from("node-0", { ports: port(1) }, { ports: port(2) }),
        from("node-1", { ports: port(2, "10.1.1.1") }, { ports: port(3) }),
      ],
      "rollout.held",
    ],
    [
      "a volume that another one has still",
      [
        from("node-0", { volumes: [volume("a")] }, { volumes: [volume("b")] }),
        from("node-1", { volumes: [volume("b")] }, { volumes: [volume("a")] }),
      ],
      "rollout.held",
    ],
    [
      "a folder that another one has still",
      [
        from("node-0", { volumes: [folder("/a")] }, { volumes: [folder("/b")] }),
        from("node-1", { volumes: [folder("/b")] }, { volumes: [folder("/c")] }),
      ],
      "rollout.held",
    ],
    [
      "the data of a node that stays",
      [changeJson("docker_volume.any", ["delete"], { id: "esdb-node-1-data", name: "esdb-node-1-data" })],
      "rollout.data",
    ],
    [
      "the data of a node that is replaced and keeps them",
      [
        from("node-0", { volumes: [volume("mine")] }, { volumes: [volume("mine")] }),
        changeJson("docker_volume.any", ["delete"], { id: "mine", name: "mine" }),
      ],
      "rollout.data",
    ],
    [
      "an address that another one has still",
      [
        from("node-0", {}, { networks_advanced: [{ name: "network-id", ipv4_address: "10.0.0.11" }] }),
        from("node-1", {}, {}),
      ],
      "rollout.held",
    ],
    [
      "a node that the file has and the stack has not",
      [changeJson(containerOf("node-0"), ["delete"])],
      "rollout.strange",
    ],
    ["a node that is forgotten", [changeJson(containerOf("node-0"), ["forget"])], "rollout.strange"],
  ])("%s", (_, changes, code) => {
    const { problems } = scheduled(changes);
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  test.each<[string, readonly object[]]>([
    [
      "a network of others",
      [from("node-0", {}, {}), changeJson("docker_network.any", REPLACE, { id: "other" })],
    ],
    [
      "a network that changes in place",
      [from("node-0", {}, {}), changeJson("docker_network.any", ["update"], { id: "network-id" })],
    ],
    ["a network that is new", [from("node-0", {}, {}), changeJson("docker_network.any", ["create"])]],
    ["another authority", [from("node-0", {}, {}), changeJson("tls_self_signed_cert.other", REPLACE)]],
    [
      "ports that nobody has",
      [
        from("node-0", { ports: port(1) }, { ports: port(11) }),
        from("node-1", { ports: port(2) }, { ports: port(12) }),
      ],
    ],
    [
      "one port on two addresses",
      [
        from("node-0", {}, { ports: port(1, "10.1.1.1") }),
        from("node-1", { ports: port(1, "10.1.1.2") }, {}),
      ],
    ],
    ["its own port", [from("node-0", { ports: port(1) }, { ports: port(1) })]],
    [
      "a volume that Terraform forgets",
      [changeJson("docker_volume.any", ["forget"], { id: "esdb-node-1-data", name: "esdb-node-1-data" })],
    ],
    [
      "the data of a node that has others now",
      [
        from("node-0", { volumes: [volume("esdb-node-0-data")] }, { volumes: [folder("/srv/0")] }),
        changeJson("docker_volume.any", ["delete"], { id: "esdb-node-0-data", name: "esdb-node-0-data" }),
      ],
    ],
    [
      "a folder for all that holds no database, which one had",
      [
        from("node-0", { volumes: [] }, { volumes: [backup] }),
        from("node-1", { volumes: [backup] }, { volumes: [backup] }),
      ],
    ],
  ])("but %s can", (_, changes) => {
    expect(scheduled(changes).problems).toEqual([]);
  });
});

describe("members that go", () => {
  /** So many followers, and what happens to each. */
  const members = (count: number, deedOf: (n: number) => Keyed[string]["deed"]): Keyed =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`node-${n}`, { state: "follower", deed: deedOf(n) }]),
    );

  const sizes = (before: number, after: number, deed: "nothing" | "replace" = "nothing"): Schedule => {
    const nodes = members(Math.max(before, after), (n) =>
      n >= after ? "removed" : n >= before ? "fresh" : deed,
    );
    const schedule = scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes)));
    complete([...schedule.problems, ...schedule.warnings]);
    return schedule;
  };

  test.each([
    [3, 1, [2, 1]],
    [5, 1, [3, 2, 1]],
    [7, 3, [4, 3]],
  ])("of %d members never to %d at once, but by sizes that can be gone by", (before, after, way) => {
    const { problems } = sizes(before, after);
    expect(problems.map(({ code }) => code)).toEqual(["rollout.removed"]);
    const told = [...(problems[0]?.fix ?? "").matchAll(/size: (\d+)/g)].map(([, size]) => Number(size));
    expect(told).toEqual(way);
    for (const [i, size] of told.entries()) expect(sizes(told[i - 1] ?? before, size).problems).toEqual([]);
  });

  test.each([
    [2, 1],
    [3, 2],
    [5, 3],
    [7, 5],
    [7, 4],
  ])("of %d members to %d", (before, after) => {
    expect(sizes(before, after).problems).toEqual([]);
  });

  test.each([
    [3, 5],
    [5, 3],
  ])("or come, of %d members to %d, go with no other edit of the nodes", (before, after) => {
    expect(sizes(before, after).problems).toEqual([]);
    expect(sizes(before, after, "replace").problems.map(({ code }) => code)).toEqual(["rollout.size"]);
  });

  test.each([
    [1, 3, "goes from 1 to 3, which replaces the member that stays, too", ["do it when clients can wait"]],
    [1, 2, "goes from 1 to 2, which", ["do it when clients can wait, or have three members"]],
    [2, 1, "goes from 2 to 1, which", ["do it when clients can wait"]],
  ])("of %d to %d are told as one edit, the network between nodes with it", (before, after, got, costs) => {
    const nodes = members(Math.max(before, after), (n) =>
      n === 0 ? "replace" : n >= after ? "removed" : "fresh",
    );
    const network =
      after > before
        ? changeJson("docker_network.any", ["create"])
        : changeJson("docker_network.any", ["delete"], { id: "network-id" });
    const { problems, warnings } = scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes, [network])));
    expect(problems.map(({ code }) => code)).toEqual(["rollout.size"]);
    expect(problems[0]?.got).toContain(got);
    expect(warnings.map(({ fix }) => fix)).toEqual(costs);
  });

  const moved = (of: number, count: number, deed: "nothing" | "replace" = "nothing") => {
    const nodes = members(of, (n) => (n < count ? "fresh" : deed));
    const gone = Object.keys(nodes)
      .slice(0, count)
      .map((key) => changeJson(`docker_container.elsewhere-${key}`, ["delete"], containerValues(key)));
    return scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes, gone))).problems;
  };

  test.each([
    [3, 3, "nothing", "rollout.removed", "takes 3 of 3 members away, and brings 3 that are empty"],
    [3, 2, "nothing", "rollout.removed", "takes 2 of 3 members away, and brings 2 that are empty"],
    [
      3,
      1,
      "replace",
      "rollout.moved",
      "takes 1 of 3 members to other hosts, and containers of others change",
    ],
  ] as const)("of %d members %d that move to other hosts, others: %s", (of, count, deed, code, got) => {
    const problems = moved(of, count, deed);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.got).toContain(got);
    expect(problems[0]?.fix).not.toContain("size");
  });

  test.each([
    [1, "copy its data to the other host"],
    [2, "move one member"],
  ])("all of %d that move to other hosts lose nothing by the mend", (of, mend) => {
    const problems = moved(of, of);
    expect(problems.map(({ code }) => code)).toEqual(["rollout.removed"]);
    expect(problems[0]?.fix).toContain(mend);
  });

  test("a cluster that goes, or gets another name, is told by its old one, once", () => {
    const gone = ["node-0", "node-1", "replica-0"].map((key) => {
      const labels = { cluster: "orders", node: key };
      const values = Object.entries(labels).map(([name, value]) => ({
        label: `cdktf-eventstoredb.${name}`,
        value,
      }));
      return changeJson(`docker_container.orders-${key}`, ["delete"], { labels: values });
    });
    const { problems } = scheduled(gone, { "node-0": { state: "none", deed: "fresh" } });
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(["rollout.gone orders"]);
  });

  test("one of two that moves is let in by the whole", () => {
    expect(moved(2, 1)).toEqual([]);
  });

  test("one of three that moves, and nothing else, is let in by the whole", () => {
    expect(moved(3, 1)).toEqual([]);
  });

  test("of 3 to 1 at once are told by the sizes to go by alone, whatever else follows", () => {
    const nodes: Keyed = {
      "node-0": { state: "leader", deed: "replace" },
      "node-1": { state: "follower", deed: "removed" },
      "node-2": { state: "follower", deed: "removed" },
    };
    const network = changeJson("docker_network.any", ["delete"], { id: "network-id" });
    const { problems } = scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes, [network])));
    expect(problems.map(({ code }) => code)).toEqual(["rollout.removed"]);
  });

  /** The installer of a node, which has its labels. */
  const installer = (key: string, actions: readonly string[]) =>
    changeJson(`${containerOf(key)}-installer`, actions, containerValues(key));

  test.each([
    [3, 2],
    [5, 3],
  ])("of %d members to %d are counted once, whatever goes with each", (before, after) => {
    const nodes = members(before, (n) => (n < after ? "nothing" : "removed"));
    const installers = Object.keys(nodes).map((key, n) =>
      installer(key, n < after ? ["delete", "create"] : ["delete"]),
    );
    const { problems } = scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes, installers)));
    expect(problems).toEqual([]);
  });

  test("no node's container is replaced where its installer is, which is told", () => {
    const values = containerValues("node-1");
    const installed = `${containerOf("node-1")}-installer`;
    const changes = [changeJson(installed, ["delete", "create"], values, values)];
    const lines = describeSchedule(scheduleOf([rolloutFor(THREE)], changesOf(planJson(THREE, changes))));
    expect(lines.filter((line) => line.includes("installer"))).toEqual([
      expect.stringMatching(
        /node-1-installer is replaced.*: hands node-1 what it reads at its start, .* one node at a time$/,
      ),
    ]);
  });

  test("are none where the installers alone go, as by another delivery", () => {
    const nodes: Keyed = {
      "node-0": { state: "follower", deed: "replace" },
      "node-1": { state: "follower", deed: "replace" },
      "node-2": { state: "leader", deed: "replace" },
    };
    const installers = Object.keys(nodes).map((key) => installer(key, ["delete"]));
    const { problems } = scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes, installers)));
    expect(problems).toEqual([]);
  });

  test("replicas are no members", () => {
    const nodes: Keyed = {
      ...THREE,
      "replica-0": { state: "replica", deed: "removed" },
      "replica-1": { state: "replica", deed: "removed" },
    };
    const { problems, warnings } = scheduleOf([rolloutFor(nodes)], changesOf(planJson(nodes)));
    expect([...problems, ...warnings]).toEqual([]);
  });
});

describe("warnings", () => {
  test.each([
    [1, ["rollout.single"]],
    [2, ["rollout.two"]],
    [3, []],
  ])("of %d members", (members, codes) => {
    const nodes = Object.fromEntries(Object.entries(THREE).slice(0, members));
    const { warnings } = scheduled(
      Object.keys(nodes).map((key) => from(key, {}, {})),
      nodes,
    );
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });
});

test("clusters of which no node changes are none of a rollout's", () => {
  expect(scheduled([changeJson("docker_container.other", REPLACE)]).clusters).toEqual([]);
});

test.each([null, undefined, 1, "x", [], { resource_changes: [null, 1, { address: 1 }, { change: null }] }])(
  "what is no plan changes nothing: %j",
  (plan) => {
    expect(changesOf(plan)).toEqual([]);
  },
);

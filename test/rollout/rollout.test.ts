import { readRollouts } from "../../lib/rollout/read-rollouts";
import { rolloutFor } from "./world";

const ROLLOUT = rolloutFor({
  "node-0": { state: "leader", deed: "nothing" },
  "replica-0": { state: "replica", deed: "nothing" },
});
const FILE = { version: 1, clusters: [ROLLOUT] };

/** The file as it comes back from disk, with a change. */
function changed(change: (file: Record<string, unknown>) => void): unknown {
  const file = JSON.parse(JSON.stringify(FILE)) as Record<string, unknown>;
  change(file);
  return file;
}

test("replicas come before members, and all of them are awaited each time", () => {
  expect(ROLLOUT.nodes.map(({ key }) => key)).toEqual(["replica-0", "node-0"]);
  for (const { gate } of ROLLOUT.nodes) expect(gate.variables).toEqual({ rollout: "node-0,replica-0" });
  expect(ROLLOUT.whole).toEqual({ targets: [], variables: {} });
  expect(Object.isFrozen(ROLLOUT.nodes[0]?.gate.targets)).toBe(true);
});

test("the file gives back what was written", () => {
  expect(readRollouts(JSON.parse(JSON.stringify(FILE)))).toEqual([ROLLOUT]);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["no object", "x"],
  ["another version", changed((file) => (file.version = 2))],
  ["no cluster", changed((file) => (file.clusters = []))],
  ["no name", changed((file) => (file.clusters = [{ ...ROLLOUT, cluster: undefined }]))],
  ["no nodes", changed((file) => (file.clusters = [{ ...ROLLOUT, nodes: [] }]))],
  [
    "a node of no kind",
    changed((file) => (file.clusters = [{ ...ROLLOUT, nodes: [{ ...ROLLOUT.nodes[0], kind: 1 }] }])),
  ],
  [
    "a node without gate",
    changed((file) => (file.clusters = [{ ...ROLLOUT, nodes: [{ ...ROLLOUT.nodes[0], gate: {} }] }])),
  ],
])("a file with %s is not read", (_, file) => {
  expect(readRollouts(file)).toBeUndefined();
});

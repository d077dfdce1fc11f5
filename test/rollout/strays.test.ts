import fc from "fast-check";
import { changesOf } from "../../lib/rollout/changes";
import { straysOf } from "../../lib/rollout/strays";
import { runs } from "../runs";
import { changeJson } from "./world";

const ADDRESSES = ["node.a", "node.b", "other.c", "other.d", "gate.g[0]"];
const ACTIONS = [["create"], ["update"], ["delete"], ["delete", "create"], ["forget"]];

const PLAN = fc
  .uniqueArray(fc.record({ address: fc.constantFrom(...ADDRESSES), actions: fc.constantFrom(...ACTIONS) }), {
    selector: ({ address }) => address,
  })
  .map((changes) =>
    changesOf({ resource_changes: changes.map(({ address, actions }) => changeJson(address, actions)) }),
  );

test("nothing is destroyed that was not shown to be, and no other step's node", () => {
  fc.assert(
    fc.property(PLAN, PLAN, fc.subarray(["node.a", "node.b"]), (step, shown, own) => {
      const strays = straysOf(step, {
        shown,
        own: new Set(own),
        nodes: new Set(["node.a", "node.b"]),
        gates: new Set(["gate.g"]),
      });
      for (const change of step.filter((one) => !strays.includes(one))) {
        if (change.address === "gate.g[0]") continue;
        const before = shown.find(({ address }) => address === change.address);
        expect(before).toBeDefined();
        if (change.deed === "create" || change.deed === "update") continue;
        expect(before?.deed).toBe(change.deed);
        if (change.address.startsWith("node.")) expect(own).toContain(change.address);
      }
      // What was shown may be done.
      expect(
        straysOf(shown, { shown, own: new Set(["node.a", "node.b"]), nodes: new Set(), gates: new Set() }),
      ).toEqual([]);
    }),
    runs(500),
  );
});

import { EventStoreCluster } from "../../lib";
import { LINES, lineOf, RELEASES } from "../../lib/server/release";
import { imageLayoutOf } from "../../lib/server/image-layout";
import { leadsTo } from "../../lib/server/upgrade";
import { emptyStack } from "./never-synthesized";
import { propsOf } from "./synth";

const newest = LINES.map((line) => RELEASES.filter((release) => lineOf(release) === line).pop()!);
const steps = newest.flatMap((from) => newest.filter((to) => leadsTo(from, to)).map((to) => [from, to]));

test("every step that is allowed is declared, and the owner of the data is told where it changes", () => {
  expect(steps.length).toBeGreaterThan(LINES.length + 30);
  for (const [upgradeFrom, version] of steps as [string, string][]) {
    const { warnings } = new EventStoreCluster(emptyStack(), "esdb", propsOf({ version, upgradeFrom }));
    const changes = imageLayoutOf(version).user.uid !== imageLayoutOf(upgradeFrom).user.uid;
    expect(warnings.filter(({ code }) => code === "data.owner")).toHaveLength(changes ? 1 : 0);
  }
});

test.each(["24.10", 24, "", null])("a release that runs is not %p", (upgradeFrom) => {
  const declare = () =>
    new EventStoreCluster(emptyStack(), "esdb", propsOf({ upgradeFrom: upgradeFrom as never }));
  expect(declare).toThrow(/has 1 problem:\n {2}- upgradeFrom is .*must be an exact stable release/);
});

test("a release that is not known is told once", () => {
  const declare = () =>
    new EventStoreCluster(emptyStack(), "esdb", propsOf({ version: "9.9.9", upgradeFrom: "9.9.9" }));
  expect(declare).toThrow(/has 1 problem/);
  const { warnings } = new EventStoreCluster(
    emptyStack(),
    "esdb",
    propsOf({ version: "26.1.2", upgradeFrom: "26.1.2" }),
  );
  expect(warnings.map(({ code, path }) => [code, path])).toEqual([["release.newer", "version"]]);
});

import { ClusterData, Delivery, EventStoreCluster } from "../../lib";
import { LINES, lineOf, RELEASES } from "../../lib/server/release";
import { imageLayoutOf } from "../../lib/server/image-layout";
import { leadsTo } from "../../lib/server/upgrade";
import { emptyStack } from "./never-synthesized";
import { byName, propsOf, synthCluster, type Resource } from "./synth";

const newest = LINES.map((line) => RELEASES.filter((release) => lineOf(release) === line).pop()!);
const steps = newest.flatMap((from) => newest.filter((to) => leadsTo(from, to)).map((to) => [from, to]));

/** Whom an installer gives the data to, and where. */
const givesTo = ({ command, volumes }: Resource) => [
  /data=(\S+) owner=(\S+)/.exec(String((command as string[])[0]))?.slice(1),
  (volumes as { container_path: string; volume_name?: string }[]).map(
    ({ container_path: path, volume_name: volume }) => `${path} ${volume ?? ""}`,
  )[0],
];
const installersOf = (more: Parameters<typeof synthCluster>[0]) =>
  Object.entries(byName(synthCluster(more), "docker_container"))
    .filter(([name]) => name.endsWith("-installer"))
    .map(([, resource]) => resource);

test("every step that is allowed is declared, and asks nothing of the user but the one leader", () => {
  expect(steps.length).toBeGreaterThan(LINES.length + 30);
  for (const [upgradeFrom, version] of steps as [string, string][]) {
    const { warnings } = new EventStoreCluster(emptyStack(), "esdb", propsOf({ version, upgradeFrom }));
    expect(warnings.map(({ code }) => code).filter((code) => /owner|data/.test(code))).toEqual([]);
  }
});

test.each(newest)("%s: the data become its server's, wherever its settings are", (version) => {
  const { user, dataPath } = imageLayoutOf(version);
  const owner = user.uid === 0 ? [] : [dataPath, `${user.uid}:${user.gid}`];
  for (const delivery of [Delivery.GENERATION, Delivery.ENVIRONMENT]) {
    const installers = installersOf({ version, delivery, size: 1 });
    if (user.uid === 0) {
      for (const one of installers) expect(givesTo(one)[0]).toBeUndefined();
    } else expect(installers.map(givesTo)).toEqual([[owner, `${dataPath} esdb-node-0-data`]]);
  }
});

test("data in memory are nobody's", () => {
  for (const one of installersOf({ data: ClusterData.inMemory() })) expect(givesTo(one)[0]).toBeUndefined();
  expect(installersOf({ data: ClusterData.inMemory(), delivery: Delivery.ENVIRONMENT })).toEqual([]);
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

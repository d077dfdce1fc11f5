import fc from "fast-check";
import { Findings } from "../../lib/problem/findings";
import { compareReleases, lineOf, RELEASES, resolveRelease, type Release } from "../../lib/server/release";
import { checkUpgrade, leadsTo } from "../../lib/server/upgrade";
import { RUNS } from "../network/planning";
import { complete } from "../problem/complete";

function upgrade(from: string, to: string): Findings {
  const findings = new Findings();
  const [running, next] = [from, to].map((version) => resolveRelease(version, new Findings()) as Release);
  checkUpgrade(running!, next!, findings);
  complete([...findings.problems, ...findings.warnings]);
  return findings;
}

const pair = fc.tuple(fc.constantFrom(...RELEASES), fc.constantFrom(...RELEASES));

test("the steps that were run on real servers are taken, and the way back that was", () => {
  for (const [from, to] of [
    ["22.10.5", "23.10.8"],
    ["23.10.8", "24.10.9"],
    ["22.10.5", "24.10.9"],
    ["24.10.9", "26.1.0"],
    ["26.1.0", "24.10.9"],
  ] as const)
    expect(upgrade(from, to).problems).toEqual([]);
});

test("within a line a newer patch is taken, and an older one refused", () => {
  fc.assert(
    fc.property(pair, ([from, to]) => {
      fc.pre(lineOf(from) === lineOf(to));
      expect(upgrade(from, to).problems.map(({ code }) => code)).toEqual(
        compareReleases(from, to) > 0 ? ["upgrade.back"] : [],
      );
    }),
    RUNS,
  );
});

test("whoever goes through the releases that the mends name arrives", () => {
  fc.assert(
    fc.property(pair, ([from, to]) => {
      const passed = [from];
      for (let at = from; !leadsTo(at, to); passed.push(at)) {
        const [problem] = upgrade(at, to).problems;
        const through = /^go to (\S+) first/.exec(problem!.fix)?.[1];
        if (through === undefined) {
          // No way goes on from here at all, and not only none that was found later.
          expect(passed).toHaveLength(1);
          expect(problem!.fix).toMatch(/^leave upgradeFrom out/);
          return;
        }
        expect(leadsTo(at, through)).toBe(true);
        expect(compareReleases(through, at)).toBeGreaterThan(0);
        expect(compareReleases(through, to)).toBeLessThan(0);
        at = through;
      }
      expect(upgrade(passed[passed.length - 1]!, to).problems).toEqual([]);
    }),
    RUNS,
  );
});

test("the way is the shortest", () => {
  expect(upgrade("20.10.4", "26.1.0").problems[0]?.fix).toMatch(
    /^go to 22\.10\.5 first: version: "22\.10\.5"/,
  );
  expect(upgrade("24.6.0", "25.1.0").problems[0]?.fix).toMatch(/^go to 24\.10\.14 first/);
});

test("v5 has no way node by node, and neither has a line that no guide names", () => {
  expect(upgrade("5.0.11", "20.6.0").problems[0]?.expected).toBe(
    "no upgrade node by node leads from 5.0 to 20.6",
  );
  expect(upgrade("23.10.0", "24.2.0").problems.map(({ code }) => code)).toEqual(["upgrade.way"]);
});

test("the leader comes last from before 22 to after it", () => {
  expect(upgrade("21.10.0", "22.10.0").warnings.map(({ code }) => code)).toEqual(["upgrade.leader"]);
  expect(upgrade("20.10.0", "22.10.0").warnings).toHaveLength(1);
  expect(upgrade("20.10.0", "21.10.0").warnings).toEqual([]);
  expect(upgrade("22.6.0", "22.10.0").warnings).toEqual([]);
});

test("a release that is not known is judged by its line, or else by its order", () => {
  const codesOf = (from: string, to: string) => upgrade(from, to).problems.map(({ code }) => code);
  expect(codesOf("24.10.99", "26.1.0")).toEqual([]);
  expect(codesOf("5.0.99", "24.10.4")).toEqual(["upgrade.way"]);
  expect(upgrade("5.0.99", "24.10.4").problems[0]?.got).toBe('is "5.0.99", and version "24.10.4"');
  expect(codesOf("24.10.99", "24.10.4")).toEqual(["upgrade.back"]);
  expect(codesOf("26.1.0", "27.0.0")).toEqual([]);
  expect(codesOf("26.2.0", "27.0.0")).toEqual([]);
  for (const to of ["26.1.0", "24.10.4"]) expect(codesOf("27.0.0", to)).toEqual(["upgrade.back"]);
});

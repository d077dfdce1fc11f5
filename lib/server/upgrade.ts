import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { compareReleases, isAtLeast, lineOf, RELEASES, type Release } from "./release";

const PATH = "upgradeFrom";

/** Whose nodes may become a line's one after the other: the servers' upgrade guide, in which 26.0 and 26.1 are one. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  "21.10": ["20.10", "21.6"],
  "22.10": ["20.10", "21.10", "22.6"],
  "23.10": ["21.10", "22.10", "23.6"],
  "24.10": ["21.10", "22.10", "23.10", "24.2", "24.6"],
  "25.0": ["22.10", "23.10", "24.10"],
  "25.1": ["22.10", "23.10", "24.10", "25.0"],
  "26.0": ["22.10", "23.10", "24.10", "25.0", "25.1"],
  "26.1": ["22.10", "23.10", "24.10", "25.0", "25.1", "26.0"],
};

/** Which line was seen to open what the other one wrote. */
const WAYS_BACK: Readonly<Record<string, readonly string[]>> = { "24.10": ["26.1"] };

/** Whether a release may take another's place, node by node, on the same data. */
export function leadsTo(from: string, to: string): boolean {
  const [line, next] = [lineOf(from), lineOf(to)];
  if (line === next) return compareReleases(from, to) <= 0;
  return [...(WAYS[next] ?? []), ...(WAYS_BACK[next] ?? [])].includes(line);
}

/** Judges the step from the release that runs to the one that is asked for. */
export function checkUpgrade(running: Release, next: Release, findings: Findings): void {
  const from = running.asked;
  // A line newer than all is upgraded to as the newest one is; of what runs one, only the order is known.
  const isUnknown = lineOf(from) !== running.line;
  const version = isUnknown || lineOf(next.asked) === next.line ? next.asked : next.version;
  if (isUnknown ? compareReleases(from, version) > 0 : !leadsTo(from, version)) {
    const isBack = compareReleases(version, from) < 0;
    const through = isBack ? undefined : firstStep(from, version);
    findings.problem({
      code: isBack ? "upgrade.back" : "upgrade.way",
      path: PATH,
      got: `is ${quote(from)}, and version ${quote(version)}`,
      expected: isBack
        ? `${version} was not seen to open what ${from} wrote`
        : `no upgrade node by node leads from ${lineOf(from)} to ${lineOf(version)}`,
      fix:
        through === undefined
          ? `leave upgradeFrom out once ${version} was seen to open a copy of the data`
          : `go to ${through} first: version: ${quote(through)}; once that was applied, upgradeFrom: ${quote(through)}`,
    });
  } else if (!isAtLeast(from, "22.6.0") && isAtLeast(version, "22.10.0")) {
    findings.warning({
      code: "upgrade.leader",
      path: PATH,
      got: `is ${quote(from)}, and version ${quote(version)}`,
      expected: "on the step from 21.10 or older to 22.10 or newer the leader comes last",
      fix: "replace the nodes one by one, the leader last",
    });
  }
}

/** The newest release of the first line on the shortest way, where there is one. */
function firstStep(from: string, to: string): string | undefined {
  const reached = new Map<string, string>();
  let level = [lineOf(from)];
  while (level.length > 0) {
    const next: string[] = [];
    for (const [line, before] of Object.entries(WAYS)) {
      const [via] = level.filter((one) => before.includes(one));
      if (via === undefined || reached.has(line)) continue;
      reached.set(line, reached.get(via) ?? line);
      next.push(line);
    }
    const step = reached.get(lineOf(to));
    if (step !== undefined) return RELEASES.filter((release) => lineOf(release) === step).pop();
    level = next;
  }
  return undefined;
}

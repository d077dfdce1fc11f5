import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";

/** A server release, as far as its facts are known. */
export interface Release {
  /** The release whose facts are used, for example `"22.10.5"`. */
  readonly version: string;
  /** The line it belongs to, for example `"22.10"`. */
  readonly line: string;
  /** The release that was asked for. It differs from `version` where it is newer than what is known. */
  readonly asked: string;
}

// Each line with its newest patch: every line has all patches from 0 to that.
const NEWEST_PATCH: ReadonlyMap<string, number> = new Map([
  ["5.0", 12],
  ["20.6", 2],
  ["20.10", 6],
  ["21.2", 0],
  ["21.6", 0],
  ["21.10", 11],
  ["22.6", 0],
  ["22.10", 5],
  ["23.6", 0],
  ["23.10", 8],
  ["24.2", 0],
  ["24.6", 0],
  ["24.10", 14],
  ["25.0", 1],
  ["25.1", 4],
  ["26.0", 3],
  ["26.1", 0],
]);

/** Every known line of releases, oldest first. */
export const LINES: readonly string[] = Object.freeze([...NEWEST_PATCH.keys()]);

/** Every known stable release, oldest first. */
export const RELEASES: readonly string[] = Object.freeze(
  [...NEWEST_PATCH].flatMap(([line, newest]) =>
    Array.from({ length: newest + 1 }, (_, patch) => `${line}.${patch}`),
  ),
);

const NEWEST = RELEASES[RELEASES.length - 1] ?? "";
const EXACT = /^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/;

const RANKS: ReadonlyMap<string, number> = new Map(RELEASES.map((release, rank) => [release, rank]));

/** Negative where `a` is older than `b`, positive where it is newer, 0 where they are the same release. */
export function compareReleases(a: string, b: string): number {
  const [rank, other] = [RANKS.get(a), RANKS.get(b)];
  if (rank !== undefined && other !== undefined) return rank - other;
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < 3; i++) {
    const difference = Number(left[i] ?? 0) - Number(right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether `release` is `floor` or newer. */
export function isAtLeast(release: string, floor: string): boolean {
  return compareReleases(release, floor) >= 0;
}

/** The line of a release: `"22.10"` of `"22.10.5"`. */
export function lineOf(release: string): string {
  return release.slice(0, release.lastIndexOf("."));
}

/**
 * The release that a user named in a prop, or `undefined` after a problem.
 * A newer patch of a known line counts as that line's newest, and a line newer than all as the newest release:
 * both are warned of.
 */
export function resolveRelease(version: unknown, findings: Findings, path = "version"): Release | undefined {
  if (typeof version === "string") {
    if (RELEASES.includes(version)) return release(version, version);
    const stand = EXACT.test(version) ? standInFor(version) : undefined;
    if (stand !== undefined) {
      findings.warning({
        code: "release.newer",
        path,
        got: `${quote(version)} is not known`,
        expected: `its settings are taken to be those of ${stand}`,
        fix: `use ${stand}, or check the release's notes for changed settings`,
      });
      return release(stand, version);
    }
  }
  findings.problem({
    code: "release.unknown",
    path,
    got: version === undefined ? "is missing" : `is ${quote(version)}`,
    expected: `must be an exact stable release, ${RELEASES[0]} to ${NEWEST}`,
    fix: fixFor(version),
  });
  return undefined;
}

/**
 * The releases that satisfy `has`, in words: `"20.10.2 to 20.10.6 and 21.2.0 to 26.1.0"`.
 * One range that is over is said to be the only one: `"5.0.0 to 5.0.12 only"`.
 */
export function describeReleases(has: (release: string) => boolean): string {
  const ranges: [first: string, last: string][] = [];
  let open = false;
  for (const candidate of RELEASES) {
    const satisfies = has(candidate);
    const current = ranges[ranges.length - 1];
    if (satisfies && open && current !== undefined) current[1] = candidate;
    else if (satisfies) ranges.push([candidate, candidate]);
    open = satisfies;
  }
  if (ranges.length === 0) return "no release";
  const texts = ranges.map(([first, last]) => (first === last ? first : `${first} to ${last}`));
  if (texts.length === 1) return open ? `${texts[0]}` : `${texts[0]} only`;
  return `${texts.slice(0, -1).join(", ")} and ${texts[texts.length - 1]}`;
}

function release(version: string, asked: string): Release {
  return Object.freeze({ version, line: lineOf(version), asked });
}

function standInFor(version: string): string | undefined {
  const newestPatch = NEWEST_PATCH.get(lineOf(version));
  if (newestPatch !== undefined) return `${lineOf(version)}.${newestPatch}`;
  return compareReleases(version, NEWEST) > 0 ? NEWEST : undefined;
}

function fixFor(version: unknown): string {
  if (typeof version !== "string") return `write it as a string, for example ${quote(NEWEST)}`;
  const numbers = /^[a-z\s=^~-]{0,20}(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?/i.exec(version)?.slice(1);
  if (numbers === undefined) return `write the release in full, for example ${quote(NEWEST)}`;
  const [major, minor, patch] = numbers.map((text) => (text === undefined ? undefined : Number(text)));
  const meant = [major, minor ?? 0, patch ?? 0].join(".");
  if (minor === undefined || patch === undefined) {
    const newest = newestBelow(minor === undefined ? `${major}.` : `${major}.${minor}.`);
    if (newest !== undefined) return `write the release in full, for example ${quote(newest)}`;
  } else if (RELEASES.includes(meant) && meant !== version) {
    return `write ${quote(meant)}`;
  }
  return neighboursOf(meant);
}

function newestBelow(prefix: string): string | undefined {
  return RELEASES.filter((candidate) => candidate.startsWith(prefix)).pop();
}

function neighboursOf(version: string): string {
  const lower = RELEASES.filter((candidate) => compareReleases(candidate, version) <= 0).pop();
  const upper = RELEASES.find((candidate) => compareReleases(candidate, version) > 0);
  if (lower === undefined) return `use ${quote(upper)}, the oldest known release, or a newer one`;
  if (upper === undefined) return `use ${quote(lower)}, the newest known release, or an older one`;
  return `use ${quote(lower)} or ${quote(upper)}, its neighbours`;
}

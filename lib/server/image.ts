import { checkOneOf } from "../problem/checked";
import type { Findings } from "../problem/findings";
import { quote } from "../problem/quote";
import { lineOf, type Release } from "./release";

/** The processor that an image is built for, in Docker's words. */
export type Architecture = "amd64" | "arm64";

/** Where a line's images are. In a tag, `*` stands for the release. */
interface Source {
  readonly repository: string;
  readonly tag: string;
  /** Patches whose image is known to be there. */
  readonly seen: readonly number[];
}

interface ImageLine extends Source {
  readonly arm64?: Source;
  /** Other repositories, with the same tags. */
  readonly elsewhere?: Readonly<Record<string, readonly number[]>>;
  /** Patches that were never published. */
  readonly absent?: readonly number[];
  /** A tag of another form from a patch on. */
  readonly tagFrom?: { readonly patch: number; readonly tag: string };
}

const EVENTSTORE = "eventstore/eventstore";
const ENTERPRISE = "docker.eventstore.com/eventstore/eventstoredb-ee";
const KURRENT_LATEST = "docker.kurrent.io/kurrent-latest/kurrentdb";
const KURRENT_LTS = "docker.kurrent.io/kurrent-lts/kurrentdb";
const KURRENT_HUB = "kurrentplatform/kurrentdb";
const BUSTER = "*-buster-slim";
const ALPHA_ARM64 = "*-alpha-arm64v8";
const ARM64_JAMMY = "*-experimental-arm64-8.0-jammy";
const ARM64_NOBLE = "*-experimental-arm64-10.0-noble";

const IMAGES: Readonly<Record<string, ImageLine>> = {
  "5.0": { ...at(EVENTSTORE, "release-*", [0, 1, 2, 5, 6, 7, 8, 9, 10, 11]) },
  "20.6": { ...at(EVENTSTORE, BUSTER, [0, 1]) },
  "20.10": { ...at(EVENTSTORE, BUSTER, [0, 2, 4]), absent: [1] },
  "21.2": { ...at(EVENTSTORE, BUSTER, [0]) },
  "21.6": { ...at(EVENTSTORE, BUSTER, [0]) },
  "21.10": {
    ...at(EVENTSTORE, BUSTER, [0, 1, 2, 5, 7, 8, 9, 11]),
    arm64: at("ghcr.io/eventstore/eventstore", ALPHA_ARM64, [0, 1, 5, 7]),
  },
  "22.6": { ...at(EVENTSTORE, BUSTER, [0]) },
  "22.10": {
    ...at(EVENTSTORE, BUSTER, [0, 1, 3, 5]),
    tagFrom: { patch: 5, tag: "*-jammy" },
    arm64: at(EVENTSTORE, ALPHA_ARM64, [0, 1, 2, 5]),
  },
  "23.6": { ...at(EVENTSTORE, BUSTER, [0]), arm64: at(EVENTSTORE, ALPHA_ARM64, [0]) },
  "23.10": {
    ...at(EVENTSTORE, "*-bookworm-slim", [0, 1, 2, 7, 8]),
    arm64: at(EVENTSTORE, ALPHA_ARM64, [0, 1, 2]),
  },
  "24.2": { ...at(EVENTSTORE, "*-jammy", [0]), arm64: at(EVENTSTORE, ALPHA_ARM64, [0]) },
  "24.6": { ...at(EVENTSTORE, "*-jammy", [0]), arm64: at(EVENTSTORE, ALPHA_ARM64, [0]) },
  "24.10": {
    ...at(ENTERPRISE, "*", [1, 4]),
    elsewhere: { [EVENTSTORE]: [0, 1, 5, 14] },
    arm64: at(EVENTSTORE, ALPHA_ARM64, [0, 1, 4, 7]),
  },
  "25.0": { ...at(KURRENT_LATEST, "*", [0, 1]), arm64: at(KURRENT_HUB, ARM64_JAMMY, [0]) },
  "25.1": {
    ...at(KURRENT_LATEST, "*", [0, 1, 4]),
    elsewhere: { [KURRENT_HUB]: [0, 3, 4] },
    arm64: at(KURRENT_HUB, ARM64_JAMMY, [0, 3]),
  },
  "26.0": {
    ...at(KURRENT_LATEST, "*", [1, 3]),
    elsewhere: { [KURRENT_LTS]: [3], [KURRENT_HUB]: [0, 1, 2, 3] },
    arm64: at(KURRENT_HUB, ARM64_NOBLE, [0, 2, 3]),
  },
  "26.1": {
    ...at(KURRENT_LATEST, "*", [0, 1]),
    elsewhere: { [KURRENT_HUB]: [0, 1, 2] },
    arm64: at(KURRENT_HUB, ARM64_NOBLE, [1, 2]),
  },
};

/** The architecture of the engine's machine. Any value may come. */
export function readArchitecture(asked: unknown, findings: Findings): Architecture | undefined {
  const wrong = { code: "architecture.value", what: '"amd64" or "arm64"', fix: "leave it out for amd64" };
  const known: readonly Architecture[] = ["amd64", "arm64"];
  return asked === undefined ? "amd64" : checkOneOf(asked, known, wrong, findings.at("architecture"));
}

/**
 * The reference of the image that runs a release, or `undefined` after a problem.
 * A tag that nobody was seen to use, but that has the form of its line's tags, is warned of.
 */
export function imageOf(
  release: Release,
  architecture: Architecture,
  findings: Findings,
): string | undefined {
  const line = IMAGES[release.line];
  if (line === undefined) return undefined;
  const patch = patchOf(release);
  if (architecture === "amd64" && patch !== undefined && line.absent?.includes(patch) === true) {
    findings.problem({
      code: "image.absent",
      path: "version",
      got: `is ${quote(release.asked)}`,
      expected: "no image of it was ever published",
      fix: "use another release, or give your own image as image",
    });
    return undefined;
  }
  const source = architecture === "arm64" ? line.arm64 : sourceOf(line, patch);
  if (source === undefined) {
    findings.problem({
      code: "image.architecture",
      path: "architecture",
      got: 'is "arm64"',
      expected: `there is no arm64 image of ${release.line}`,
      fix: 'use "amd64", or give your own image as image',
    });
    return undefined;
  }
  const reference = `${source.repository}:${source.tag.replace("*", release.asked)}`;
  if (patch === undefined || !source.seen.includes(patch)) {
    findings.warning({
      code: "image.inferred",
      path: "version",
      got: `is ${quote(release.asked)}`,
      expected: `its image ${reference} was not seen, only others of this form`,
      fix: "check that it can be pulled, or give the image as image",
    });
  }
  return reference;
}

function at(repository: string, tag: string, seen: readonly number[]): Source {
  return { repository, tag, seen };
}

/** The number of the patch that was asked for; none where the line itself is newer than what is known. */
function patchOf(release: Release): number | undefined {
  return lineOf(release.asked) === release.line
    ? Number(release.asked.slice(release.line.length + 1))
    : undefined;
}

function sourceOf(line: ImageLine, patch: number | undefined): Source {
  if (patch === undefined) return line;
  const { repository, seen } = line;
  const tag = line.tagFrom !== undefined && patch >= line.tagFrom.patch ? line.tagFrom.tag : line.tag;
  if (seen.includes(patch)) return { repository, tag, seen };
  const other = Object.entries(line.elsewhere ?? {}).find(([, patches]) => patches.includes(patch));
  return other === undefined ? { repository, tag, seen } : { repository: other[0], tag, seen: other[1] };
}

import { isAtLeast } from "../release";

interface UndescribedKey {
  readonly name: string;
  readonly from: string;
  /** The first release that does not accept it any more. */
  readonly until?: string;
  /** The first release that reads it, beside accepting it. */
  readonly readFrom?: string;
}

// Keys that releases let pass though they describe no such option.
const KEYS: readonly UndescribedKey[] = [
  { name: "ChunkSize", from: "21.6.0", readFrom: "24.6.0" },
  { name: "CommitAckCount", from: "21.6.0", until: "23.6.0" },
  { name: "PrepareAckCount", from: "21.6.0", until: "23.6.0" },
  { name: "QuorumSize", from: "21.6.0" },
  { name: "StatsStorage", from: "21.6.0", readFrom: "24.6.0" },
];

/** What a release does with a key that it accepts without describing it; `undefined` for every other key. */
export function undescribedKey(
  name: string,
  release: string,
): { readonly name: string; readonly read: boolean } | undefined {
  const key = KEYS.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (key === undefined || !isAtLeast(release, key.from)) return undefined;
  if (key.until !== undefined && isAtLeast(release, key.until)) return undefined;
  return { name: key.name, read: key.readFrom !== undefined && isAtLeast(release, key.readFrom) };
}

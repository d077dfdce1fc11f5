/** What of a member counts in an election. */
export interface Candidate {
  readonly name: string;
  readonly priority: number;
  /** The epoch of the last record in its log. */
  readonly epoch: number;
  /** The length of its log in bytes. */
  readonly length: number;
}

/** What of a member counts where it is asked for its vote. */
export interface Voter {
  readonly epoch: number;
  readonly length: number;
  /** The highest epoch that it has promised to anybody. */
  readonly promised: number;
  /** Whether it leads, or sees a leader that is alive. */
  readonly served: boolean;
}

/** How many of the configured members have to agree. An even number counts like any other. */
export function majorityOf(size: number): number {
  return Math.floor(size / 2) + 1;
}

/** Orders the best candidate first: by last epoch, log, priority, and at last by name. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return b.epoch - a.epoch || b.length - a.length || b.priority - a.priority || (a.name < b.name ? -1 : 1);
}

/** Whether a voter may promise an epoch to a candidate: its log must not hold what the candidate's lacks. */
export function mayPromise(
  voter: Voter,
  candidate: Pick<Candidate, "epoch" | "length">,
  epoch: number,
): boolean {
  if (voter.served || epoch <= voter.promised) return false;
  if (candidate.epoch !== voter.epoch) return candidate.epoch > voter.epoch;
  return candidate.length >= voter.length;
}

/** How many records a majority has, the leader's own log among the counts. */
export function heldByMajority(counts: readonly number[], size: number): number {
  return [...counts].sort((a, b) => b - a)[majorityOf(size) - 1] ?? 0;
}

import type { Candidate } from "./election";
import type { LogRecord, Outline } from "./log";
import type { Told } from "./socket";

/** A node as it tells the others about itself. */
export interface Member extends Candidate {
  readonly replica: boolean;
  readonly told: Told;
  /** The highest epoch that it has promised to anybody, ever. */
  readonly promised: number;
  /** The highest one since it started. */
  readonly granted: number;
  /** The epoch in which it leads, while it does. */
  readonly leads?: number;
}

/** What a candidate asks for. */
export interface Ballot extends Pick<Candidate, "epoch" | "length"> {
  /** The epoch that it wants to lead. */
  readonly wanted: number;
  /** Whether it only asks whether it would get it, so that nobody's promise is spent in vain. */
  readonly trial: boolean;
}

/** What a voter answers. */
export interface Vote {
  readonly granted: boolean;
}

/** What a follower tells when it asks for records: how far it is, and whom it takes for what. */
export interface Asking extends Outline {
  readonly name: string;
  readonly replica: boolean;
  /** The epoch in which it takes the other one for the leader. */
  readonly leads: number;
}

/** What a leader answers. */
export interface Copied {
  /** How many of the follower's records are the leader's, too; the rest has to go. */
  readonly common: number;
  /** How many records the leader has. */
  readonly count: number;
  readonly records: readonly LogRecord[];
  /** Whether the leader has as many followers as it counts members without this one, which then ends. */
  readonly surplus?: true;
}

import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "./database";
import type { Asking, Copied, Member } from "./member";
import type { Peers } from "./peers";

const AGAIN_MS = 200;

/** A leader, and the epoch in which it leads. */
export interface Followed {
  readonly leader: Member;
  readonly epoch: number;
}

/** Copies a leader's log into the own one, for as long as the process lives. */
export class Following {
  private followed: Followed | undefined;
  /** How many records the leader had when it was first asked. */
  private goal: number | undefined;
  private hasAll = false;

  /**
   * @param ends ends the process: the next start cuts the log, or finds a leader that has a place for it
   */
  constructor(
    private readonly own: Pick<Asking, "name" | "replica">,
    private readonly database: Database,
    private readonly peers: Peers,
    private readonly ends: (why: string) => void,
  ) {
    void this.copyForEver();
  }

  /** Follows that leader from now on; nobody where there is none. */
  follow(next: Followed | undefined): void {
    const { followed } = this;
    if (next?.leader.name !== followed?.leader.name || next?.epoch !== followed?.epoch) {
      this.goal = undefined;
      this.hasAll = false;
    }
    this.followed = next;
    if (next !== undefined) this.database.promise(next.epoch);
  }

  /** Whether it has had all that its leader had when it began to follow. */
  get isLevel(): boolean {
    return this.hasAll;
  }

  private async copyForEver(): Promise<void> {
    for (;;) {
      const { followed } = this;
      let more = false;
      try {
        if (followed !== undefined) more = await this.copy(followed);
      } catch {
        // The leader is gone, or leads no longer: what follows is the membership's to say.
      }
      const { pace } = this.database;
      await pause(more ? pace : AGAIN_MS);
    }
  }

  /** Copies a batch, and tells whether to ask on at once. */
  private async copy(followed: Followed): Promise<boolean> {
    const { log } = this.database;
    const { count, epochs } = log;
    const { name, replica } = this.own;
    const asking: Asking = { name, replica, leads: followed.epoch, count, epochs };
    const answer = await this.peers.ask(followed.leader.told.nodeHttp, "/log", JSON.stringify(asking));
    const copied = JSON.parse(answer) as Copied;
    if (copied.surplus === true) {
      this.ends("THERE IS A SURPLUS OF NODES IN THE CLUSTER, SHUTTING DOWN.");
      return false;
    }
    // In the meantime somebody else may lead, or have its vote.
    if (this.followed?.epoch !== followed.epoch) return false;
    if (copied.common < count) {
      this.database.truncateLater(copied.common);
      const why = copied.common === 0 ? "No common epoch found for replica. " : "";
      this.ends(`${why}OFFLINE TRUNCATION IS NEEDED. SHUTTING DOWN NODE.`);
      return false;
    }
    this.goal ??= copied.count;
    if (copied.records.length > 0) this.database.append(copied.records);
    this.hasAll ||= log.count >= this.goal;
    return true;
  }
}

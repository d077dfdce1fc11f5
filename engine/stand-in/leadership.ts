import { randomUUID } from "node:crypto";
import type { Database } from "./database";
import { heldByMajority } from "./election";
import { commonPrefix } from "./log";
import type { Asking, Copied } from "./member";

/** How many records a follower gets at once. */
const BATCH = 20;
/** How long a follower that has everything waits for more. */
const HOLD_MS = 800;
/** How long a client waits for a majority. */
const ACKNOWLEDGE_MS = 3000;
/** How long a follower that asks no more has its place. */
const PLACE_MS = 3000;

/** One member's time as the leader: what the others copy from it, and what it acknowledges. */
export class Leadership {
  /** How many records of this log each follower has on disk. */
  private readonly held = new Map<string, number>();
  /** When each member that has everything asked last. */
  private readonly followers = new Map<string, number>();
  private readonly waiting = new Set<() => void>();
  private over = false;

  /** Begins an epoch, whatever the log holds: also nothing. */
  constructor(
    readonly epoch: number,
    private readonly database: Database,
    private readonly size: number,
  ) {
    database.append([{ epoch, id: randomUUID(), begins: true }]);
  }

  /** Whatever is not acknowledged yet never will be. */
  end(): void {
    this.over = true;
    this.wake();
  }

  /** Gives a follower what it lacks, and waits a moment where that is nothing. */
  async copy(asking: Asking): Promise<Copied> {
    const { log } = this.database;
    const common = commonPrefix(asking, log);
    if (common < asking.count) return { common, count: log.count, records: [] };
    if (!asking.replica) {
      this.held.set(asking.name, common);
      this.wake();
      if (common === log.count && !this.hasPlace(asking.name))
        return { common, count: log.count, records: [], surplus: true };
    }
    if (log.count === common) await this.woken(HOLD_MS, () => log.count > common);
    return { common, count: log.count, records: log.after(common, BATCH) };
  }

  /** Whether a member that has everything is one of as many as this leader counts; others are to end. */
  private hasPlace(name: string): boolean {
    const since = Date.now() - PLACE_MS;
    const others = [...this.followers].filter(([other, at]) => other !== name && at >= since);
    if (others.length >= this.size - 1) return false;
    this.followers.set(name, Date.now());
    return true;
  }

  /** Appends events, and tells whether a majority has them in time. Without it nothing is known of them. */
  async write(ids: readonly string[]): Promise<boolean> {
    const { log } = this.database;
    this.database.append(ids.map((id) => ({ epoch: this.epoch, id })));
    const { count } = log;
    this.wake();
    const isHeld = () => heldByMajority([log.count, ...this.held.values()], this.size) >= count;
    await this.woken(ACKNOWLEDGE_MS, isHeld);
    return !this.over && isHeld();
  }

  private wake(): void {
    for (const one of [...this.waiting]) one();
  }

  private woken(ms: number, isEnough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (this.over || isEnough()) done();
      };
      const timer = setTimeout(done, ms);
      this.waiting.add(look);
      look();
    });
  }
}

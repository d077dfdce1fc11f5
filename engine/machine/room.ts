import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

/** How many tasks may want each processor when something more begins. */
const TASKS_A_PROCESSOR = 6;
const LOOKS = 20;
const LOOK_MS = 250;

/**
 * Whoever begins something more waits here, one after the other, until the machine has room for it: a cluster whose nodes get
 * no processor for seconds elects anew, as real ones do, and is tried for that instead of what it is there for.
 */
export class Room {
  private begun = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly signal: AbortSignal) {}

  /** Does it when there is room, and at once where nothing else is done. */
  async within<R>(deed: () => Promise<R>): Promise<R> {
    const turn = this.last.then(() => this.found());
    this.last = turn;
    await turn;
    try {
      return await deed();
    } finally {
      this.begun -= 1;
    }
  }

  private async found(): Promise<void> {
    while (
      !this.signal.aborted &&
      this.begun > 0 &&
      (await this.wanted()) > TASKS_A_PROCESSOR * availableParallelism()
    );
    this.begun += 1;
  }

  /** How many tasks want a processor, on the average of some seconds. */
  private async wanted(): Promise<number> {
    let sum = 0;
    for (let look = 0; look < LOOKS; look++) {
      sum += Number(readFileSync("/proc/loadavg", "utf8").split(" ")[3]?.split("/")[0]);
      await pause(LOOK_MS);
    }
    return sum / LOOKS;
  }
}

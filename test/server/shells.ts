import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A process that was started. */
export class Started {
  said = "";
  /** Whether all have ended that it started. The number of its group may be another one's by then. */
  isOver = false;
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => (this.said += chunk));
    this.ended = new Promise((done) =>
      child.on("close", (code) => {
        this.isOver = true;
        done({ code, said: this.said });
      }),
    );
  }

  /** Waits until it has said something. */
  async until(words: string): Promise<void> {
    for (let left = 600; !this.said.includes(words); left--) {
      if (left === 0) throw new Error(`it never said ${words}, but: ${this.said}`);
      await pause(100);
    }
  }
}

/** Shell scripts that run, each in a process group of its own. */
export class Shells {
  private readonly started: Started[] = [];

  run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Started {
    const child = spawn("sh", ["-c", script, ...args], { stdio: "pipe", detached: true, env });
    const one = new Started(child);
    this.started.push(one);
    return one;
  }

  /** Kills one, with what it started: a server that goes on would keep Jest from ending. */
  kill({ child: { pid }, isOver }: Started): void {
    if (isOver || pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  /** Kills whoever was started last. */
  killLast(): void {
    const last = this.started.at(-1);
    if (last !== undefined) this.kill(last);
  }

  /** Ends all that still run. */
  close(): void {
    for (const one of this.started) this.kill(one);
  }
}

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
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => (this.said += chunk));
    this.ended = new Promise((done) =>
      child.on("close", (code) => {
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
  private readonly running: ChildProcess[] = [];

  run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): Started {
    const child = spawn("sh", ["-c", script, ...args], { stdio: "pipe", detached: true, env });
    this.running.push(child);
    return new Started(child);
  }

  /** Kills one, with what it started. */
  kill({ child: { pid } }: Started): void {
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  /** Kills whoever was started last. */
  killLast(): void {
    const { pid } = this.running[this.running.length - 1] ?? {};
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  }

  /** Ends all that still run. */
  close(): void {
    for (const { pid } of this.running) {
      try {
        // With what it started itself: a server that goes on would keep Jest from ending.
        if (pid !== undefined) process.kill(-pid, "SIGKILL");
      } catch {
        // All of them have ended.
      }
    }
  }
}

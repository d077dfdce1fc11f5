import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { DECIDE, WAITS } from "../../../lib/server/founding/decision";

/** A row of `decide`, in its order. */
export type Row = readonly (string | number)[];

/** What the gate is to do. */
export interface Decision {
  readonly orders: readonly string[];
  readonly reason: string;
}

/** The shell that nodes and gates run, kept open, so that thousands of decisions cost no process each. */
export class DecidingShell {
  private readonly shell: ChildProcessWithoutNullStreams;
  private said = "";
  private done: ((said: string) => void) | undefined;

  constructor() {
    this.shell = spawn("sh", [], { stdio: "pipe" });
    this.shell.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      this.said += chunk;
      if (!this.said.endsWith("\nEND\n")) return;
      const said = this.said.slice(0, -"\nEND\n".length);
      this.said = "";
      this.done?.(said);
    });
    this.shell.stdin.write(`cluster=esdb\n${WAITS}\n${DECIDE}\n`);
  }

  /** What the gate of a cluster of `size` decides, given its rows. */
  async decide(size: number, rows: readonly Row[]): Promise<Decision> {
    const table = rows.map((row) => row.join(" ")).join("\n");
    const said = await this.ask(
      `size=${size} table='${table}'; decide; printf '%s\\n%s\\nEND\\n' "$reason" "$orders"`,
    );
    const [reason = "", ...orders] = said.split("\n");
    return { reason, orders: orders.filter((order) => order !== "") };
  }

  /** Whether a node waits. */
  async waits(kind: string, size: number, held: string, marked: number): Promise<boolean> {
    const said = await this.ask(
      `if waits ${kind} ${size} ${held} ${marked}; then echo yes; else echo no; fi; printf '\\nEND\\n'`,
    );
    return said.trim() === "yes";
  }

  end(): void {
    this.shell.kill();
  }

  private ask(command: string): Promise<string> {
    return new Promise((resolve) => {
      this.done = resolve;
      this.shell.stdin.write(`${command}\n`);
    });
  }
}

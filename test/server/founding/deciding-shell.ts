import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { DECIDE, WAITS } from "../../../lib/server/founding/decision";
import { ROLL } from "../../../lib/server/founding/roll";

/** A row of `decide`, in its order. */
export type Row = readonly (string | number)[];

/** What the gate is to do. */
export interface Decision {
  readonly orders: readonly string[];
  readonly reason: string;
}

/** What the gate is to move. */
export interface Step {
  /** `wait`, `settled`, or `move` and keys. */
  readonly step: readonly string[];
  readonly pending: string;
  readonly resizing: string;
  readonly voters: number;
  readonly most: number;
  readonly shrinks: boolean;
  readonly lacks: boolean;
  readonly refused: string;
}

/** The shell that nodes and gates run, kept open, so that thousands of decisions cost no process each. */
export class DecidingShell {
  private readonly shell: ChildProcessWithoutNullStreams;
  private said = "";
  /** Lives come to the same again and again. */
  private readonly answers = new Map<string, string>();
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
    this.shell.stdin.write(`cluster=esdb\n${WAITS}\n${DECIDE}\n${ROLL}\n`);
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

  /** What the gate of a cluster of `size` moves next, given its rows, and whether those that went have ended. */
  async roll(
    size: number,
    moved: string,
    lacked: number,
    gone: boolean,
    rows: readonly Row[],
  ): Promise<Step> {
    const generations = rows.map((row) => row.join(" ")).join("\n");
    const said = await this.ask(
      [
        `size=${size} calm=99 lacked=${lacked} gone=${gone ? 99 : 0} moved='${moved}' generations='${generations}'`,
        "roll",
        `printf '%s\\n%s\\n%s\\n%s\\n%s\\n%s\\n%s\\n%s\\nEND\\n' "$step" "$pending" "$resizing" "$voters" "$most" "$shrinks" "$lacks" "$refused"`,
      ].join("; "),
    );
    const [
      step = "",
      pending = "",
      resizing = "",
      voters = "",
      most = "",
      shrinks = "",
      lacks = "",
      refused = "",
    ] = said.split("\n");
    return {
      step: step.split(" ").filter((word) => word !== ""),
      pending: pending.trim(),
      resizing: resizing.trim(),
      voters: Number(voters),
      most: Number(most),
      shrinks: shrinks === "yes",
      lacks: lacks === "yes",
      refused,
    };
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

  /** What it says to a command: always the same, because it uses nothing but its words and what the command sets. */
  private async ask(command: string): Promise<string> {
    const known = this.answers.get(command);
    if (known !== undefined) return known;
    const answer = await this.run(command);
    this.answers.set(command, answer);
    return answer;
  }

  private run(command: string): Promise<string> {
    return new Promise((resolve) => {
      this.done = resolve;
      this.shell.stdin.write(`${command}\n`);
    });
  }
}

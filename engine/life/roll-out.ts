import { spawn } from "node:child_process";
import { resolve as absolute } from "node:path";
import type { Ran } from "../machine/command";

const COMMAND = absolute("dist", "command.js");

/** How a rollout goes. */
export interface RollHow {
  /**
   * With which code it must end.
   * @default 0
   */
  readonly code?: number;
  /** How many nodes must be healthy at every moment. */
  readonly fewest?: number;
  /** One resource after the other. */
  readonly serially?: true;
  /** A signal that it is sent while it runs, as soon as this line was said. */
  readonly killed?: { readonly by: NodeJS.Signals; readonly after: RegExp };
}

/** Runs the package's command on a stack, as a user does. */
export function rollOut(
  folder: string,
  { killed, serially }: Omit<RollHow, "code">,
  signal: AbortSignal,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, "rollout", folder, "--auto-approve"], {
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: "1",
        ...(serially === true ? { TF_CLI_ARGS_apply: "-parallelism=1" } : {}),
      },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let all = "";
    let sent = false;
    const interrupt = (): void => void child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    const take = (chunk: string) => {
      all += chunk;
      if (killed === undefined || sent || !killed.after.test(all)) return;
      sent = true;
      // In the midst of the next step.
      setTimeout(() => child.kill(killed.by), 1500);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.once("error", reject);
    child.once("close", (code, by) => {
      signal.removeEventListener("abort", interrupt);
      resolve({ code: code ?? (by === "SIGKILL" ? 137 : 1), out: all, all });
    });
  });
}

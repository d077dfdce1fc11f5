import { spawn } from "node:child_process";

/** How a command went. */
export interface Ran {
  readonly code: number;
  /** What it wrote to its standard output. */
  readonly out: string;
  /** Both outputs, as they came. */
  readonly all: string;
}

/** Where and how long a command runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command in order when it is aborted. */
  readonly signal?: AbortSignal;
  /** Kills the command, and what it started, when it is aborted. */
  readonly kill?: AbortSignal;
}

/**
 * Runs a command to its end, whatever that is. It has a process group of its own, so that an interrupt from
 * the terminal reaches this program alone, which then ends the command in order.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd, env = process.env, signal, kill } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let all = "";
    const interrupt = (): void => void child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    const strike = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    kill?.addEventListener("abort", strike, { once: true });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
      all += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (all += chunk));
    child.on("error", (error) => {
      signal?.removeEventListener("abort", interrupt);
      reject(error);
    });
    child.on("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      kill?.removeEventListener("abort", strike);
      resolve({ code: code ?? 1, out, all });
    });
  });
}

/** Runs a command that must end with 0, and gives its output. */
export async function demand(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, out, all } = await run(command, args, options);
  options.signal?.throwIfAborted();
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${all.trim()}`);
  return out;
}

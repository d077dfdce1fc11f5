import { createInterface } from "node:readline/promises";
import { readArguments, USAGE } from "./arguments";
import { Ending, ExitCode } from "./exit-code";
import { roll, type Terminal } from "./roll";
import { findStack, readStack } from "./stack-folder";
import { findTool, Tool } from "./tool";
import { packageVersion } from "./package-version";

/** The terminal, or the log of a pipeline. */
const TERMINAL: Terminal = {
  say: (line) => {
    console.log(line);
  },
  during: async (what, deed) => {
    const began = performance.now();
    // On a terminal the line is there from the beginning.
    if (process.stdout.isTTY) process.stdout.write(`${what} …`);
    const told = (how: string) => {
      if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
      console.log(`${what}: ${how} ${Math.round((performance.now() - began) / 1000)} s`);
    };
    try {
      const result = await deed();
      told("done in");
      return result;
    } catch (error) {
      told("FAILED after");
      throw error;
    }
  },
  approve: async (question) => {
    if (!process.stdin.isTTY) return undefined;
    const asking = createInterface({ input: process.stdin, output: process.stdout });
    const closed = new Promise<string>((resolve) => {
      asking.once("close", () => {
        resolve("");
      });
    });
    try {
      const answer = await Promise.race([asking.question(question), closed]);
      return answer.trim() === "yes";
    } finally {
      asking.close();
    }
  },
};

/** Runs the command, and gives the code with which it ends. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const read = readArguments(args);
  if (read === "help" || read === "version") {
    console.log(read === "help" ? USAGE : packageVersion());
    return ExitCode.DONE;
  }
  const folder = findStack(read.folder);
  const rollouts = readStack(folder);
  const tool = new Tool(findTool(read.tool), folder);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      tool.interrupt();
    });
  try {
    return await roll(rollouts, tool, TERMINAL, read);
  } finally {
    tool.close();
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof Ending)) throw error;
    for (const line of error.lines) console.error(line);
    process.exitCode = error.code;
  },
);

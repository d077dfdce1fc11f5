import { demand, run } from "./command";
import { isRoot } from "./is-root";

/** A machine of its own as far as packets go. */
export interface Machine {
  /** The arguments of `ip` that run a command there. */
  readonly enter: readonly string[];
}

/** Why no machine of its own can be had here; nothing where one can. */
export async function noNamespaces(): Promise<string | undefined> {
  if (!isRoot()) return "a network namespace needs root";
  const { code } = await run("/bin/sh", ["-c", "command -v ip"]);
  return code === 0 ? undefined : "a network namespace needs iproute2";
}

/** Why none can be made after all, in one line. */
export function whyNoNamespace(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `no network namespace can be made here (${message.split("\n").slice(-1).join("")})`;
}

/** Makes a machine with nothing but its loopback interface. */
export async function makeMachine(name: string): Promise<Machine> {
  await demand("ip", ["netns", "add", name]);
  const machine = machineOf(name);
  await demand("ip", [...machine.enter, "ip", "link", "set", "lo", "up"]);
  return machine;
}

/** The machine of that name. */
export function machineOf(name: string): Machine {
  return { enter: ["netns", "exec", name] };
}

/** Removes it; nothing happens where there is none. */
export async function removeMachine(name: string): Promise<void> {
  await run("ip", ["netns", "delete", name]).catch(() => undefined);
}

import { networkInterfaces } from "node:os";
import { demand, run } from "./command";
import { isRoot } from "./is-root";

const NAMESPACE = "probe-machine";
const ON_HOST = "probe-veth-h";
const ON_MACHINE = "probe-veth-m";
const HOST_ADDRESS = "10.92.0.1";
const MACHINE_ADDRESS = "10.92.0.2";

/**
 * Another machine as the Docker host sees one: a network namespace of its own, joined to the host by a pair of
 * virtual interfaces, with the host as its way to everything else.
 */
export interface OtherMachine {
  /** The arguments of `ip` that run a command there. */
  readonly enter: readonly string[];
}

/** The host's address that others route to, and the other machine, or why there is none. */
export interface Outside {
  readonly hostAddress: string;
  readonly machine: OtherMachine | { readonly why: string };
}

/** Sets the other machine up, where this process may. */
export async function setUpOutside(): Promise<Outside> {
  const fallback = (why: string): Outside => ({ hostAddress: anyAddress(), machine: { why } });
  if (!isRoot()) return fallback("a network namespace needs root");
  const { code } = await run("/bin/sh", ["-c", "command -v ip"]);
  if (code !== 0) return fallback("a network namespace needs iproute2");
  await takeDownOutside();
  const inside = ["netns", "exec", NAMESPACE, "ip"];
  try {
    for (const args of [
      ["netns", "add", NAMESPACE],
      ["link", "add", ON_HOST, "type", "veth", "peer", "name", ON_MACHINE, "netns", NAMESPACE],
      ["address", "add", `${HOST_ADDRESS}/24`, "dev", ON_HOST],
      ["link", "set", ON_HOST, "up"],
      [...inside, "address", "add", `${MACHINE_ADDRESS}/24`, "dev", ON_MACHINE],
      [...inside, "link", "set", ON_MACHINE, "up"],
      [...inside, "link", "set", "lo", "up"],
      [...inside, "route", "add", "default", "via", HOST_ADDRESS],
    ]) {
      await demand("ip", args);
    }
  } catch (error) {
    await takeDownOutside();
    const message = error instanceof Error ? error.message : String(error);
    return fallback(`no network namespace can be made here (${message.split("\n").slice(-1).join("")})`);
  }
  return { hostAddress: HOST_ADDRESS, machine: { enter: ["netns", "exec", NAMESPACE] } };
}

/** Removes the other machine; nothing happens where there is none. */
export async function takeDownOutside(): Promise<void> {
  if (!isRoot()) return;
  await run("ip", ["link", "delete", ON_HOST]).catch(() => undefined);
  await run("ip", ["netns", "delete", NAMESPACE]).catch(() => undefined);
}

function anyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal, address }) => {
    // Not a bridge of the engine's own, which another run may take away.
    return family === "IPv4" && !internal && !/^172\.(1[7-9]|2\d|3[01])\.|\.1$/.test(address);
  });
  return found?.address ?? "127.0.0.1";
}

import { networkInterfaces } from "node:os";
import { demand, run } from "./command";
import { isRoot } from "./is-root";
import { type Machine, makeMachine, noNamespaces, removeMachine, whyNoNamespace } from "./namespace";

const NAMESPACE = "probe-machine";
const ON_HOST = "probe-veth-h";
const ON_MACHINE = "probe-veth-m";
const HOST_ADDRESS = "10.92.0.1";
const MACHINE_ADDRESS = "10.92.0.2";

/**
 * The host's address that others route to, and another machine as the Docker host sees one: joined to the host by a
 * pair of virtual interfaces, with the host as its way to everything else. Or why there is none.
 */
export interface Outside {
  readonly hostAddress: string;
  readonly machine: Machine | { readonly why: string };
}

/** Sets the other machine up, where this process may. */
export async function setUpOutside(): Promise<Outside> {
  const fallback = (why: string): Outside => ({ hostAddress: anyAddress(), machine: { why } });
  const why = await noNamespaces();
  if (why !== undefined) return fallback(why);
  await takeDownOutside();
  try {
    const machine = await makeMachine(NAMESPACE);
    const inside = [...machine.enter, "ip"];
    for (const args of [
      ["link", "add", ON_HOST, "type", "veth", "peer", "name", ON_MACHINE, "netns", NAMESPACE],
      ["address", "add", `${HOST_ADDRESS}/24`, "dev", ON_HOST],
      ["link", "set", ON_HOST, "up"],
      [...inside, "address", "add", `${MACHINE_ADDRESS}/24`, "dev", ON_MACHINE],
      [...inside, "link", "set", ON_MACHINE, "up"],
      [...inside, "route", "add", "default", "via", HOST_ADDRESS],
    ]) {
      await demand("ip", args);
    }
    return { hostAddress: HOST_ADDRESS, machine };
  } catch (error) {
    await takeDownOutside();
    return fallback(whyNoNamespace(error));
  }
}

/** Removes the other machine; nothing happens where there is none. */
export async function takeDownOutside(): Promise<void> {
  if (!isRoot()) return;
  await run("ip", ["link", "delete", ON_HOST]).catch(() => undefined);
  await removeMachine(NAMESPACE);
}

function anyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal, address }) => {
    // Not a bridge of the engine's own, which another run may take away.
    return family === "IPv4" && !internal && !/^172\.(1[7-9]|2\d|3[01])\.|\.1$/.test(address);
  });
  return found?.address ?? "127.0.0.1";
}

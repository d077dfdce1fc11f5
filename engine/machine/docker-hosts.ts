import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Docker from "dockerode";
import { demand, run } from "./command";
import { Engine } from "./engine";
import { isRoot } from "./is-root";
import {
  type Machine,
  machineOf,
  makeMachine,
  noNamespaces,
  removeMachine,
  whyNoNamespace,
} from "./namespace";
import { NotRun } from "./not-run";
import { OTHER, type Site } from "./site";

/*
 * Several Docker hosts on one machine: each is a network namespace with an engine of its own in it, which has a data
 * root, an exec root, a containerd and a socket of its own. Two wires lead from each to a namespace that stands for the
 * switches, one to the internal side and one to the external one.
 */

/** A host as it is declared. */
export interface HostSite {
  readonly name: string;
  readonly internalAddress: string;
  readonly externalAddress: string;
}

/** A Docker host with its engine. */
export interface DockerHost extends HostSite {
  readonly machine: Machine;
  readonly engine: Engine;
  /** How the provider is told of its engine. */
  readonly socket: string;
}

/** Who is there without an engine. */
type Bystander = "machine" | "client" | "outsider" | "insider";

/** Several hosts, the machines beside them, and all of it as a site. */
export interface DockerHosts {
  readonly manner: EngineManner;
  readonly hosts: readonly DockerHost[];
  readonly site: Site;
  /**
   * The socket of who asks in the client's place what he is asked for: this machine has no way to the hosts, whose ranges may
   * be those of its own network.
   */
  readonly relay: string;
}

/** How the engines are started. */
export interface EngineManner {
  /** Whether a process of the engine's stands before each published port too, as it does by default. */
  readonly userlandProxy: boolean;
}

const INTERNAL = "10.93.0";
const EXTERNAL = "192.0.2";

/** The hosts that there can be, in their order; what is known of them before they are there. */
export const SITES: readonly HostSite[] = ["a", "b", "c"].map((name, i) => ({
  name,
  internalAddress: `${INTERNAL}.${i + 1}`,
  externalAddress: `${EXTERNAL}.${i + 1}`,
}));

const PREFIX = "probe-host";
const SWITCH = `${PREFIX}-switch`;
const FOLDER = join(tmpdir(), "probe-hosts");
const RELAY = join(FOLDER, "client.sock");
type Side = "internal" | "external";

let relay: ChildProcess | undefined;

/** A wire's end at a machine. */
interface Wire {
  readonly side: Side;
  readonly address: string;
}

/**
 * Who is there besides: another machine as the library knows one, which routes to everything; a client on the external
 * side, a stranger there who was told that host a leads to the internal side, and a stranger on the internal one.
 */
const BYSTANDERS: Readonly<Record<Bystander, readonly Wire[]>> = {
  machine: [
    { side: "external", address: `${EXTERNAL}.30` },
    { side: "internal", address: `${INTERNAL}.30` },
  ],
  client: [{ side: "external", address: `${EXTERNAL}.10` }],
  outsider: [{ side: "external", address: `${EXTERNAL}.20` }],
  insider: [{ side: "internal", address: `${INTERNAL}.20` }],
};

/**
 * Starts as many hosts.
 * @throws NotRun where namespaces or engines in them are not to be had
 */
export async function setUpHosts(count: number, manner: EngineManner): Promise<DockerHosts> {
  const why = await noNamespaces();
  if (why !== undefined) throw new NotRun(why);
  await takeDownHosts();
  const sites = SITES.slice(0, count);
  try {
    await wireUp(sites);
  } catch (error) {
    await takeDownHosts();
    throw new NotRun(whyNoNamespace(error));
  }
  const started = await Promise.allSettled(sites.map((site) => startHost(site, manner)));
  const failed = started.find((one) => one.status === "rejected");
  const hosts = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (failed !== undefined) {
    await takeDownHosts(hosts);
    throw failed.reason;
  }
  const bystander = (name: Bystander) => machineOf(`${PREFIX}-${name}`);
  const known = (name: string): DockerHost => {
    const host = hosts.find((one) => one.name === name);
    if (host === undefined) throw new Error(`there is no host ${name}`);
    return host;
  };
  const site: Site = {
    dockerOn: (name) => known(name).engine.docker,
    addressesOf: (name) => [known(name).internalAddress, known(name).externalAddress],
    hostMachine: (name) => known(name).machine,
    machines: {
      [OTHER]: bystander("machine"),
      client: bystander("client"),
      outsider: bystander("outsider"),
      insider: bystander("insider"),
    },
    bystanders: {
      client: (address) => hosts.some(({ externalAddress }) => externalAddress === address),
      insider: (address) => hosts.some(({ internalAddress }) => internalAddress === address),
    },
    leadTo: async (name, addresses) => {
      const { enter } = bystander("machine");
      for (const address of addresses) {
        const way = [`${address}/32`, "via", known(name).externalAddress];
        await demand("ip", [...enter, "ip", "route", "replace", ...way]);
      }
    },
  };
  try {
    await relayFrom(`${PREFIX}-client`);
  } catch (error) {
    await takeDownHosts(hosts);
    throw error;
  }
  return { manner, hosts, site, relay: RELAY };
}

/** Starts who asks from a machine; it ends with this process. */
async function relayFrom(machine: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const started = spawn(
    "nsenter",
    [`--net=/run/netns/${machine}`, process.execPath, join(__dirname, "relay.js"), RELAY],
    { detached: true, stdio: ["pipe", "pipe", "inherit"] },
  );
  relay = started;
  await Promise.race([
    once(started.stdout, "data"),
    once(started, "exit").then(() => {
      throw new Error(`there is nobody who asks from ${machine}`);
    }),
  ]);
}

async function wireUp(sites: readonly HostSite[]): Promise<void> {
  const { enter } = await makeMachine(SWITCH);
  for (const side of ["internal", "external"]) {
    await demand("ip", [...enter, "ip", "link", "add", side, "type", "bridge"]);
    await demand("ip", [...enter, "ip", "link", "set", side, "up"]);
  }
  for (const { name, internalAddress, externalAddress } of sites)
    await wire(`${PREFIX}-${name}`, [
      { side: "internal", address: internalAddress },
      { side: "external", address: externalAddress },
    ]);
  for (const [name, one] of Object.entries(BYSTANDERS)) await wire(`${PREFIX}-${name}`, one);
  const [first] = sites;
  if (first === undefined) return;
  const way = ["route", "add", `${INTERNAL}.0/24`, "via", first.externalAddress];
  await demand("ip", [...machineOf(`${PREFIX}-outsider`).enter, "ip", ...way]);
}

/** A machine, with these wires to the switches. */
async function wire(name: string, wires: readonly Wire[]): Promise<void> {
  const machine = await makeMachine(name);
  const { enter } = machine;
  // A namespace begins as its machine is. Where nothing forwards before it, an engine forbids all that it does not lead.
  await demand("ip", [...enter, "/bin/sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward"]);
  const switches = [...machineOf(SWITCH).enter, "ip"];
  for (const { side, address } of wires) {
    // Fifteen letters are as many as an interface's name may have.
    const end = `${side.slice(0, 2)}-${address.slice(address.lastIndexOf(".") + 1)}`;
    for (const args of [
      [...switches, "link", "add", end, "type", "veth", "peer", "name", side, "netns", name],
      [...switches, "link", "set", end, "master", side, "up"],
      [...enter, "ip", "address", "add", `${address}/24`, "dev", side],
      [...enter, "ip", "link", "set", side, "up"],
    ])
      await demand("ip", args);
  }
}

/** How the provider is told of the engine of a host. */
export function socketOf(name: string): string {
  return join(FOLDER, name, "docker.sock");
}

async function startHost(site: HostSite, { userlandProxy }: EngineManner): Promise<DockerHost> {
  const folder = join(FOLDER, site.name);
  mkdirSync(folder, { recursive: true });
  const socket = socketOf(site.name);
  const execRoot = join(folder, "exec");
  const engine = await Engine.start({
    docker: new Docker({ socketPath: socket }),
    containerdPid: join(execRoot, "containerd", "containerd.pid"),
    command: [
      // `ip netns exec` would mount a /sys without the control groups.
      "nsenter",
      `--net=/run/netns/${PREFIX}-${site.name}`,
      "dockerd",
      `--host=unix://${socket}`,
      `--data-root=${join(folder, "data")}`,
      `--exec-root=${execRoot}`,
      `--pidfile=${join(folder, "docker.pid")}`,
      "--config-file=",
      `--userland-proxy=${String(userlandProxy)}`,
    ],
  });
  return {
    ...site,
    machine: machineOf(`${PREFIX}-${site.name}`),
    engine,
    socket: `unix://${socket}`,
  };
}

/** Removes everything, also what a run that was killed has left; nothing happens where there is nothing. */
export async function takeDownHosts(hosts: readonly DockerHost[] = []): Promise<void> {
  if (!isRoot()) return;
  relay?.stdin?.end();
  relay = undefined;
  await Promise.all(hosts.map(({ engine }) => engine.stop()));
  await endAllIn(FOLDER);
  await unmountAllIn(FOLDER);
  rmSync(FOLDER, { recursive: true, force: true });
  const names = [...SITES.map(({ name }) => name), ...Object.keys(BYSTANDERS), "switch"];
  await Promise.all(names.map((name) => removeMachine(`${PREFIX}-${name}`)));
}

/** Ends the engines whose files are there, and what they started. */
async function endAllIn(folder: string): Promise<void> {
  // Again and again, because what was ended last may have been starting something.
  for (
    let all = processesOf(folder), left = 10;
    all.length > 0 && left > 0;
    all = processesOf(folder), left--
  ) {
    for (const pid of all) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    await pause(300);
  }
}

const ENGINE_PROGRAMS = /^(?:dockerd|containerd|docker-proxy|runc)/;

/** The processes of engines that were told of a folder, and those that they began: what runs in containers. */
function processesOf(folder: string): readonly number[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const told = all.filter(
    (pid) => ENGINE_PROGRAMS.test(readProc(pid, "comm")) && readProc(pid, "cmdline").includes(`${folder}/`),
  );
  const begun = all.filter((pid) => {
    // The name before it may hold anything but the bracket that ends it.
    const parent = /^\S+ (\d+)/.exec(readProc(pid, "stat").replace(/^.*\) /s, ""))?.[1];
    return parent !== undefined && told.includes(parent);
  });
  return [...new Set([...told, ...begun])].map(Number);
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

async function unmountAllIn(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const mounted = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounted.reverse()) await run("umount", ["--lazy", path]);
}

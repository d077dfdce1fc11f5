import { join } from "node:path";
import type Docker from "dockerode";
import { BASE_IMAGE } from "../image/build-image";
import { FOREIGN_NETWORKS } from "../machine/foreigners";
import { demand } from "../machine/command";
import type { Machine } from "../machine/namespace";
import { OTHER, type Site } from "../machine/site";
import type { Answer, Asked } from "../stand-in/dial";
import { networksOf, type Place } from "./places";
import type { Predictions } from "./predictions";

/** Marks the containers from which somebody dials. */
export const DIALS = "cdktf-eventstoredb.engine-test.dials";

/** Names are looked up by threads, and one that nobody knows may keep its thread for seconds. */
const THREADS = { UV_THREADPOOL_SIZE: "128" };

/** Dials for real, each time from the place itself. */
export class Dialling {
  constructor(
    private readonly site: Site,
    /** The folder of the bundled programs. */
    private readonly bundles: string,
    private readonly signal: AbortSignal,
  ) {}

  /** What came of every target, in their order; or why nobody can dial there. */
  async dial(
    place: Place,
    names: Predictions["hostNames"],
    dialled: Omit<Asked, "hosts">,
  ): Promise<readonly Answer[] | { readonly unable: string }> {
    const program = join(this.bundles, "dial.js");
    switch (place.kind) {
      case "host": {
        const machine = this.site.hostMachine(place.host);
        return this.onMachine(machine, program, { ...dialled, hosts: names.onHost(place.host) });
      }
      case "machine": {
        if (place.host !== undefined) {
          const host = this.site.hostMachine(place.host);
          return this.onMachine(host, program, { ...dialled, hosts: names.elsewhere });
        }
        const machine = this.site.machines[place.name ?? OTHER];
        if (machine === undefined) return { unable: `there is no ${place.name ?? OTHER}` };
        if ("why" in machine) return { unable: machine.why };
        return this.onMachine(machine, program, { ...dialled, hosts: names.elsewhere });
      }
      case "container": {
        // Docker's DNS comes first, and knows everybody on a cluster's own network; the names of the host that
        // others are told stand for a DNS server that only those who are not on it have to ask.
        const { key } = place;
        const docker = this.site.dockerOn(place.host);
        if (key !== undefined)
          return this.inContainer(docker, [`container:${key}`], { ...dialled, hosts: {} });
        const networks = networksOf(place);
        const isForeign = FOREIGN_NETWORKS.some(({ name }) => networks.includes(name));
        const hosts = isForeign ? names.elsewhere : {};
        return this.inContainer(docker, networks, { ...dialled, hosts });
      }
    }
  }

  /** On this machine itself, or on another one. */
  private async onMachine(
    machine: Machine | undefined,
    program: string,
    asked: Asked,
  ): Promise<readonly Answer[]> {
    const env = { ...process.env, ...THREADS };
    const command = [process.execPath, program, JSON.stringify(asked)];
    const out =
      machine === undefined
        ? await demand(process.execPath, command.slice(1), { env, signal: this.signal })
        : await demand("ip", [...machine.enter, ...command], { env, signal: this.signal });
    return JSON.parse(out) as readonly Answer[];
  }

  /** In a container of its own on these networks, or within another container's. */
  private async inContainer(
    docker: Docker,
    [network = "", ...others]: readonly string[],
    asked: Asked,
  ): Promise<readonly Answer[]> {
    this.signal.throwIfAborted();
    const container = await docker.createContainer({
      Image: BASE_IMAGE,
      Entrypoint: ["node", "/stand-in/dial.js"],
      Cmd: [JSON.stringify(asked)],
      Env: Object.entries(THREADS).map(([name, value]) => `${name}=${value}`),
      // As it was written: without a terminal the engine puts both outputs into frames.
      Tty: true,
      Labels: { [DIALS]: "" },
      HostConfig: { NetworkMode: network, LogConfig: { Type: "json-file", Config: {} } },
    });
    try {
      for (const other of others) await docker.getNetwork(other).connect({ Container: container.id });
      await container.start();
      const { StatusCode } = (await container.wait()) as { StatusCode: number };
      // As a stream, because the client would parse an answer that happens to be JSON.
      let out = "";
      for await (const chunk of await container.logs({ stdout: true, stderr: true, follow: true })) {
        out += String(chunk);
      }
      if (StatusCode !== 0) throw new Error(`dialling from ${network}: ${out}`);
      return JSON.parse(out) as readonly Answer[];
    } finally {
      await container.remove({ force: true, v: true });
    }
  }
}

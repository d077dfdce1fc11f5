import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Certificates, EndpointKind, Security, type Topology } from "cdktf-eventstoredb";
import type Docker from "dockerode";
import type { Deployment } from "../apply/deployment";
import { hasStatus } from "../apply/direct/create-container";
import { buildRevision } from "../image/build-image";
import { releaseImage } from "../image/release-files";
import { CertificateStore } from "../certificates/certificate-store";
import { demand } from "../machine/command";
import type { DockerHost } from "../machine/docker-hosts";
import type { Engine } from "../machine/engine";
import type { Ground } from "./ground";
import { rollOut, type RollHow } from "./roll-out";
import { type Address, Client, isLeader, isReady, read, secureStateOf, slowDown, stateOf } from "./client";
import {
  addressOf,
  clientAddresses,
  layEmptyStack,
  layStack,
  type LifeProps,
  otherName,
  type Place,
  rebased,
  writeStack,
} from "./stack";
import { endOf, layProgram, layWithClients } from "./clients-elsewhere";
import { inVolumes, removeVolume } from "./volumes";

const SETTLE_SECONDS = 240;
const WAIT_SECONDS = 240;
const SAMPLE_MS = 500;
/** In which an apply ends that has nothing left to wait for. */
const AT_ONCE_SECONDS = 60;

/** How an apply goes. */
export interface How {
  /** One resource after the other. */
  readonly serially?: true;
  /** These nodes alone, by key, and what they need. */
  readonly only?: readonly string[];
  /** Kills Terraform when it is aborted. */
  readonly kill?: AbortSignal;
}

/** What can happen to one cluster. Every step is awaited; nodes are named by key, such as `node-0`. */
export class Life {
  readonly client = new Client();
  private readonly store: CertificateStore;
  private topology: Topology | undefined;

  constructor(
    readonly place: Place,
    private readonly deployment: Deployment,
    /** What is in another folder. */
    private readonly deploymentIn: (folder: string) => Deployment,
    private readonly ground: Ground,
    private readonly signal: AbortSignal,
  ) {
    this.store = new CertificateStore(`${place.folder}.certificates`);
  }

  /** Makes the cluster what these props say, and waits for what the apply waits for. */
  async apply(props: LifeProps, how: How = {}): Promise<void> {
    this.signal.throwIfAborted();
    this.topology = layStack(this.place, props);
    await this.deployment.apply(
      [
        ...(how.serially === true ? ["-parallelism=1"] : []),
        ...(how.only ?? []).map((key) => `-target=${addressOf(this.place.folder, this.container(key))}`),
      ],
      how.kill,
    );
  }

  /** Applies, and kills Terraform as soon as something holds. */
  async killed(props: LifeProps, what: string, holds: () => Promise<boolean>): Promise<void> {
    const killer = new AbortController();
    const applied = this.apply(props, { kill: killer.signal }).then(
      () => "ended",
      () => "failed",
    );
    try {
      await this.until(what, holds);
    } finally {
      killer.abort();
    }
    if ((await applied) === "ended") throw new Error("the apply ended before it was killed");
  }

  /** Applies, and removes what a Terraform that was killed made and did not write down, as the docs say. */
  async applyAfterKill(props: LifeProps): Promise<void> {
    for (let left = 3; ; left--) {
      try {
        await this.apply(props);
        return;
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        const names = [...said.matchAll(/container name "\/([\w-]+)" is already in use/g)];
        if (names.length === 0 || left === 0) throw error;
        for (const [, name = ""] of names)
          await this.engine.docker.getContainer(name).remove({ force: true, v: true });
      }
    }
  }

  /** Whether a gate that runs has said something. */
  async gateRunsAndSaid(words: RegExp): Promise<boolean> {
    return (await this.gate().inspect()).State.Running && words.test(await this.gateSays());
  }

  /** The id of the container of a node's installer; nothing where there is none. */
  async installer(key: string): Promise<string | undefined> {
    const container = await this.docker(key, "-installer")
      .inspect()
      .catch(() => undefined);
    return container?.Id;
  }

  /** Sees that another apply on the same state is refused while one goes on. */
  async isLocked(): Promise<void> {
    const other = await this.deployment.apply().then(
      () => "nothing was refused",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (!other.includes("Error acquiring the state lock")) throw new Error(other);
  }

  /** Applies two edits at once, each by a state of its own that was one state before; one may be in the other's way. */
  async twice(one: LifeProps, other: LifeProps): Promise<void> {
    this.signal.throwIfAborted();
    const { folder } = this.place;
    const copy = `${folder}.copy`;
    layStack(this.place, other);
    cpSync(folder, copy, { recursive: true });
    const stack = readFileSync(join(copy, "cdk.tf.json"), "utf8");
    writeStack(copy, stack.replaceAll(`${folder}/terraform.tfstate`, `${copy}/terraform.tfstate`));
    await Promise.allSettled([this.apply(one), this.deploymentIn(copy).apply()]);
  }

  /**
   * Makes the cluster what these props say, with a client in its own stack, one in another stack of the app, and one in a
   * program that knows what the first one gave away: each must reach every node by what it was handed.
   */
  async withClients(props: LifeProps): Promise<void> {
    this.signal.throwIfAborted();
    const { topology, another } = layWithClients(this.place, props);
    this.topology = topology;
    await this.deployment.apply();
    const outputs = await this.deployment.outputs();
    const attributes: unknown = outputs[`eventstore_${topology.name}_attributes`];
    const ends = [endOf(outputs)];
    for (const folder of [another, layProgram(this.place, attributes)]) {
      const deployment = this.deploymentIn(folder);
      await deployment.apply();
      ends.push(endOf(await deployment.outputs()));
      if ((await deployment.plan()) !== "nothing") throw new Error("the client's second plan is not empty");
      await deployment.destroy();
    }
    if (ends.some((end) => end !== "0")) throw new Error(`the clients ended with ${ends.join(", ")}`);
  }

  /** Takes the cluster out of the program. */
  async remove(): Promise<void> {
    this.signal.throwIfAborted();
    layEmptyStack(this.place);
    await this.deployment.apply();
  }

  /** Sees that a plan would change nothing. */
  async settled(): Promise<void> {
    const plan = await this.deployment.plan();
    if (plan !== "nothing") throw new Error(`the plan is not empty:\n${plan?.changes ?? ""}`);
  }

  /** The certificate of the user's own authority in PEM. */
  ownAuthority(): Promise<string> {
    return this.store.authority(this.place.name);
  }

  /** The certificate of the cluster's authority in PEM, as the stack gives it away. */
  async authority(): Promise<string> {
    return (await this.deployment.outputs()).authority ?? "";
  }

  /**
   * Applies what these props say by the package's command, and gives what it said.
   * @param code with which it must end
   */
  async rollOut(props: LifeProps, { code = 0, ...how }: RollHow = {}): Promise<string> {
    this.signal.throwIfAborted();
    const before = this.topology;
    this.topology = layStack(this.place, props);
    if (before === undefined) await this.deployment.init();
    // What goes is not awaited, and what comes is not there yet.
    const watched = this.nodes.filter((key) => before?.nodes.some((node) => node.key === key));
    const command = rollOut(this.place.folder, how, this.signal);
    const fewest = how.fewest === undefined ? undefined : this.fewestHealthy(watched, command);
    const ran = await command;
    this.signal.throwIfAborted();
    if (ran.code !== code) throw new Error(`the rollout ended with ${ran.code}, not ${code}:\n${ran.all}`);
    const seen = await fewest;
    if (seen !== undefined && how.fewest !== undefined && seen < how.fewest)
      throw new Error(`at some moment ${seen} nodes were healthy:\n${ran.all}`);
    return ran.all;
  }

  /** How many of these nodes their own probes found ready, at the worst moment until something ended. */
  private async fewestHealthy(keys: readonly string[], deed: Promise<unknown>): Promise<number> {
    let goesOn = true;
    const end = deed.finally(() => (goesOn = false));
    let fewest = keys.length;
    while (goesOn) {
      const states = await Promise.all(
        keys.map(async (key) => {
          const container = await this.docker(key)
            .inspect()
            .catch(() => undefined);
          return container?.State.Health?.Status;
        }),
      );
      fewest = Math.min(fewest, states.filter((state) => state === "healthy").length);
      await pause(SAMPLE_MS);
    }
    await end;
    return fewest;
  }

  /** Waits until every node's own probe found it ready. */
  async healthy(): Promise<void> {
    await this.until("every node is healthy", () => this.isHealthy());
  }

  /** The ids of the nodes' containers, by key. */
  async containers(): Promise<ReadonlyMap<string, string>> {
    const ids = this.nodes.map(async (key) => [key, (await this.docker(key).inspect()).Id] as const);
    return new Map(await Promise.all(ids));
  }

  /** Builds an image for the cluster that differs from the one before, and gives its reference. */
  async anotherImage(...lines: readonly string[]): Promise<string> {
    return buildRevision(this.engine.docker, this.place.release, this.place.name, lines);
  }

  /** The same of one whose server cannot start. */
  async brokenImage(): Promise<string> {
    const { entrypoint } = releaseImage(this.place.release);
    return this.anotherImage("USER 0", `RUN rm ${entrypoint}`);
  }

  /** Whether every node was found ready by its own probe. */
  private async isHealthy(): Promise<boolean> {
    const states = await Promise.all(
      this.nodes.map(async (key) => (await this.docker(key).inspect()).State.Health?.Status),
    );
    return states.every((status) => status === "healthy");
  }

  /** Certificates of the user's own for the nodes as they are, as files; `others` are trusted besides. */
  ownCertificates(others: readonly string[] = []): Promise<Certificates> {
    const { name, release } = this.place;
    const { hosts, nodes } = this.known;
    const names = new Map(
      nodes.map(({ key, host, attachments }) => {
        const { internalAddress, externalAddress } = hosts.find((one) => one.name === host) ?? {};
        const aliases = attachments.flatMap((one) => one.aliases);
        return [key, [...aliases, internalAddress ?? [], externalAddress ?? []].flat()];
      }),
    );
    // Servers of v5 read no PEM.
    const manner = release.startsWith("5.") ? "pkcs12" : "files";
    return this.store.certificates(name, manner, names, releaseImage(release).user, others);
  }

  /** Gives the nodes certificates of the user's own, and those that are to come after them. */
  async certified(): Promise<Security> {
    await this.apply({ security: Security.tls(await this.ownCertificates()) });
    await this.settled();
    this.renew();
    return Security.tls(await this.ownCertificates());
  }

  /** Has these certificates made anew when they are asked for the next time. */
  renew(): void {
    for (const key of [...this.nodes, "shared"]) this.store.renew(this.place.name, key);
  }

  /** Which container the gate is. */
  async gateId(): Promise<string> {
    return (await this.gate().inspect()).Id;
  }

  /** Applies a stack that an earlier version made, of a cluster of the same name and members. */
  async applyStack(stack: unknown, props: LifeProps): Promise<void> {
    this.topology = layStack(this.place, props);
    writeStack(this.place.folder, rebased(stack, this.place));
    await this.deployment.apply();
  }

  /**
   * Applies what must fail, by what is done meanwhile.
   * @param says what the gate must have written; Terraform's own words name every node anyway
   */
  async fails(props: LifeProps, says: RegExp, deed?: () => Promise<void>): Promise<void> {
    try {
      await this.during(this.apply(props), deed ?? (() => Promise.resolve()));
    } catch (error) {
      this.signal.throwIfAborted();
      await this.failedAtOnce();
      const said = await this.gateSays();
      if (says.test(said)) return;
      throw new Error(`the gate did not say ${String(says)}, but: ${said.trim()}`, { cause: error });
    }
    throw new Error(`the apply did not fail, and should have said ${String(says)}`);
  }

  /** Sees that the apply failed as soon as its gate did; of one that was killed, or was never there, nothing tells it. */
  private async failedAtOnce(): Promise<void> {
    const gate = await this.gate()
      .inspect()
      .catch(() => undefined);
    if (gate?.State.ExitCode !== 1) return;
    const seconds = (Date.now() - Date.parse(gate.State.FinishedAt)) / 1000;
    if (seconds > AT_ONCE_SECONDS)
      throw new Error(`the apply went on for ${Math.round(seconds)} s after its gate had failed`);
  }

  /** Writes that many events. */
  async write(count: number): Promise<void> {
    await this.client.write(this.addresses(), count);
  }

  /** Writes all the time while something is done. */
  async writing(deed: () => Promise<void>): Promise<void> {
    let goesOn = true;
    const writer = (async () => {
      while (goesOn) await this.client.tryToWrite(this.addresses(), 1);
    })();
    try {
      await deed();
    } finally {
      goesOn = false;
      await writer;
    }
  }

  /** Does two things at once: the apply, and what happens meanwhile. */
  async during(apply: Promise<void>, deed: () => Promise<void>): Promise<void> {
    const [applied, done] = await Promise.allSettled([apply, deed()]);
    if (done.status === "rejected") throw done.reason;
    if (applied.status === "rejected") throw applied.reason;
  }

  /**
   * Does something, and sees all the while that a majority of the nodes runs which has been ready since it was started:
   * while another one becomes the leader, nobody is ready for a moment.
   * @param restarts how many nodes must have been started again by the end, where that is known
   * @param keys the nodes that are there before and after
   * @param lost those of them that are there after alone
   */
  async whole(
    restarts: number | undefined,
    deed: () => Promise<void>,
    keys = this.nodes,
    lost: readonly string[] = [],
  ): Promise<void> {
    const ready = new Map<string, string>();
    const sample = async (): Promise<number> => {
      const starts = await this.starts(keys);
      await Promise.all(
        keys.map(async (key) => {
          const say = this.speaksTls(key) ? secureStateOf : stateOf;
          if (isReady(await say(this.address(key)))) ready.set(key, starts.get(key) ?? "");
        }),
      );
      return keys.filter((key) => starts.get(key) !== "" && ready.get(key) === starts.get(key)).length;
    };
    await this.until("every node is ready", async () => (await sample()) === keys.length - lost.length);
    const before = await this.starts(keys);
    const samples: number[] = [];
    let goesOn = true;
    const sampler = (async () => {
      while (goesOn) {
        samples.push(await sample());
        await pause(SAMPLE_MS);
      }
    })();
    try {
      await deed();
    } finally {
      goesOn = false;
      await sampler;
    }
    const [least, most] = [Math.min(...samples), keys.length];
    if (least < Math.floor(most / 2) + 1)
      throw new Error(`only ${least} of ${most} in one of ${samples.length} samples: ${samples.join("")}`);
    const after = await this.starts(keys);
    const again = keys.filter((key) => before.get(key) !== after.get(key));
    if (restarts !== undefined && again.length !== restarts)
      throw new Error(`started again: ${again.join(", ") || "nobody"}`);
  }

  /** Whether a node is asked over TLS; of v5 only TCP is. */
  private speaksTls(key: string): boolean {
    const node = this.known.nodes.find((one) => one.key === key);
    return node?.endpoints.some(({ kind, tls }) => kind === EndpointKind.HTTP && tls) === true;
  }

  /** Which start of which container each node is in; nothing for one that does not run. */
  private async starts(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return new Map(
      await Promise.all(
        keys.map(async (key): Promise<[string, string]> => {
          // Neither runs one that is gone, nor one whose host is down.
          const one = await this.docker(key)
            .inspect()
            .catch(() => undefined);
          const { Id, State } = one ?? {};
          return [key, State?.Running === true && !State.Restarting ? `${Id ?? ""} ${State.StartedAt}` : ""];
        }),
      ),
    );
  }

  /** Kills nodes, all at once, and starts them again, in that order. */
  async kill(...keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => ignoring(this.docker(key).kill({ signal: "SIGKILL" }), 404, 409)));
    await this.start(...keys);
  }

  async start(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await ignoring(this.docker(key).start(), 304);
  }

  async stop(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await ignoring(this.docker(key).stop({ t: 30 }), 304);
  }

  async pause(key: string): Promise<void> {
    await this.docker(key).pause();
  }

  async unpause(key: string): Promise<void> {
    await this.docker(key).unpause();
  }

  /** The nodes of the present size. */
  get nodes(): readonly string[] {
    return this.known.nodes.map(({ key }) => key);
  }

  /** Removes nodes' containers and data, as the docs say. */
  async lose(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      for (const part of ["", "-installer"])
        await ignoring(this.docker(key, part).remove({ force: true, v: true }), 404);
      await removeVolume(this.dockerOf(key), this.data(key));
    }
  }

  /** Runs a script as root in a node's data folder, which is then the server's user's again. */
  async inData(key: string, script: string): Promise<void> {
    const { user } = releaseImage(this.place.release);
    await this.inVolumes(key, [this.data(key)], `cd /a; chown ${user} .; ${script}`);
  }

  /** Sees that all of every node's data is that user's. */
  async owned(user: string): Promise<void> {
    for (const key of this.nodes)
      await this.inVolumes(
        key,
        [this.data(key)],
        `find /a ! -user ${user.split(":")[0] ?? ""} | grep . && exit 1 || :`,
      );
  }

  /** Slows a node down that is still to come. */
  async slowFromBirth(key: string, ms: number): Promise<void> {
    await this.inData(key, `echo ${ms} > pace; chmod 666 pace`);
  }

  /** Puts a copy of a node's data aside, for `restore`. */
  async backUp(key: string): Promise<void> {
    await this.inVolumes(key, [this.data(key), `${this.place.name}-backup`], "cp -a /a/. /b/");
  }

  async restore(key: string): Promise<void> {
    const { user } = releaseImage(this.place.release);
    await this.inVolumes(
      key,
      [this.data(key), `${this.place.name}-backup`],
      `cp -a /b/. /a/; chown ${user} /a`,
    );
  }

  /** Brings a node's data into a volume of another name, and gives that name. */
  async hideData(key: string): Promise<string> {
    const volume = `${this.place.name}-old-${key}`;
    await this.inVolumes(key, [this.data(key), volume], "cp -a /a/. /b/");
    await removeVolume(this.engine.docker, this.data(key));
    return volume;
  }

  /** Copies a node's data to another Docker host, where it is to be. */
  async carry(key: string, to: string): Promise<void> {
    const name = this.data(key);
    const { Mountpoint } = await this.dockerOf(key).getVolume(name).inspect();
    const { docker } = this.host(to).engine;
    await docker.createVolume({ Name: name });
    await demand("cp", ["-a", `${Mountpoint}/.`, (await docker.getVolume(name).inspect()).Mountpoint]);
  }

  /** Gives a node a disk of that size for what it reads at its start, before it is there. */
  async smallDisk(key: string, size: string): Promise<void> {
    await this.dockerOf(key).createVolume({ Name: this.settings(key) });
    await demand("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", await this.mountpoint(key)]);
  }

  /** Takes it away again, whoever has it. */
  async noSmallDisk(key: string): Promise<void> {
    await demand("umount", ["-l", await this.mountpoint(key)]);
  }

  private async mountpoint(key: string): Promise<string> {
    return (await this.dockerOf(key).getVolume(this.settings(key)).inspect()).Mountpoint;
  }

  /** Leaves no byte on that disk, or makes room again. */
  async fill(key: string, full: boolean): Promise<void> {
    const script = full ? "cat /dev/zero > /a/.filling 2> /dev/null || :" : "rm /a/.filling";
    await this.inVolumes(key, [this.settings(key)], script);
  }

  /** What a node's installer wrote. */
  async installerSays(key: string): Promise<string> {
    return (await this.docker(key, "-installer").logs({ stdout: true, stderr: true })).toString("utf8");
  }

  /** Has nodes copy at full speed again, and tells whether all of them heard it. */
  async hurry(...keys: readonly string[]): Promise<boolean> {
    await Promise.all(keys.map((key) => slowDown(this.address(key), 0)));
    return true;
  }

  /** Whether some node says one of these states. */
  async isAny(...states: readonly string[]): Promise<boolean> {
    const said = await Promise.all(this.addresses().map(stateOf));
    return said.some((state) => states.includes(state ?? ""));
  }

  /** The node that leads. */
  async leader(): Promise<string> {
    let found = "";
    await this.until("there is a leader", async () => {
      for (const key of this.nodes) if (isLeader(await stateOf(this.address(key)))) found = key;
      return found !== "";
    });
    return found;
  }

  /** Waits until every node is ready and has the same events. */
  async level(): Promise<void> {
    await this.until("all nodes are level", async () => (await this.unlike()) === undefined, SETTLE_SECONDS);
  }

  /** What is otherwise than it must be at the end. */
  async faults(): Promise<readonly string[]> {
    try {
      await this.level();
    } catch (error) {
      return [
        error instanceof Error ? error.message : String(error),
        (await this.unlike()) ?? "",
        ...(await this.missing()),
      ];
    }
    return this.missing();
  }

  /** Kills the gate while it waits. */
  async killGate(): Promise<void> {
    await this.until("the gate waits", async () => (await this.gate().inspect()).State.Running);
    await this.until("somebody copies or waits", () => this.isAny("catchingup", "discoverleader"), 10).catch(
      () => undefined,
    );
    await this.gate().kill();
  }

  /** Runs another gate like the present one, under another name, from its beginning. */
  async copyGate(suffix: string): Promise<void> {
    const { Config, HostConfig, NetworkSettings } = await this.gate().inspect();
    const copy = await this.engine.docker.createContainer({
      name: `${this.place.name}-${suffix}`,
      Image: Config.Image,
      Entrypoint: [...[Config.Entrypoint ?? []].flat()],
      Cmd: Config.Cmd,
      HostConfig: {
        Binds: HostConfig.Binds ?? [],
        NetworkMode: Object.keys(NetworkSettings.Networks)[0] ?? "",
      },
    });
    await copy.start();
  }

  /** Removes such a copy. */
  async removeCopy(suffix: string): Promise<void> {
    await this.engine.docker.getContainer(`${this.place.name}-${suffix}`).remove({ force: true, v: true });
  }

  /** Removes the volumes that the gate's last words name, with the containers that have them. */
  async removeWhatGateNames(): Promise<void> {
    const said = (await this.gateSays()).split("\n").slice(-20).join("\n");
    const { Volumes } = await this.engine.docker.listVolumes();
    for (const { Name } of Volumes.filter(({ Name }) => Name.startsWith(`${this.place.name}-`))) {
      if (said.includes(Name)) await this.removeWithUsers(Name);
    }
  }

  /** Removes a volume of a node, which the containers that have it must go for. */
  async removePart(key: string, part: "settings" | "control"): Promise<void> {
    await this.removeWithUsers(`${this.container(key)}-${part}`);
  }

  private async removeWithUsers(volume: string): Promise<void> {
    const users = await this.engine.docker.listContainers({ all: true, filters: { volume: [volume] } });
    for (const { Id } of users) await this.engine.docker.getContainer(Id).remove({ force: true });
    await removeVolume(this.engine.docker, volume);
  }

  /** Removes what a node reads at its start out of its volume. */
  async emptySettings(key: string): Promise<void> {
    await this.inVolumes(key, [this.settings(key)], "rm -rf /a/*-*");
  }

  /** How many generations each node has. */
  async generations(count: number): Promise<void> {
    for (const key of this.nodes)
      await this.inVolumes(key, [this.settings(key)], `ls -d /a/*-* | wc -l | grep -qx ${count}`);
  }

  /** Waits until a node's log says something, and does what it says to remove. */
  async follow(key: string, says: RegExp): Promise<void> {
    let name = "";
    await this.until(`${key} says ${String(says)}`, async () => {
      const said = await this.docker(key).logs({ stdout: true, stderr: true });
      name = says.exec(said.toString("utf8"))?.[1] ?? "";
      return name !== "";
    });
    await this.engine.docker.getContainer(name).remove({ force: true });
  }

  private gate(): Docker.Container {
    return this.engine.docker.getContainer(`${this.place.name}-ready`);
  }

  /** What the gate wrote. */
  private async gateSays(): Promise<string> {
    try {
      return (await this.gate().logs({ stdout: true, stderr: true })).toString("utf8");
    } catch {
      return "";
    }
  }

  async wait(seconds: number): Promise<void> {
    await pause(seconds * 1000, undefined, { signal: this.signal });
  }

  async until(what: string, holds: () => Promise<boolean>, seconds = WAIT_SECONDS): Promise<void> {
    for (const end = Date.now() + seconds * 1000; !(await holds().catch(() => false));) {
      if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
      await pause(150, undefined, { signal: this.signal });
    }
  }

  private async inVolumes(key: string, volumes: readonly string[], script: string): Promise<void> {
    await inVolumes(this.dockerOf(key), volumes, script);
  }

  /** Kills the engine itself, and starts it again. */
  async killEngine(): Promise<void> {
    await this.engine.killAndStart();
  }

  /** Ends a Docker host's engine, and what runs there. */
  async hostDown(name: string): Promise<void> {
    await this.host(name).engine.halt();
  }

  /** Has the host boot: its engine starts, and its containers by themselves. */
  async hostUp(name: string): Promise<void> {
    await this.host(name).engine.start();
  }

  /** Sees that an apply is refused by such words before it changes anything: on the hosts that are up, and in the state. */
  async refused(props: LifeProps, says: RegExp): Promise<void> {
    const before = await this.standing();
    const said = await this.apply(props).then(
      () => "nothing was refused",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    this.signal.throwIfAborted();
    if (!says.test(said)) throw new Error(`it did not say ${String(says)}, but: ${said}`);
    if ((await this.standing()) !== before) throw new Error("what was refused changed something");
  }

  /** The state, and on every host that is up each container's start, networks and volumes. */
  private async standing(): Promise<string> {
    const up = this.ground.hosts.filter(({ engine }) => engine.isOwn);
    const on = up.map(async ({ engine: { docker } }) => {
      const all = await docker.listContainers({ all: true });
      const starts = all.map(async ({ Id }) => (await docker.getContainer(Id).inspect()).State.StartedAt);
      return [
        ...all.map(({ Id }) => Id),
        ...(await Promise.all(starts)),
        ...(await docker.listNetworks()).map(({ Id }) => Id),
        ...(await docker.listVolumes()).Volumes.map(({ Name }) => Name),
      ].sort();
    });
    return JSON.stringify([this.state(), await Promise.all(on)]);
  }

  private state(): string {
    return readFileSync(join(this.place.folder, "terraform.tfstate"), "utf8");
  }

  /** Has Terraform forget what a host that is lost had, as the docs say. */
  async forget(host: string): Promise<void> {
    await this.inState("rm", ...(await this.knownOn(host)));
  }

  /** Has Terraform know every host by its other name, as the docs say. */
  async rename(): Promise<void> {
    for (const { name } of this.ground.hosts)
      for (const resource of await this.knownOn(name))
        await this.inState("mv", resource, resource.slice(0, -name.length) + otherName(name));
  }

  /** What Terraform knows on a host, as the docs list it. */
  private async knownOn(host: string): Promise<readonly string[]> {
    const known = new RegExp(`^docker_[a-z]+\\.eventstore_${this.place.name}_.*_${host}$`);
    return (await this.inState("list")).split("\n").filter((resource) => known.test(resource));
  }

  private inState(...args: readonly string[]): Promise<string> {
    return demand("terraform", ["state", ...args], { cwd: this.place.folder, signal: this.signal });
  }

  private host(name: string): DockerHost {
    const found = this.ground.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`there is no host ${name}`);
    return found;
  }

  private settings(key: string): string {
    return `${this.container(key)}-settings`;
  }

  private data(key: string): string {
    return `${this.container(key)}-data`;
  }

  private container(key: string): string {
    return `${this.place.name}-${key}`;
  }

  private docker(key: string, part = ""): Docker.Container {
    return this.dockerOf(key).getContainer(`${this.container(key)}${part}`);
  }

  /** The engine that a node is on. */
  private dockerOf(key: string): Docker {
    const host = this.topology?.nodes.find((node) => node.key === key)?.host;
    const found = this.ground.hosts.find(({ name }) => host === name || host === otherName(name));
    return (found?.engine ?? this.engine).docker;
  }

  /** That of the first host, which has the gate. */
  private get engine(): Engine {
    return this.ground.engine;
  }

  private get known(): Topology {
    if (this.topology === undefined) throw new Error("nothing was applied yet");
    return this.topology;
  }

  private addresses(): readonly Address[] {
    return this.nodes.map((key) => this.address(key));
  }

  private address(key: string): Address {
    const { relay } = this.ground;
    return { at: clientAddresses(this.known).get(key) ?? "", ...(relay === undefined ? {} : { relay }) };
  }

  /** Which node is not ready, or has not what the first one has. */
  private async unlike(): Promise<string | undefined> {
    let first: string | undefined;
    for (const key of this.nodes) {
      const state = await stateOf(this.address(key));
      if (!isReady(state)) return `${key} is ${state ?? "not to be had"}`;
      const events = (await read(this.address(key))).join();
      first ??= events;
      if (events !== first) return `${key} has other events than ${this.nodes[0] ?? ""}`;
    }
    return undefined;
  }

  private async missing(): Promise<readonly string[]> {
    const { acknowledged } = this.client;
    return (
      await Promise.all(
        this.nodes.map(async (key) => {
          const held = new Set(await read(this.address(key)).catch(() => []));
          const lost = acknowledged.filter((id) => !held.has(id));
          if (lost.length === 0) return [];
          const named = `${lost.slice(0, 5).join(", ")}${lost.length > 5 ? ", …" : ""}`;
          return [`${key} lacks ${lost.length} of ${acknowledged.length} acknowledged events: ${named}`];
        }),
      )
    ).flat();
  }
}

async function ignoring(deed: Promise<unknown>, ...statuses: readonly number[]): Promise<void> {
  try {
    await deed;
  } catch (error) {
    if (!hasStatus(error, ...statuses)) throw error;
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Docker from "dockerode";
import { run } from "./command";
import { isRoot } from "./is-root";
import { NotRun } from "./not-run";

const START_SECONDS = 60;
const STOP_SECONDS = 90;
const LOOK_MS = 200;

/** How an engine is started. */
export interface Daemon {
  /** Who talks to it. */
  readonly docker: Docker;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Where it says which containerd is its own. */
  readonly containerdPid: string;
}

/** The one that everybody on this machine means. */
const USUAL: Daemon = {
  docker: new Docker(),
  command: ["dockerd"],
  containerdPid: "/var/run/docker/containerd/containerd.pid",
};

/** A Docker engine on this machine: one that was there, or one that was started and is stopped afterwards. */
export class Engine {
  /** The engine that answers, else a new one. */
  static async find(): Promise<Engine> {
    if (process.platform !== "linux")
      throw new NotRun(`the test needs Linux, and this is ${process.platform}`);
    const host = process.env.DOCKER_HOST ?? "";
    if (host !== "" && !host.startsWith("unix:")) {
      throw new NotRun(`DOCKER_HOST is ${host}, and the test dials from the engine's own machine`);
    }
    const engine = new Engine(USUAL);
    if (!(await engine.answers())) await engine.start();
    return engine;
  }

  /** Starts one besides. */
  static async start(daemon: Daemon): Promise<Engine> {
    const engine = new Engine(daemon);
    await engine.start();
    return engine;
  }

  private daemon: ChildProcess | undefined;
  /** Where the daemon's log is, once it was started. */
  private folder: string | undefined;

  private constructor(private readonly how: Daemon) {}

  get docker(): Docker {
    return this.how.docker;
  }

  /** Whether the engine was started by this program, and may be stopped by it. */
  get isOwn(): boolean {
    return this.daemon !== undefined;
  }

  async version(): Promise<string> {
    return (await this.docker.version()).Version;
  }

  /** Stops and starts the engine; only one that is its own. */
  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  /** Ends the engine, and what runs on it; only one that is its own, which `start` brings back. */
  async halt(): Promise<void> {
    if (this.daemon === undefined) throw new Error("the engine was running before");
    await this.end();
  }

  /** Kills the engine, and starts it again; only one that is its own. */
  async killAndStart(): Promise<void> {
    const daemon = this.daemon;
    if (daemon === undefined) throw new Error("the engine was running before");
    this.daemon = undefined;
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGKILL");
    await ended;
    // Its containerd ends with it; where nobody reaps that, the next engine would take it for one that runs.
    rmSync(this.how.containerdPid, { force: true });
    await this.start();
  }

  /** Stops the engine, if it is its own. */
  async stop(): Promise<void> {
    await this.end();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const daemon = this.daemon;
    if (daemon === undefined) return;
    this.daemon = undefined;
    if (daemon.exitCode !== null) return;
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGTERM");
    await Promise.race([ended, pause(STOP_SECONDS * 1000, undefined, { ref: false })]);
    if (daemon.exitCode === null && daemon.signalCode === null) daemon.kill("SIGKILL");
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    if (!isRoot()) throw new NotRun("no Docker engine answers, and only root may start one");
    const { code } = await run("/bin/sh", ["-c", "command -v dockerd"]);
    if (code !== 0) throw new NotRun("no Docker engine answers, and there is no dockerd on the PATH");
    this.folder ??= mkdtempSync(join(tmpdir(), "dockerd-"));
    const file = join(this.folder, "dockerd.log");
    const log = openSync(file, "a");
    const [program, ...args] = this.how.command;
    const daemon = spawn(program, args, { detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    this.daemon = daemon;
    for (let left = START_SECONDS * 1000; left > 0 && daemon.exitCode === null; left -= LOOK_MS) {
      await pause(LOOK_MS);
      if (await this.answers()) return;
    }
    const said = readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n");
    await this.stop();
    throw new NotRun(`dockerd does not start here:\n${said}`);
  }

  private async answers(): Promise<boolean> {
    try {
      await this.docker.ping();
      return true;
    } catch {
      return false;
    }
  }
}

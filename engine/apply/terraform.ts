import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { demand, run, type Ran } from "../machine/command";
import type { Synthesized } from "../scenarios/synthesize";
import type { Applier, Deployment } from "./deployment";

const QUIET = ["-no-color", "-input=false"];
const LOCK = ".terraform.lock.hcl";

/** Terraform as it is installed here, with the environment that this program was given. */
export class Terraform implements Applier {
  /** Terraform, if it is on the PATH; else why not. */
  static async find(cache: string, signal: AbortSignal): Promise<Terraform | { readonly why: string }> {
    let version: string;
    try {
      version = (await demand("terraform", ["version"], { signal })).split("\n")[0] ?? "";
    } catch {
      return { why: "there is no terraform on the PATH" };
    }
    mkdirSync(cache, { recursive: true });
    return new Terraform(version, cache, signal);
  }

  /** Why `terraform init` does not find the providers of a stack; nothing where it does. */
  async misses(folder: string): Promise<string | undefined> {
    const { code, all } = await this.run(folder, ["init", ...QUIET]);
    this.signal.throwIfAborted();
    if (code === 0) {
      this.lock = join(folder, LOCK);
      return undefined;
    }
    const reason = all.split("\n").find((line) => line.includes("Error")) ?? "it failed";
    return `terraform init does not find it (${reason.replace(/^\W+/, "").trim()})`;
  }

  readonly name: string;
  /** The lock file of the providers that were found. */
  private lock: string | undefined;

  private constructor(
    version: string,
    private readonly cache: string,
    private readonly signal: AbortSignal,
  ) {
    this.name = `${version} and the provider kreuzwerker/docker`;
  }

  deployment({ folder }: Pick<Synthesized, "folder">): Deployment {
    return {
      init: () => this.init(folder),
      apply: async (flags = [], kill) => {
        await this.init(folder);
        await this.demand(folder, ["apply", ...QUIET, "-auto-approve", ...flags], kill);
      },
      plan: async () => {
        const { code, all } = await this.run(folder, ["plan", ...QUIET, "-detailed-exitcode"]);
        this.signal.throwIfAborted();
        if (code === 0) return "nothing";
        if (code === 2) return { changes: all.trim() };
        throw new Error(`terraform plan ended with ${code}:\n${all.trim()}`);
      },
      replaceContainers: async () => {
        const resources = (await this.demand(folder, ["state", "list"])).split("\n");
        const containers = resources.filter((resource) => resource.startsWith("docker_container."));
        await this.demand(folder, [
          "apply",
          ...QUIET,
          "-auto-approve",
          ...containers.map((container) => `-replace=${container}`),
        ]);
      },
      outputs: async () => {
        const outputs = JSON.parse(await this.demand(folder, ["output", "-json"])) as Record<
          string,
          { readonly value: string }
        >;
        return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
      },
      // It lies in the same folder.
      update: async () => {
        await this.demand(folder, ["apply", ...QUIET, "-auto-approve"]);
      },
      renew: async (cluster, node) => {
        const certificate = `-replace=tls_locally_signed_cert.eventstore_${cluster}_${node}`;
        await this.demand(folder, ["apply", ...QUIET, "-auto-approve", certificate]);
      },
      // Not ended by an interrupt, because it is what an interrupt leads to.
      destroy: async () => {
        if (!existsSync(join(folder, "terraform.tfstate"))) return;
        const removeAll = () =>
          demand("terraform", ["destroy", ...QUIET, "-auto-approve"], { cwd: folder, env: this.env() });
        // The provider gives the engine 30 s to remove a container, which many clusters at once do not always keep.
        await removeAll().catch(removeAll);
      },
    };
  }

  /**
   * With the lock file of the providers that are in the cache already. Without one Terraform installs them into the
   * cache anew, and takes them away for a moment from everybody who runs them from there.
   */
  private async init(folder: string): Promise<void> {
    if (this.lock !== undefined) copyFileSync(this.lock, join(folder, LOCK));
    await this.demand(folder, ["init", ...QUIET]);
  }

  private run(folder: string, args: readonly string[]): Promise<Ran> {
    return run("terraform", args, { cwd: folder, env: this.env(), signal: this.signal });
  }

  /** Runs a command on a stack that was applied, which must end well. */
  demand(folder: string, args: readonly string[], kill?: AbortSignal): Promise<string> {
    return demand("terraform", args, {
      cwd: folder,
      env: this.env(),
      signal: this.signal,
      ...(kill === undefined ? {} : { kill }),
    });
  }

  private env(): NodeJS.ProcessEnv {
    return {
      TF_PLUGIN_CACHE_DIR: this.cache,
      ...process.env,
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
    };
  }
}

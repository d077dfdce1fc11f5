import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { changesOf, type Change } from "../rollout/changes";
import { flagsOf } from "../rollout/command-line";
import { at, items, parsed, text } from "../rollout/json";
import type { RolloutApply } from "../rollout/rollout";
import { Ending, ExitCode } from "./exit-code";
import type { Applier } from "./roll";

/** For another apply that is just ending, such as that of a rollout that was killed. */
const LOCK = "-lock-timeout=60s";
const QUIET = ["-json", "-input=false", LOCK];

/** Terraform or OpenTofu, in the folder of a stack. What they print is read, and only their errors are shown. */
export class Tool implements Applier {
  private child: ChildProcess | undefined;
  private interrupted = false;
  /** Holds plans, which hold all values of the state: nobody else may read it. */
  private readonly plans = mkdtempSync(join(tmpdir(), "rollout-"));

  constructor(
    readonly program: string,
    private readonly folder: string,
  ) {}

  async plan(apply: RolloutApply): Promise<readonly Change[]> {
    await this.demand(["plan", ...QUIET, `-out=${this.file}`, ...flagsOf(apply)]);
    return changesOf(await this.show(this.file));
  }

  async apply(): Promise<void> {
    await this.demand(["apply", ...QUIET, this.file]);
  }

  async said(address: string): Promise<string> {
    const state = await this.show();
    const found = items(at(state, "values", "root_module", "resources")).find((resource) =>
      [address, `${address}[0]`].includes(text(at(resource, "address")) ?? ""),
    );
    return text(at(found, "values", "container_logs")) ?? "";
  }

  /** Has what runs end in order; a second time, at once. */
  interrupt(): void {
    this.interrupted = true;
    this.child?.kill("SIGINT");
  }

  /** Removes the plans. */
  close(): void {
    rmSync(this.plans, { recursive: true, force: true });
  }

  /** What it shows as JSON, of a plan or of the state. */
  private async show(...file: readonly string[]): Promise<unknown> {
    const shown = parsed(await this.demand(["show", "-json", ...file]));
    if (shown !== undefined) return shown;
    throw new Ending(ExitCode.USAGE, [`${this.program} is not terraform or tofu: it shows no plan as JSON`]);
  }

  private get file(): string {
    return join(this.plans, "plan");
  }

  private async demand(args: readonly string[]): Promise<string> {
    if (this.interrupted) throw interruption([]);
    const { code, out, errors } = await this.run(args);
    if (this.interrupted) throw interruption(errorsIn(out));
    if (code === 0) return out;
    const said = errorsIn(out);
    const lines = said.length > 0 ? said : plain(errors, `${this.program} ended with ${code}`);
    throw new Ending(ExitCode.FAILED, [...lines, ...mendOf(lines)]);
  }

  private run(args: readonly string[]): Promise<{ code: number; out: string; errors: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, args, {
        cwd: this.folder,
        env: { ...process.env, TF_IN_AUTOMATION: "1" },
        stdio: ["ignore", "pipe", "pipe"],
        // Ctrl-C reaches all that a terminal runs, and Terraform takes a second one as an order to die at once.
        detached: process.platform !== "win32",
      });
      this.child = child;
      const [out, errors]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on("data", (data: Buffer) => out.push(data));
      child.stderr.on("data", (data: Buffer) => errors.push(data));
      child.once("error", (error) => {
        reject(new Ending(ExitCode.USAGE, [`${this.program} cannot be run: ${error.message}`]));
      });
      child.once("close", (code) => {
        this.child = undefined;
        const [text, complaints] = [out, errors].map((parts) => Buffer.concat(parts).toString("utf8"));
        resolve({ code: code ?? 1, out: text ?? "", errors: complaints ?? "" });
      });
    });
  }
}

function interruption(lines: readonly string[]): Ending {
  return new Ending(ExitCode.INTERRUPTED, [...lines, "interrupted; the same command goes on"]);
}

/** What Terraform does not say: an apply that was killed may have left a container that its state has not. */
function mendOf(lines: readonly string[]): readonly string[] {
  const [, name] = /container name "\/?([^"]+)" is already in use/.exec(lines.join(" ")) ?? [];
  return name === undefined
    ? []
    : [`an apply that was killed left it: docker rm -f ${name}, and run the same command again`];
}

/** The errors among what is printed with `-json`: never the lines of the stack that they quote. */
function errorsIn(out: string): readonly string[] {
  return out.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const diagnostic = at(parsed(line), "diagnostic");
    if (at(diagnostic, "severity") !== "error") return [];
    const [address, summary, detail] = ["address", "summary", "detail"].map((name) =>
      text(at(diagnostic, name)),
    );
    const where = address === undefined || address === "" ? "" : `${address}: `;
    return [
      `${where}${summary ?? "error"}`,
      ...(detail ?? "").split("\n").filter((one) => one.trim() !== ""),
    ];
  });
}

function plain(errors: string, otherwise: string): readonly string[] {
  const lines = errors.split("\n").filter((line) => line.trim() !== "");
  return lines.length > 0 ? lines : [otherwise];
}

/** The program to run: the one that is named, else Terraform where it is on the PATH, else OpenTofu. */
export function findTool(named: string | undefined): string {
  const wanted = named ?? process.env.TERRAFORM_BINARY_NAME;
  // It is run in the folder of the stack, and named from here.
  if (wanted !== undefined && wanted !== "") return /[/\\]/.test(wanted) ? resolve(wanted) : wanted;
  const found = ["terraform", "tofu"].find(isOnPath);
  if (found !== undefined) return found;
  throw new Ending(ExitCode.USAGE, [
    "neither terraform nor tofu is on the PATH: install one, or name it by --tool",
  ]);
}

function isOnPath(program: string): boolean {
  const names = process.platform === "win32" ? [`${program}.exe`] : [program];
  return (process.env.PATH ?? "").split(delimiter).some((folder) =>
    names.some((name) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

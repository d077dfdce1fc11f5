import { parseArgs } from "node:util";
import { Ending, ExitCode } from "./exit-code";

/** What the command is told. */
export interface Arguments {
  readonly folder: string | undefined;
  readonly tool: string | undefined;
  readonly dryRun: boolean;
  readonly autoApprove: boolean;
}

export const USAGE = `cdktf-eventstoredb rollout [folder of the stack] [options]

Applies a synthesized stack so that the containers of a cluster's nodes are replaced one by one, the leader last. Run
\`terraform init\` in the folder before. It takes the named folder or this one, or the only
stack in its cdktf.out.

  --tool PROGRAM   terraform or tofu, by name or path (default: TERRAFORM_BINARY_NAME, else what is on the PATH)
  --dry-run        print the commands, and change nothing
  --auto-approve   do not ask, for pipelines
  -h, --help       print this
  --version        print the version of this package

Ends with 0 when all is done, 1 when a step failed (run it again to go on), 2 when it was called wrongly, or the
stack was refused at synth, 3 when the edit cannot be made node by node (no node was touched), 4 when the plan was
not approved, 130 when interrupted.`;

/** Reads the command line; where something is asked about the command itself, what. */
export function readArguments(args: readonly string[]): Arguments | "help" | "version" {
  const { values, positionals } = parsedOf(args);
  const [command, folder, ...more] = positionals;
  if (values.help === true || command === "help") return "help";
  if (values.version === true) return "version";
  if (command !== "rollout") {
    const only = "the only command is rollout";
    throw usage([
      command === undefined ? `no command is given; ${only}` : `${command} is no command; ${only}`,
    ]);
  }
  if (more.length > 0) throw usage([`one folder at a time, and not also ${more.join(", ")}`]);
  return {
    folder,
    tool: values.tool,
    dryRun: values["dry-run"] === true,
    autoApprove: values["auto-approve"] === true,
  };
}

function parsedOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        tool: { type: "string" },
        "dry-run": { type: "boolean" },
        "auto-approve": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    throw usage([error instanceof Error ? error.message : String(error)]);
  }
}

function usage(lines: readonly string[]): Ending {
  return new Ending(ExitCode.USAGE, [...lines, "", USAGE]);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsed } from "../rollout/json";
import { readRollouts } from "../rollout/read-rollouts";
import { ROLLOUT_FILE, type Rollout } from "../rollout/rollout";
import { Ending, ExitCode } from "./exit-code";

const STACKS = join("cdktf.out", "stacks");

/** The folder of a stack with clusters: the one that is named, this one, or the only one that was synthesized here. */
export function findStack(named: string | undefined): string {
  if (named !== undefined) {
    if (isStack(named)) return named;
    throw usage(
      `${join(named, ROLLOUT_FILE)} is not there: name the folder of a synthesized stack with a cluster, such as ${join(STACKS, "my-stack")}`,
    );
  }
  if (isStack(".")) return ".";
  const stacks = existsSync(STACKS)
    ? readdirSync(STACKS)
        .map((name) => join(STACKS, name))
        .filter(isStack)
    : [];
  const [only, ...others] = stacks;
  if (only === undefined)
    throw usage(`there is no ${ROLLOUT_FILE} here or below ${STACKS}: synthesize, or name the folder`);
  if (others.length > 0) throw usage(`there are several stacks, name one: ${stacks.join(", ")}`);
  return only;
}

/** The rollouts of the clusters of a stack. */
export function readStack(folder: string): readonly Rollout[] {
  const rollouts = readRollouts(parsed(readFileSync(join(folder, ROLLOUT_FILE), "utf8")));
  if (rollouts === undefined)
    throw usage(
      `${join(folder, ROLLOUT_FILE)} is not of this version of the package: synthesize again with it`,
    );
  return rollouts;
}

function isStack(folder: string): boolean {
  return existsSync(join(folder, ROLLOUT_FILE));
}

function usage(line: string): Ending {
  return new Ending(ExitCode.USAGE, [line]);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROBLEMS_FILE } from "../problem/found-problem";
import { lineOf } from "../problem/problem";
import { at, items, parsed, text } from "../rollout/json";
import { readRollouts } from "../rollout/read-rollouts";
import { ROLLOUT_FILE, type Rollout } from "../rollout/rollout";
import { Ending, ExitCode } from "./exit-code";

const STACKS = join("cdktf.out", "stacks");

/** The folder of a stack with clusters: the one that is named or this one, or the only one that was synthesized there. */
export function findStack(named: string | undefined): string {
  const place = named ?? ".";
  if (isStack(place)) return place;
  const below = join(place, STACKS);
  const stacks = existsSync(below)
    ? readdirSync(below)
        .map((name) => join(below, name))
        .filter(isStack)
    : [];
  const [only, ...others] = stacks;
  if (only === undefined)
    throw usage(
      named === undefined
        ? `there is no ${ROLLOUT_FILE} here or below ${STACKS}: synthesize, or name the folder`
        : `${join(named, ROLLOUT_FILE)} is not there: name the folder of a synthesized stack with a cluster, such as ${join(STACKS, "my-stack")}`,
    );
  if (others.length > 0) throw usage(`there are several stacks, name one: ${stacks.join(", ")}`);
  return only;
}

/** The rollouts of the clusters of a stack; what was refused is for people, whatever else an earlier synth left there. */
export function readStack(folder: string): readonly Rollout[] {
  const errors = errorsIn(join(folder, PROBLEMS_FILE));
  if (errors.length > 0)
    throw new Ending(ExitCode.USAGE, [
      `the stack was refused when it was synthesized, and is not planned (${join(folder, PROBLEMS_FILE)}):`,
      ...errors.map((line) => `  ${line}`),
    ]);
  const rollouts = readRollouts(parsed(readFileSync(join(folder, ROLLOUT_FILE), "utf8")));
  if (rollouts === undefined)
    throw usage(
      `${join(folder, ROLLOUT_FILE)} is not of this version of the package: synthesize again with it`,
    );
  return rollouts;
}

function errorsIn(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  return items(at(parsed(readFileSync(file, "utf8")), "problems"))
    .filter((one) => at(one, "level") === "error")
    .map((one) => {
      const [path = "", got = "", expected = "", fix = ""] = ["path", "got", "expected", "fix"].map((part) =>
        text(at(one, part)),
      );
      return lineOf({ code: "", path, got, expected, fix });
    });
}

function isStack(folder: string): boolean {
  return existsSync(join(folder, ROLLOUT_FILE));
}

function usage(line: string): Ending {
  return new Ending(ExitCode.USAGE, [line]);
}

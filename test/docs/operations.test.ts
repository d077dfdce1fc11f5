import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readArguments, USAGE } from "../../lib/command/arguments";
import { ExitCode } from "../../lib/command/exit-code";
import { EventStoreCluster, type Rollout } from "../../lib";
import { byName, propsOf, synthStack } from "../docker/synth";

const TEXT = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");

/** The blocks of commands, a line each. */
const COMMANDS = [...TEXT.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

describe("docs/operations.md", () => {
  let rollout: Rollout | undefined;
  const stack = synthStack((scope) => {
    ({ rollout } = new EventStoreCluster(scope, "esdb", propsOf({ size: 5 })));
  });

  test("names containers and volumes that a cluster named esdb has", () => {
    const containers = byName(stack, "docker_container");
    const named = [...new Set([...TEXT.matchAll(/(?<!\.)\besdb-[a-z0-9-]*/g)].map(([name]) => name))];
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) {
      const known = name in containers || JSON.stringify(containers).includes(`"volume_name":"${name}"`);
      expect([name, known]).toEqual([name, true]);
    }
  });

  test("has the targets and the variable of a rollout", () => {
    const flags = COMMANDS.flatMap((line) =>
      [...line.matchAll(/-(?:target|var)=\S+/g)].map(([flag]) => flag),
    );
    expect(flags.length).toBeGreaterThan(2);
    const node = rollout?.nodes.find(({ key }) => key === "node-0");
    const [variable] = Object.keys(node?.gate.variables ?? {});
    for (const flag of flags)
      expect([
        `-target=${node?.apply.targets[0] ?? ""}`,
        `-target=${node?.gate.targets[0] ?? ""}`,
        `-var=${variable ?? ""}=node-0,node-1,node-2`,
      ]).toContain(flag);
  });

  test("has every exit code, as the command's help has", () => {
    const codes = Object.values(ExitCode).filter((code) => typeof code === "number");
    const documented = [...TEXT.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(documented).toEqual(codes);
    for (const code of codes) expect(USAGE).toMatch(new RegExp(`\\b${code}\\b`));
  });

  test("calls the command as it can be called", () => {
    const calls = COMMANDS.filter((line) => line.includes("cdktf-eventstoredb"));
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      const [, , ...args] = call.split(" ");
      expect(readArguments(args)).toBeInstanceOf(Object);
    }
    const options = [...TEXT.matchAll(/^\| `(--[a-z-]+)`/gm)].map(([, option]) => option);
    expect(options.sort()).toEqual(
      [...USAGE.matchAll(/^ +(--[a-z-]+)/gm)]
        .map(([, option]) => option)
        .filter((o) => o !== "--version")
        .sort(),
    );
  });
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Dialling } from "../cells/dialling";
import { observe, type Observation } from "../cells/observe";
import type { Terraform } from "../apply/terraform";
import type { DockerHosts } from "../machine/docker-hosts";
import { runInside } from "../machine/in-container";
import type { Outcome } from "../report";
import { type ByHand, nodesOf } from "./by-hand";
import { cellsByHand } from "./expected-by-hand";
import { stackByHand } from "./stack-by-hand";

const READY_SECONDS = 120;

/** Applies the cluster that was written by hand to several hosts, looks whether it is one, and dials it from everywhere. */
export async function tryByHand(
  grounds: DockerHosts,
  byHand: ByHand,
  terraform: Terraform,
  dialling: Dialling,
  folder: string,
): Promise<Outcome> {
  const { hosts } = grounds;
  const { id, what } = byHand;
  const began = performance.now();
  const own = join(folder, id);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "stack.tf.json"), JSON.stringify(stackByHand(hosts, byHand, own), undefined, 2));
  const deployment = terraform.deployment({ folder: own });
  const failures: string[] = [];
  let plan: string | undefined;
  let observations: readonly Observation[] = [];
  const attempt = async (name: string, step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await attempt("up", async () => {
    await deployment.apply();
    const second = await deployment.plan();
    plan = second === "nothing" || second === undefined ? "nothing to change" : second.changes;
    if (plan !== "nothing to change") failures.push("the second plan is not empty");
    const states = await statesOnceReady(grounds, byHand);
    const [leads, follows] = byHand.states;
    const led = states.filter((state) => state === leads).length === 1;
    if (!led || !states.every((state) => state === leads || state === follows))
      failures.push(`the nodes are ${states.join(", ")}`);
    const hostNames = { onHost: () => ({}), elsewhere: {} };
    observations = await observe(dialling, cellsByHand(grounds, byHand), { hostNames }, {}, true);
  });
  await attempt("down", () => deployment.destroy());
  return {
    id,
    what,
    seconds: (performance.now() - began) / 1000,
    observations,
    looks: 0,
    disturbed: [],
    failures,
    ...(plan === undefined ? {} : { plan }),
  };
}

/** What the nodes say that they are, once there is a leader that all others follow, or in the end. */
async function statesOnceReady(
  { hosts, site }: DockerHosts,
  { http, states }: ByHand,
): Promise<readonly string[]> {
  const until = performance.now() + READY_SECONDS * 1000;
  for (;;) {
    const said = await Promise.all(
      nodesOf(hosts).map((node) =>
        runInside(
          site.dockerOn(node.site.name),
          node.name,
          `curl -s -m 2 http://127.0.0.1:${http}/info`,
        ).catch(() => ({ out: "" })),
      ),
    );
    const found = said.map(({ out }) => /"state":"(\w+)"/.exec(out)?.[1] ?? "silent");
    if (found.every((state) => states.includes(state)) || performance.now() > until) return found;
    await pause(500);
  }
}

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Terraform } from "../apply/terraform";
import { dockersOf, type Ground } from "./ground";
import { tellLastWords } from "../machine/last-words";
import { removeAllOf } from "../machine/sweep";
import { MOST_RANGES } from "../scenarios/surroundings";
import { failedLine } from "../report";
import { Life } from "./life";
import type { Story } from "./story";
import { STORIES } from "./stories/stories";

/** The stories' ranges, after those of the scenarios and before those of clusters by hand. */
const FIRST_RANGE = MOST_RANGES;

/** How much is told of one failure. */
const MOST_LINES = 30;

/** What came of one life. */
export interface Lived {
  readonly story: Story;
  readonly seconds: number;
  readonly acknowledged: number;
  /** What the second plan says. */
  readonly plan: string;
  readonly failures: readonly string[];
}

/** The releases that stand-ins are needed of. */
export function releasesOf(stories: readonly Story[]): readonly string[] {
  return [...new Set(stories.flatMap((story) => [releaseOf(story), ...(story.becomes ?? [])]))];
}

/** Lives a story to its end. */
export async function liveOne(
  story: Story,
  ground: Ground,
  terraform: Terraform,
  folder: string,
  signal: AbortSignal,
): Promise<Lived> {
  const range = FIRST_RANGE + 2 * STORIES.indexOf(story);
  const place = {
    name: `probe-${story.id}`,
    release: releaseOf(story),
    folder: join(folder, story.id),
    internalCidr: `10.90.${range}.0/24`,
    externalCidr: `10.90.${range + 1}.0/24`,
    onHosts: story.onHosts === true,
  };
  const began = performance.now();
  mkdirSync(place.folder, { recursive: true });
  const deployment = terraform.deployment(place);
  const life = new Life(
    place,
    deployment,
    (inFolder) => terraform.deployment({ folder: inFolder }),
    ground,
    signal,
  );
  const failures: string[] = [];
  let plan = "none";
  const attempt = async (what: string, step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      failures.push(`${what}: ${essence(error instanceof Error ? error.message : String(error))}`);
    }
  };
  const sweep = async (): Promise<void> => {
    for (const docker of dockersOf(ground)) await removeAllOf(docker, place.name);
  };
  await sweep();
  await attempt("life", async () => {
    signal.throwIfAborted();
    await story.steps(life);
  });
  // What was lost is told of a life that failed, too.
  if (!signal.aborted) await attempt("end", async () => void failures.push(...(await life.faults())));
  await attempt("plan", async () => {
    signal.throwIfAborted();
    const second = await deployment.plan();
    plan = second === "nothing" || second === undefined ? "nothing to change" : essence(second.changes);
    if (plan !== "nothing to change") failures.push("the second plan is not empty");
  });
  if (failures.length > 0 && !signal.aborted)
    await attempt("said", () =>
      tellLastWords(
        failures,
        dockersOf(ground).map((docker) => ({ docker, cluster: place.name })),
      ),
    );
  await attempt("hosts", async () => {
    // A life that failed may have left one down.
    for (const { engine } of ground.hosts) if (!engine.isOwn) await engine.start();
  });
  await attempt("down", () => deployment.destroy());
  await attempt("sweep", sweep);
  const seconds = (performance.now() - began) / 1000;
  return { story, seconds, acknowledged: life.client.acknowledged.length, plan, failures };
}

/** What matters of what Terraform says: its errors, or else what it would change; what it does not say is as it is. */
function essence(said: string): string {
  const [, errors] = /(\bError:[^]*)/.exec(said) ?? [];
  const changes = said.match(/^ +# .* (?:will|must) be .*$/gm)?.join("\n");
  return (errors ?? changes ?? said).split("\n").slice(0, MOST_LINES).join("\n");
}

function releaseOf({ release = "24.10.4" }: Story): string {
  return release;
}

/** One life as text. */
export function describeLived({ story, seconds, acknowledged, plan, failures }: Lived): string {
  return [
    `\n${story.id}: ${story.what} (${Math.round(seconds)} s)`,
    `  ${acknowledged} events acknowledged, ${failures.length === 0 ? "none missing" : "FAILED"}; second plan: ${plan}`,
    ...failures.map((failure) => `  FAILED: ${failure}`),
  ].join("\n");
}

/** The last lines of all lives. */
export function summaryOfLives(all: readonly Lived[]): string {
  const bad = all.filter(({ failures }) => failures.length > 0);
  const acknowledged = all.reduce((sum, lived) => sum + lived.acknowledged, 0);
  return [
    ...bad.map(({ story, failures }) => failedLine(story.id, failures)),
    `${all.length} lives, ${acknowledged} events acknowledged, ${bad.length} failed`,
  ].join("\n");
}

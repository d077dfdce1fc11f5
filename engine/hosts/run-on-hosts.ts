import type Docker from "dockerode";
import type { Terraform } from "../apply/terraform";
import { Dialling } from "../cells/dialling";
import { buildReleaseImage, shareBaseImage } from "../image/build-image";
import type { Ground } from "../life/ground";
import { type Lived, releasesOf } from "../life/lives";
import type { Story } from "../life/story";
import { type DockerHosts, type EngineManner, setUpHosts, takeDownHosts } from "../machine/docker-hosts";
import { createForeignNetworks } from "../machine/foreigners";
import type { Room } from "../machine/room";
import type { Outcome } from "../report";
import type { Synthesized } from "../scenarios/synthesize";
import type { Bench } from "../trial";
import { Trial } from "../trial";
import type { ByHand } from "./by-hand";
import { tryByHand } from "./try-by-hand";

/** As many as a majority needs that one may be missed of. */
const HOSTS = 3;

/** What runs on several hosts, and with what. */
export interface OnHosts {
  readonly stacks: readonly Synthesized[];
  readonly byHand: readonly ByHand[];
  readonly stories: readonly Story[];
  /** Leads a life there. */
  readonly live: (story: Story, ground: Ground) => Promise<Lived>;
  /** The engine that has the image which every other one starts from. */
  readonly builtOn: Docker;
  readonly terraform: Terraform;
  readonly manner: EngineManner;
  readonly bundles: string;
  readonly folder: string;
  readonly bench: Omit<Bench, "engine" | "site" | "dialling">;
  readonly room: Room;
  /** Told of each, once it is over. */
  readonly tell: (outcome: Outcome) => void;
}

/** What came of it. */
export interface RanOnHosts {
  readonly outcomes: readonly Outcome[];
  readonly lives: readonly Lived[];
}

/**
 * Sets several Docker hosts up, and runs one after the other there.
 * @throws NotRun where they are not to be had
 */
export async function runOnHosts(asked: OnHosts): Promise<RanOnHosts> {
  const { bench, byHand, room, stacks, stories, terraform, folder, tell } = asked;
  const grounds = await setUpHosts(HOSTS, asked.manner);
  const outcomes: Outcome[] = [];
  const lives: Lived[] = [];
  try {
    await furnish(grounds, asked);
    const { site, hosts, relay } = grounds;
    const [first] = hosts;
    if (first === undefined) throw new Error("no host");
    const dialling = new Dialling(site, asked.bundles, bench.signal);
    const trial = new Trial({ ...bench, engine: first.engine, site, dialling });
    for (const one of byHand) {
      if (bench.signal.aborted) break;
      outcomes.push(await room.within(() => tryByHand(grounds, one, terraform, dialling, folder)));
      outcomes.slice(-1).forEach(tell);
    }
    for (const stack of stacks) {
      if (bench.signal.aborted) break;
      outcomes.push(await room.within(() => trial.run(stack, [])));
      outcomes.slice(-1).forEach(tell);
    }
    for (const story of stories) {
      if (bench.signal.aborted) break;
      lives.push(await asked.live(story, { engine: first.engine, hosts, relay }));
    }
  } finally {
    await takeDownHosts(grounds.hosts);
  }
  return { outcomes, lives };
}

async function furnish({ hosts }: DockerHosts, { builtOn, stacks, byHand, stories }: OnHosts): Promise<void> {
  const dockers = hosts.map(({ engine }) => engine.docker);
  await shareBaseImage(builtOn, dockers);
  const releases = new Set([
    ...stacks.flatMap(({ clusters }) => clusters.map(({ topology }) => topology.release)),
    ...byHand.map(({ release }) => release),
    ...releasesOf(stories),
  ]);
  await Promise.all(
    dockers.map(async (docker) => {
      await createForeignNetworks(docker);
      for (const release of releases) await buildReleaseImage(docker, release);
    }),
  );
}

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DirectApplier } from "./apply/direct/direct-applier";
import type { Applier } from "./apply/deployment";
import { Terraform } from "./apply/terraform";
import { Dialling } from "./cells/dialling";
import { listOf } from "./cells/table";
import { CertificateStore } from "./certificates/certificate-store";
import { buildBaseImage, buildReleaseImage, removeImages } from "./image/build-image";
import { BY_HAND } from "./hosts/by-hand";
import { type RanOnHosts, runOnHosts } from "./hosts/run-on-hosts";
import { describeLived, type Lived, liveOne, releasesOf, summaryOfLives } from "./life/lives";
import { STORIES, USUAL } from "./life/stories/stories";
import type { Story } from "./life/story";
import type { Ground } from "./life/ground";
import { Engine } from "./machine/engine";
import { createForeignNetworks, FOREIGN_NETWORKS, refuseAnotherRun } from "./machine/foreigners";
import { takeDownHosts } from "./machine/docker-hosts";
import { isRoot } from "./machine/is-root";
import { NOT_RUN, NotRun } from "./machine/not-run";
import { setUpOutside, takeDownOutside } from "./machine/other-machine";
import { Room } from "./machine/room";
import { oneHost } from "./machine/site";
import { sweepAll } from "./machine/sweep";
import { describeChecked, tryCheckedNetworks } from "./plan/checked-networks";
import { describePolicies, POLICY_RELEASE, tryPolicies } from "./policies/policies";
import { allOf, describeDisturbed, describeOutcome, isGood, legend, summaryOf, type Outcome } from "./report";
import { severalAtOnce } from "./several";
import { type Disturbance, Trial } from "./trial";
import { USUAL_ON_HOSTS } from "./scenarios/on-hosts";
import { SCENARIOS } from "./scenarios/scenarios";
import type { Surroundings } from "./scenarios/surroundings";
import { providersOnly, synthesize, type Synthesized } from "./scenarios/synthesize";

/*
 * `npm run test:engine`: clusters synthesized by the library, on a real Docker engine, dialled for real from
 * everywhere, and led through whole lives. `-- five within` takes these scenarios alone, `-- life-3-7` that life;
 * `-- --direct` leaves Terraform out; `-- --no-userland-proxy` has the engines of several hosts do without that.
 */
const BUNDLES = resolve("build", "engine", "stand-in");
const RESULTS = resolve("build", "engine", "cells.tsv");
/** How many scenarios are up at once at most, and how many lives beside them. */
const SCENARIOS_AT_ONCE = 2;
const LIVES_AT_ONCE = 5;
/** The one that is disturbed in every way: published ports, both protocols, certificates, volumes that stay. */
const DISTURBED = "secure-address";
/** What only Terraform is tried with: what it deletes, and what its plans refuse. */
const POLICIES = "policies";
const CHECKED_NETWORKS = "checked-networks";
/** What is done to a scenario that stands. */
const DISTURBANCES: Readonly<Record<string, readonly Disturbance[]>> = {
  secure: ["rotate"],
  [DISTURBED]: ["rotate", "disturb"],
};

/** What is undone at the end, the last first. */
const undo: (() => Promise<unknown>)[] = [];
const interrupted = new AbortController();
// What the library warns of is seen in the tests.
process.env.CDKTF_LOG_LEVEL ??= "error";

async function main(): Promise<boolean> {
  const chosen = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
  const known = [POLICIES, CHECKED_NETWORKS, ...[...SCENARIOS, ...BY_HAND, ...STORIES].map(({ id }) => id)];
  const unknown = chosen.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw new Error(`no such scenario: ${unknown.join(", ")}`);
  const { signal } = interrupted;

  const engine = await Engine.find();
  undo.push(() => engine.stop());
  const { docker } = engine;
  await refuseAnotherRun(docker);
  const clear = () => sweepAll(docker);
  await clear();
  undo.push(async () => {
    await clear();
    await removeImages(docker);
  });
  await createForeignNetworks(docker);
  await checkEngineIsHere();
  const outside = await setUpOutside();
  undo.push(takeDownOutside);

  const folder = mkdtempSync(join(tmpdir(), "engine-test-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const { applier, note, generates } = await chooseApplier(engine, folder);
  const version = await engine.version();
  // Debian's has an addition of its own.
  const engineVersion = /^\d+\.\d+(\.\d+)?/.exec(version)?.[0] ?? version;
  const around: Surroundings = {
    hostAddress: outside.hostAddress,
    engineVersion,
    generates,
    givesAway: isRoot(),
    certificates: new CertificateStore(join(folder, "certificates")),
    ...realServer(),
  };
  const all = process.argv.includes("--all");
  const scenarios = SCENARIOS.filter(({ id, onHosts }) =>
    chosen.length === 0 ? all || onHosts !== true || USUAL_ON_HOSTS.has(id) : chosen.includes(id),
  );
  const byHand = BY_HAND.filter(({ id }) => (chosen.length === 0 ? all : chosen.includes(id)));
  const { stacks, refused, releases } = await synthesize(scenarios, around, folder);
  // The stand-in's releases are the scenarios' own, so that none of them may be refused.
  const [refusal] = around.real === undefined ? refused : [];
  if (refusal !== undefined) throw new Error(`${refusal.scenario.id} is refused: ${refusal.why}`);
  const { stories, untold } = chooseStories(chosen, applier, engine, generates);
  await takeDownHosts();
  await buildBaseImage(docker, BUNDLES);
  const isChosen = (id: string) => chosen.length === 0 || chosen.includes(id);
  const policies = isChosen(POLICIES);
  const checked = isChosen(CHECKED_NETWORKS);
  const needed = [
    ...releases,
    ...releasesOf(stories),
    ...((policies || checked) && around.real === undefined ? [POLICY_RELEASE] : []),
  ];
  for (const release of new Set(needed)) await buildReleaseImage(docker, release);
  if (stacks.length + byHand.length + stories.length === 0 && !policies && !checked) {
    if (untold.length > 0) throw new NotRun(untold.join("; "));
    throw new Error("no scenario is left to be run");
  }
  const sources = [
    ...(generates ? ["generated"] : []),
    "fromValues",
    "fromFiles",
    ...(around.givesAway ? ["fromDockerHost"] : []),
  ];
  console.log(`applied by ${applier.name}${note}; certificates come by ${sources.join(", ")}`);
  console.log(
    `Docker engine ${version}${engine.isOwn ? ", started for this" : ""}; servers: ${around.real?.image ?? "the stand-in"}`,
  );
  console.log(legend());

  const site = oneHost(docker, outside);
  const room = new Room(signal);
  const bench = {
    engineVersion,
    applier,
    strangeAuthority: await around.certificates.authority("stranger"),
    standIn: around.real === undefined,
    signal,
  };
  const trial = new Trial({ ...bench, engine, site, dialling: new Dialling(site, BUNDLES, signal) });
  const tell = (outcome: Outcome): void => {
    console.log(describeOutcome(outcome));
    for (const disturbed of outcome.disturbed) console.log(describeDisturbed(disturbed));
  };
  const run = async (stack: Synthesized): Promise<Outcome> => {
    const outcome = await room.within(() => trial.run(stack, DISTURBANCES[stack.scenario.id] ?? []));
    tell(outcome);
    return outcome;
  };
  const live = async (terraform: Terraform, story: Story, ground: Ground): Promise<Lived> => {
    const lived = await room.within(() => liveOne(story, ground, terraform, join(folder, "lives"), signal));
    console.log(describeLived(lived));
    return lived;
  };
  const liveAll = (some: readonly Story[], atOnce: number): Promise<readonly Lived[]> =>
    applier instanceof Terraform
      ? severalAtOnce(some, atOnce, signal, (story) => live(applier, story, { engine, hosts: [] }))
      : Promise.resolve([]);
  const [onHosts, onOne] = partition(stacks, ({ scenario }) => scenario.onHosts === true);
  const [storiesOnHosts, storiesOnOne] = partition(stories, (story) => story.onHosts === true);
  const tryOnHosts = async (): Promise<RanOnHosts & { readonly why?: string }> => {
    const none = { outcomes: [], lives: [] };
    if (onHosts.length + byHand.length + storiesOnHosts.length === 0) return none;
    if (!(applier instanceof Terraform)) return { ...none, why: "they need Terraform" };
    if (around.real !== undefined) return { ...none, why: "they run the stand-in" };
    try {
      return await runOnHosts({
        ...{ stacks: onHosts, byHand, stories: storiesOnHosts, builtOn: docker, bundles: BUNDLES },
        ...{ terraform: applier, room, live: (story, ground) => live(applier, story, ground) },
        ...{ folder, bench, tell, manner: { userlandProxy: !process.argv.includes("--no-userland-proxy") } },
      });
    } catch (error) {
      if (error instanceof NotRun) return { ...none, why: error.message };
      throw error;
    }
  };
  const [disturbed, stacksBeside] = partition(onOne, ({ scenario }) => scenario.id === DISTURBED);
  const [killers, storiesBeside] = partition(storiesOnOne, ({ killsEngine }) => killsEngine === true);
  const tried =
    applier instanceof Terraform ? { docker, terraform: applier, around, folder, signal } : undefined;
  const [outcomesBeside, livesBeside, elsewhere, wrong, unchecked] = await Promise.all([
    severalAtOnce(stacksBeside, SCENARIOS_AT_ONCE, signal, run),
    liveAll(storiesBeside, LIVES_AT_ONCE),
    tryOnHosts(),
    policies && tried !== undefined ? room.within(() => tryPolicies(tried)) : undefined,
    checked && tried !== undefined ? room.within(() => tryCheckedNetworks(tried)) : undefined,
  ]);
  // The engine may be restarted under these.
  const outcomesOfDisturbed = await severalAtOnce(disturbed, 1, signal, run);
  const outcomes = [...outcomesBeside, ...outcomesOfDisturbed, ...elsewhere.outcomes];
  const lives = [...livesBeside, ...elsewhere.lives, ...(await liveAll(killers, 1))];
  mkdirSync(resolve("build", "engine"), { recursive: true });
  writeFileSync(RESULTS, `${outcomes.map((outcome) => listOf(outcome.id, allOf(outcome))).join("\n")}\n`);
  const notRun = [
    ...refused.map(({ scenario, why }) => `${scenario.id}: ${why}`),
    ...outcomes.flatMap(({ disturbed }) =>
      disturbed.flatMap((d) => (d.notRun === undefined ? [] : [`${d.what}: ${d.notRun}`])),
    ),
    ...untold,
    ...(elsewhere.why === undefined ? [] : [`several hosts: ${elsewhere.why}`]),
    ...(chosen.length > 0 || all
      ? []
      : [
          `${STORIES.length - USUAL.size} more lives, and ${SCENARIOS.length + BY_HAND.length - scenarios.length} more clusters on several hosts: they take an hour; -- --all leads them`,
        ]),
    ...(policies && wrong === undefined ? ["policies: only Terraform deletes volumes"] : []),
    ...(checked && unchecked === undefined ? ["checked-networks: only Terraform plans"] : []),
    ...(around.givesAway ? [] : ["fromDockerHost: only root can make the server's user the owner of files"]),
    ...("why" in outside.machine ? [`another machine: ${outside.machine.why}`] : []),
  ];
  console.log(`\n${summaryOf(outcomes, notRun)}\nEvery cell: build/engine/cells.tsv`);
  if (lives.length > 0) console.log(summaryOfLives(lives));
  if (wrong !== undefined) console.log(describePolicies(wrong));
  if (unchecked !== undefined) console.log(describeChecked(unchecked));
  return (
    outcomes.every(isGood) &&
    lives.every(({ failures }) => failures.length === 0) &&
    [...(wrong ?? []), ...(unchecked ?? [])].length === 0
  );
}

/** The lives that can be led here, and why the others cannot. */
function chooseStories(
  chosen: readonly string[],
  applier: Applier,
  engine: Engine,
  generates: boolean,
): { readonly stories: readonly Story[]; readonly untold: readonly string[] } {
  const all = process.argv.includes("--all");
  const wanted = STORIES.filter(({ id }) =>
    chosen.length === 0 ? all || USUAL.has(id) : chosen.includes(id),
  );
  if (wanted.length === 0) return { stories: [], untold: [] };
  if (!(applier instanceof Terraform))
    return { stories: [], untold: [`${wanted.length} lives: they need Terraform`] };
  if (realServer().real !== undefined)
    return { stories: [], untold: [`${wanted.length} lives: their clients write to the stand-in`] };
  const whyNot = (story: Story): string | undefined => {
    if (story.killsEngine === true && !engine.isOwn) return "the engine was running before";
    return story.generates === true && !generates ? "the provider hashicorp/tls is missing" : undefined;
  };
  return {
    stories: wanted.filter((one) => whyNot(one) === undefined),
    untold: wanted.flatMap((one) => {
      const why = whyNot(one);
      return why === undefined ? [] : [`${one.id}: ${why}`];
    }),
  };
}

function partition<T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

async function chooseApplier(
  engine: Engine,
  folder: string,
): Promise<{ readonly applier: Applier; readonly note: string; readonly generates: boolean }> {
  const direct = (why: string) => ({
    applier: new DirectApplier(engine.docker, interrupted.signal),
    note: why,
    generates: false,
  });
  if (process.argv.includes("--direct")) return direct("");
  const terraform = await Terraform.find(join(folder, "providers"), interrupted.signal);
  if ("why" in terraform) return direct(`: ${terraform.why}`);
  if ((await terraform.misses(providersOnly(folder, true))) === undefined) {
    return { applier: terraform, note: " and hashicorp/tls", generates: true };
  }
  const why = await terraform.misses(providersOnly(folder, false));
  if (why !== undefined) return direct(`: the provider kreuzwerker/docker is missing, ${why}`);
  return { applier: terraform, note: ", without hashicorp/tls", generates: false };
}

/** The host's own places are dialled from here, so the engine's bridges must be here too. */
async function checkEngineIsHere(): Promise<void> {
  const [foreign] = FOREIGN_NETWORKS;
  const probe = createServer();
  const isHere = await new Promise<boolean>((resolve) => {
    probe.once("error", () => {
      resolve(false);
    });
    probe.listen(0, foreign?.gateway, () => {
      resolve(true);
    });
  });
  probe.close();
  if (!isHere) throw new NotRun("the engine that answers has its networks on another machine");
}

function realServer(): Pick<Surroundings, "real"> {
  const image = process.env.ESDB_IMAGE ?? "";
  if (image === "") return {};
  const release = process.env.ESDB_RELEASE ?? /\d+\.\d+\.\d+/.exec(image)?.[0];
  if (release === undefined) throw new Error("set ESDB_RELEASE to the release of ESDB_IMAGE");
  return { real: { image, release } };
}

async function cleanUp(): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    await step().catch((error: unknown) => {
      console.error(`cleaning up: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    });
  }
}

for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(130);
    console.error("\nended by a signal; everything is being removed, a second one leaves it");
    interrupted.abort();
  });
}

main()
  .then((good) => {
    process.exitCode = interrupted.signal.aborted ? 130 : good ? 0 : 1;
  })
  .catch((error: unknown) => {
    if (error instanceof NotRun) {
      console.log(`not run: ${error.message}`);
      process.exitCode = NOT_RUN;
    } else {
      console.error(interrupted.signal.aborted ? "interrupted" : error);
      process.exitCode = interrupted.signal.aborted ? 130 : 1;
    }
  })
  .finally(cleanUp);

import { LEGEND, tableOf } from "./cells/table";
import { agrees, type Observation } from "./cells/observe";
import type { Disturbed } from "./steady/steadiness";

/** What came of one scenario. */
export interface Outcome {
  readonly id: string;
  readonly what: string;
  readonly seconds: number;
  readonly observations: readonly Observation[];
  /** How many looks at the certificate files in its containers were as they must be. */
  readonly looks: number;
  /** What the second plan says. */
  readonly plan?: string;
  readonly disturbed: readonly Disturbed[];
  /** What went wrong besides cells. */
  readonly failures: readonly string[];
}

/** One scenario as text. */
export function describeOutcome({ id, what, seconds, observations, looks, plan, failures }: Outcome): string {
  const lines = [`\n${id}: ${what} (${Math.round(seconds)} s)`];
  if (plan !== undefined) lines.push(`  second plan: ${plan}`);
  if (observations.length > 0) lines.push(tableOf(observations), `  ${countsOf(observations)}`);
  if (looks > 0) lines.push(`  ${looks} looks at certificate files in the nodes`);
  lines.push(...disagreements(observations), ...failures.map((failure) => `  FAILED: ${failure}`));
  return lines.join("\n");
}

/** One disturbance as text. */
export function describeDisturbed({ what, notRun, changes, observations }: Disturbed): string {
  if (notRun !== undefined) return `  not run: ${what}: ${notRun}`;
  const lines = [
    `  ${what}: ${changes.length === 0 ? "names, addresses and data as before" : "CHANGED"}; ${countsOf(observations)}`,
  ];
  lines.push(...changes.map((change) => `    ${change}`), ...disagreements(observations));
  return lines.join("\n");
}

/** All observations of an outcome, those after disturbances included. */
export function allOf({ observations, disturbed }: Outcome): readonly Observation[] {
  return [...observations, ...disturbed.flatMap((one) => one.observations)];
}

/** Whether everything was as it must be. */
export function isGood(outcome: Outcome): boolean {
  return (
    outcome.failures.length === 0 &&
    outcome.disturbed.every(({ changes }) => changes.length === 0) &&
    allOf(outcome).every(agrees)
  );
}

/** The last lines: what was dialled, and how it went. */
export function summaryOf(outcomes: readonly Outcome[], notRun: readonly string[]): string {
  const all = outcomes.flatMap(allOf);
  const dialled = all.filter(({ verdict }) => verdict !== "not run");
  const undialled = all.length - dialled.length;
  const reasons = [...new Set(all.flatMap(({ verdict, why }) => (verdict === "not run" ? [why ?? ""] : [])))];
  const planned = outcomes.filter(({ plan }) => plan !== undefined);
  const empty = planned.filter(({ plan }) => plan === "nothing to change").length;
  const bad = outcomes.filter((outcome) => !isGood(outcome));
  return [
    ...notRun.map((why) => `not run: ${why}`),
    ...(undialled === 0 ? [] : [`not run: ${undialled} cells: ${reasons.join("; ")}`]),
    ...bad.map(({ id, failures }) => failedLine(id, failures)),
    `${outcomes.length} scenarios, ${planned.length === 0 ? "no second plans" : `${empty} empty second plans of ${planned.length}`}, ${dialled.length} cells dialled, ` +
      `${dialled.filter((cell) => !agrees(cell)).length} disagreements`,
  ].join("\n");
}

/** What failed, how its failures begin, and what Terraform's say: where a log was cut, its end still says why. */
export function failedLine(id: string, failures: readonly string[]): string {
  const shortOf = (failure: string): string => {
    const [first, ...others] = failure.split("\n");
    return [first, ...others.filter((line) => line.includes("Error: "))].join(" ");
  };
  return `failed: ${[id, ...failures.map(shortOf)].join("; ")}`;
}

/** What has to be known to read the tables. */
export function legend(): string {
  return LEGEND;
}

function countsOf(observations: readonly Observation[]): string {
  const count = (...verdicts: readonly Observation["verdict"][]) =>
    observations.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const notRun = count("not run");
  return (
    `${observations.length - notRun} cells dialled: ${count("reached")} reached, ${count("refused")} refused by TLS ` +
    `and ${count("closed")} closed as predicted, ${count("missed", "unexpected")} disagreements${notRun === 0 ? "" : `, ${notRun} not run`}`
  );
}

function disagreements(observations: readonly Observation[]): readonly string[] {
  return observations
    .filter((cell) => !agrees(cell))
    .map(
      ({ place, dialled, predicted, observed, why }) =>
        `  DISAGREES: ${place} dials ${dialled}: predicted ${predicted ?? "nobody"}, observed ${observed ?? "nobody"}${why === undefined ? "" : ` (${why})`}`,
    );
}

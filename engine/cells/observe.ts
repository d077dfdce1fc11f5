import type { Place } from "../../lib/checks/reachability/place";
import type { Answer, Target } from "../stand-in/dial";
import type { Dialling } from "./dialling";
import { placeName } from "./places";
import type { Cell, Predictions } from "./predictions";

/** A cell with what happened. */
export interface Observation {
  readonly place: string;
  readonly dialled: string;
  readonly predicted?: string;
  readonly observed?: string;
  readonly verdict: "reached" | "closed" | "missed" | "unexpected" | "not run";
  /** Why nobody answered, or why it was not dialled. */
  readonly why?: string;
}

/** Who answers when nobody says who he is: a real server. */
const SOMEBODY = "somebody";

/** How many places dial at once. */
const AT_ONCE = 4;

/**
 * Dials every cell from its place and compares.
 * @param standIn whether the servers say who they are; where they do, an answer of nobody's is none
 */
export async function observe(
  dialling: Dialling,
  cells: readonly Cell[],
  predictions: Predictions,
  standIn: boolean,
): Promise<readonly Observation[]> {
  const byPlace = new Map<string, { place: Place; cells: Map<string, Cell> }>();
  const contradictions: Observation[] = [];
  for (const cell of cells) {
    const place = placeName(cell.place);
    const dialled = textOf(cell.dialled);
    const own = byPlace.get(place) ?? { place: cell.place, cells: new Map<string, Cell>() };
    byPlace.set(place, own);
    const known = own.cells.get(dialled);
    if (known === undefined) own.cells.set(dialled, cell);
    else if (known.predicted !== cell.predicted)
      contradictions.push(contradiction(place, dialled, known, cell));
  }
  const observed: Observation[] = [];
  const waiting = [...byPlace.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, { place, cells: own }] = next;
      const asked = [...own.values()];
      const answers = await dialling.dial(
        place,
        asked.map(({ dialled }) => dialled),
        predictions.hostNames,
      );
      asked.forEach((cell, i) => {
        observed.push(compare(name, cell, "why" in answers ? answers : answers[i], standIn));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...observed, ...contradictions];
}

function compare(
  place: string,
  { dialled, predicted }: Cell,
  answer: Answer | { readonly why: string } | undefined,
  standIn: boolean,
): Observation {
  const cell = { place, dialled: textOf(dialled), ...(predicted === undefined ? {} : { predicted }) };
  if (answer === undefined || !("reached" in answer)) {
    return { ...cell, verdict: "not run", why: answer?.why ?? "no answer came back" };
  }
  const observed = answer.by ?? (answer.reached && !standIn ? SOMEBODY : undefined);
  const why = answer.why === undefined ? {} : { why: answer.why };
  if (observed === undefined)
    return { ...cell, ...why, verdict: predicted === undefined ? "closed" : "missed" };
  const agrees = predicted !== undefined && (observed === predicted || observed === SOMEBODY);
  return { ...cell, observed, verdict: agrees ? "reached" : "unexpected" };
}

/** The library says two things of one dial. */
function contradiction(place: string, dialled: string, one: Cell, other: Cell): Observation {
  const why = `predicted twice: ${one.predicted ?? "nobody"}, and ${other.predicted ?? "nobody"}`;
  return { place, dialled, verdict: "missed", why };
}

function textOf({ host, port }: Target): string {
  return `${host}:${port}`;
}

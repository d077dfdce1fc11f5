import type { Answer, Proof, Trust } from "../stand-in/dial";
import type { Dialling } from "./dialling";
import { type Place, placeName } from "./places";
import type { Answering, Cell, Predictions } from "./predictions";

/** A cell with what happened. */
export interface Observation {
  readonly place: string;
  readonly dialled: string;
  readonly predicted?: string;
  readonly observed?: string;
  readonly verdict: "reached" | "refused" | "closed" | "missed" | "unexpected" | "not run";
  /** Why nobody answered, or why it was not dialled. */
  readonly why?: string;
}

/** Who answers when nobody says who he is: a real server. */
const SOMEBODY = "somebody";

/** How many places dial at once. */
const AT_ONCE = 4;
/** How many times as long a dial may take that did not do as predicted. */
const PATIENCE = 5;

const PROVED: Readonly<Record<Proof, string>> = {
  plain: "",
  verified: ", TLS",
  name: ", TLS for another name",
  authority: ", TLS by another authority",
};

/**
 * Dials every cell from its place and compares.
 * @param trusts what clients trust, by cluster
 * @param standIn whether the servers say who they are; where they do, an answer of nobody's is none
 */
export async function observe(
  dialling: Dialling,
  cells: readonly Cell[],
  { hostNames }: Pick<Predictions, "hostNames">,
  trusts: Readonly<Record<string, Trust>>,
  standIn: boolean,
): Promise<readonly Observation[]> {
  const byPlace = new Map<string, { place: Place; cells: Map<string, Cell> }>();
  const contradictions: Observation[] = [];
  for (const cell of cells) {
    const place = placeName(cell.place);
    const dialled = textOf(cell);
    const own = byPlace.get(place) ?? { place: cell.place, cells: new Map<string, Cell>() };
    byPlace.set(place, own);
    const known = own.cells.get(dialled);
    if (known === undefined) own.cells.set(dialled, cell);
    else if (described(known.predicted) !== described(cell.predicted))
      contradictions.push(contradiction(place, dialled, known, cell));
  }
  const observed: Observation[] = [];
  const waiting = [...byPlace.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, { place, cells: own }] = next;
      const look = async (asked: readonly Cell[], patience: number): Promise<readonly Observation[]> => {
        const targets = asked.map(({ dialled }) => dialled);
        const answers = await dialling.dial(place, hostNames, { targets, trusts, patience });
        return asked.map((cell, i) =>
          compare(name, cell, "unable" in answers ? answers : answers[i], standIn),
        );
      };
      const all = [...own.values()];
      const first = await look(all, 1);
      // A slow machine lets a dial end before its answer; what is closed, or somebody else, is so the second time too.
      const doubtful = all.filter((_, i) => first[i] !== undefined && !agrees(first[i]));
      const again = doubtful.length === 0 ? [] : await look(doubtful, PATIENCE);
      observed.push(...first.filter(agrees), ...again);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...observed, ...contradictions];
}

/** Whether it did as predicted, where it was dialled. */
export function agrees({ verdict }: Observation): boolean {
  return verdict !== "missed" && verdict !== "unexpected";
}

function compare(
  place: string,
  cell: Cell,
  answer: Answer | { readonly unable: string } | undefined,
  standIn: boolean,
): Observation {
  const { predicted } = cell;
  const observation = {
    place,
    dialled: textOf(cell),
    ...(predicted === undefined ? {} : { predicted: described(predicted) }),
  };
  if (answer === undefined || "unable" in answer) {
    return { ...observation, verdict: "not run", why: answer?.unable ?? "no answer came back" };
  }
  const found = answering(answer, standIn);
  const why = answer.why === undefined ? {} : { why: answer.why };
  if (found === undefined)
    return { ...observation, ...why, verdict: predicted === undefined ? "closed" : "missed" };
  const observed = described(found);
  const agrees =
    predicted !== undefined &&
    found.proof === predicted.proof &&
    (found.by === predicted.by || found.by === SOMEBODY);
  if (!agrees) return { ...observation, observed, ...why, verdict: "unexpected" };
  const refused = found.proof === "name" || found.proof === "authority";
  return { ...observation, observed, verdict: refused ? "refused" : "reached" };
}

function answering({ by, proof }: Answer, standIn: boolean): Answering | undefined {
  if (proof === undefined || (by === undefined && standIn)) return undefined;
  return { by: by ?? SOMEBODY, proof };
}

/** The library says two things of one dial. */
function contradiction(place: string, dialled: string, one: Cell, other: Cell): Observation {
  const why = `predicted twice: ${described(one.predicted)}, and ${described(other.predicted)}`;
  return { place, dialled, verdict: "missed", why };
}

function described(answering: Answering | undefined): string {
  return answering === undefined ? "nobody" : answering.by + PROVED[answering.proof];
}

/** What is dialled, with whose authority it has to do where that is not the server's own. */
function textOf({ dialled: { host, port, trust }, predicted }: Cell): string {
  return `${host}:${port}${predicted?.proof === "authority" ? ` by ${(trust ?? "nobody").replace(/^probe-/, "")}'s authority` : ""}`;
}

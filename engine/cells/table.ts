import type { Observation } from "./observe";

const SIGNS: Readonly<Record<Observation["verdict"], string>> = {
  reached: "+",
  refused: "t",
  closed: ".",
  missed: "X",
  unexpected: "!",
  "not run": "-",
};

/** What the signs in the table mean; one that is refused by TLS has a certificate by which the client goes away. */
export const LEGEND =
  "+ reached   t reached, and refused by TLS   . not reached (all as predicted)   X predicted, not found   ! found, not predicted   - not run";

/** A scenario's cells, a line for each address dialled and a column for each place. */
export function tableOf(observations: readonly Observation[]): string {
  const places = [...new Set(observations.map(({ place }) => place))].sort(byKind);
  const rows = new Map<string, Map<string, Observation>>();
  for (const observation of observations) {
    const row = rows.get(observation.dialled) ?? new Map<string, Observation>();
    rows.set(observation.dialled, row.set(observation.place, observation));
  }
  const lines = [...rows.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([dialled, cells]) => {
      const leads = new Set([...cells.values()].flatMap(({ predicted }) => predicted ?? []));
      const signs = places.map((place) => {
        const cell = cells.get(place);
        return cell === undefined ? "" : SIGNS[cell.verdict];
      });
      return [dialled, leadsText([...leads]).replaceAll("probe-", ""), ...signs];
    });
  // Places are named by numbers, because their names are wider than what stands below them.
  const head = ["dialled", "leads to", ...places.map((_, i) => String(i + 1))];
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  const show = (line: readonly string[]) =>
    `  ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" ")}`.trimEnd();
  const names = places.map((place, i) => `${i + 1} ${place}`).join(", ");
  return [`  from: ${names}`, show(head), ...lines.map(show)].join("\n");
}

/** Who answers at an address; where it is somebody else for almost everybody, the first. */
function leadsText(leads: readonly string[]): string {
  const [first = "nobody", second, ...more] = leads;
  if (second === undefined) return first;
  return more.length === 0 ? `${first} | ${second}` : `${first} | ${more.length + 1} others`;
}

/** Every cell on a line of its own: place, dialled, predicted, observed, why. */
export function listOf(scenario: string, observations: readonly Observation[]): string {
  return observations
    .map(({ place, dialled, predicted, observed, verdict, why }) =>
      [scenario, place, dialled, predicted ?? "nobody", observed ?? "nobody", verdict, why ?? ""].join("\t"),
    )
    .join("\n");
}

/** Nodes first, then containers, then the host and the other machine. */
function byKind(a: string, b: string): number {
  const rank = (place: string) =>
    place === "machine"
      ? 4
      : place === "host"
        ? 3
        : /-(node|replica)-\d+$/.test(place)
          ? 0
          : place.startsWith("foreign")
            ? 2
            : 1;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** A release of each other layout of the image: its folders, its user, and how its servers are told. */
export const OTHER_LAYOUTS: readonly Layout[] = [
  { line: "v5", release: "5.0.11" },
  { line: "22", release: "22.10.5" },
  { line: "26", release: "26.1.0" },
];

/** One layout, by a release that has it. */
export interface Layout {
  readonly line: string;
  readonly release: string;
}

/** What a story is called, and whom it is about, on that layout; without one on the usual. */
export function onLayout(
  id: string,
  what: string,
  layout: Layout | undefined,
): { readonly id: string; readonly what: string; readonly release?: string } {
  if (layout === undefined) return { id, what };
  const { line, release } = layout;
  return { id: `${id}-${line}`, what: `${what}, on ${release}`, release };
}

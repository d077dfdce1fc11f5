import { differs, type ContainerView } from "./container-view";

/** Attributes that must stay what the library set, each with why. */
export type Exact = Readonly<Record<string, string>>;

/** A problem for every one of them that was changed. */
export function judgeExact(view: ContainerView, exact: Exact, consequence: string, fix: string): void {
  for (const [name, why] of Object.entries(exact)) {
    if (!differs(view, name)) continue;
    view.report.problem({
      attribute: name,
      got: "differs from what the library set",
      expected: `${why}, and ${consequence}`,
      fix,
    });
  }
}

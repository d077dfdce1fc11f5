import { differs, type ContainerView } from "./container-view";
import { judgeExact, type Exact } from "./exact";

/** What follows where the claim does not do its work. */
export const TAKEN =
  "a second stack with a cluster of that name on the engine takes its volumes for its own, and can delete them";

/** What makes the claim fail where the cluster's name is there already, and settle where it is not. */
const EXACT: Exact = {
  name: "the engine knows a container's name once",
  image: "it is the nodes' own, which is there",
  entrypoint: "it must end at once where somebody starts it",
  command: "it must end at once where somebody starts it",
  start: "it is there for its name only",
  must_run: "it never runs, and the next plan would delete it",
  restart: "it never runs",
  rm: "the next plan would miss it",
  wait: "it never runs, and the apply would fail",
  attach: "it never runs, and the apply would not end",
  network_mode: "it is on no network",
  networks_advanced: "it is on no network",
  volumes: "the volumes wait for it",
  depends_on: "it comes before all that Terraform owns",
};

/** Whether the cluster still claims its name before it takes volumes of that name. */
export function judgeClaim(view: ContainerView): void {
  judgeExact(view, EXACT, TAKEN, "leave it as it was; for another name use the prop name");
}

/** Whether a volume that Terraform owns still waits for the claim. */
export function judgeClaimed(view: ContainerView): void {
  if (!differs(view, "depends_on")) return;
  const there = new Set(Array.isArray(view.now.depends_on) ? (view.now.depends_on as unknown[]) : []);
  const planned = Array.isArray(view.set.depends_on) ? (view.set.depends_on as unknown[]) : [];
  if (planned.every((one) => there.has(one))) return;
  view.report.problem({
    attribute: "depends_on",
    got: "no longer holds the claim",
    expected: TAKEN,
    fix: "keep the library's entry, and add to it",
  });
}

import type { ContainerView } from "./container-view";
import { judgeExact, type Exact } from "./exact";

/** What makes the gate of a rollout be there only then, and fail the step when a node is not ready. */
const EXACT: Exact = {
  count: "it is there only while a rollout runs",
  name: "one that was left by an apply that was killed keeps its name",
  env: "it is told by it which nodes it awaits",
  command: "it asks the nodes for their state",
  entrypoint: "it asks the nodes for their state",
  image: "it is the nodes' own, which has what the script needs",
  attach: "the step would end before it does",
  logs: "what it saw of the nodes is read from there",
  must_run: "one that has ended is no fault",
  restart: "one that gave up must stay so",
  start: "a gate that does not run sees nothing",
  rm: "its exit code and its log must stay to be read",
  networks_advanced: "it dials the nodes on the external network",
  network_mode: "it dials the nodes on the external network",
  depends_on: "it must not be what brings the nodes that it awaits",
};

/** Whether a rollout still sees by it that a node is back. */
export function judgeRolloutGate(view: ContainerView): void {
  judgeExact(view, EXACT, "a rollout goes on by that", "leave it as it was");
  const [was, is] = [view.set.lifecycle, view.now.lifecycle].map((lifecycle) => JSON.stringify(lifecycle));
  if (was === is) return;
  view.report.problem({
    attribute: "lifecycle",
    got: "differs from what the library set",
    expected: "by its postcondition a failing exit code fails the step",
    fix: "leave it as it was",
  });
}

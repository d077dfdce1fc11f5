import type { ContainerView } from "./container-view";
import { lostLabel } from "./life";
import { judgeExact, type Exact } from "./exact";

/** What makes the gate let the nodes in, end when the cluster is ready, and fail the apply when it is not. */
const EXACT: Exact = {
  wait: "the apply would not wait for the cluster",
  healthcheck: "the provider sees by it that the cluster is ready",
  command: "it lets the nodes in, and asks them for their state",
  entrypoint: "it lets the nodes in, and asks them for their state",
  user: "root alone can give the control folders to the server's user",
  volumes: "it lets the nodes in by their control folders",
  image: "it is the nodes' own, which has what the script needs",
  must_run: "a gate that has done its work has ended, and the next plan would delete it",
  restart: "a gate that gave up must stay so, else it never ends",
  start: "a gate that does not run is never ready",
  rm: "the next plan would miss it",
  attach: "a failing exit code would pass in silence",
  networks_advanced: "it dials the nodes on the external network",
  network_mode: "it dials the nodes on the external network",
  depends_on: "it must not be waited for before the nodes were started",
};

const RESTS = "what depends on cluster.ready rests on that";

/** Whether `cluster.ready` is still what it says. */
export function judgeGate(view: ContainerView): void {
  judgeExact(view, EXACT, RESTS, "leave it as it was");
  if (view.plan.topology.hosts.length > 1)
    judgeExact(view, { env: "keepers take messages of who has the key alone" }, RESTS, "leave it as it was");
  const lost = lostLabel(view);
  if (lost !== undefined)
    view.report.problem({
      attribute: "labels",
      got: `no longer holds ${lost} as it was`,
      expected: "by its labels it runs again when a node's container is another one",
      fix: "keep the library's labels, and use the prop labels",
    });
}

import type { ContainerView } from "./container-view";
import { judgeExact, type Exact } from "./exact";

/** What makes the gate end when the cluster is ready, and fail the apply when it is not. */
const EXACT: Exact = {
  wait: "the apply would not wait for the cluster",
  healthcheck: "the provider sees by it that the cluster is ready",
  command: "it asks the nodes for their state",
  entrypoint: "it asks the nodes for their state",
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

/** Whether `cluster.ready` is still what it says. */
export function judgeGate(view: ContainerView): void {
  judgeExact(
    view,
    EXACT,
    "what depends on cluster.ready rests on that",
    "leave it as it was, or use waitForReady: false and wait in another way",
  );
}

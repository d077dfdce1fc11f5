import type { ContainerView } from "./container-view";
import { judgeExact, type Exact } from "./exact";

/** What makes the installer put the files in place so that the server alone can read its key. */
const EXACT: Exact = {
  user: "root alone can give a file another owner",
  command: "it gives every file its owner and mode, and tells the gate what the node shall have",
  entrypoint: "it gives every file its owner and mode, and tells the gate what the node shall have",
  image: "it is the node's own, which has what the script needs",
  upload: "these are the node's settings, certificate, key and roots",
  volumes: "the node mounts what it fills",
  network_mode: "a container that holds secrets is on no network",
  networks_advanced: "a container that holds secrets is on no network",
  wait: "the node would wait for its settings, and the gate move it to older ones",
  healthcheck: "the provider sees by it that the files are in place",
  must_run: "an installer that has done its work has ended, and the next plan would delete it",
  restart: "it is done once",
  start: "the files are never put in place",
  rm: "the next plan would miss it",
  attach: "a failing exit code would pass in silence",
  lifecycle: "a volume that is made anew is an empty one",
};

/** Whether a node still gets its settings and certificate, and nobody else its key. */
export function judgeInstaller(view: ContainerView): void {
  judgeExact(
    view,
    EXACT,
    "the node rests on that",
    "leave it as it was; for other settings and certificates use the props",
  );
}

import type { ContainerView } from "./container-view";
import { judgeExact, type Exact } from "./exact";

/** What lets the gate get at the nodes of a keeper's host. */
const EXACT: Exact = {
  name: "the gate names it in what it says",
  image: "it is the nodes' own, which has what the script needs",
  entrypoint: "it answers the gate",
  command: "it answers the gate",
  env: "it takes messages of who has the key alone",
  user: "root alone can give the control folders to the server's user",
  volumes: "it has the control folders of its host's nodes",
  ports: "the gate dials it there",
  networks_advanced: "published ports arrive over that network",
  network_mode: "published ports arrive over the network between nodes",
  start: "one that does not run answers nobody",
  restart: "one that ended answers nobody",
  rm: "the next plan would miss it",
};

/** Whether a keeper still does what the gate needs of it. */
export function judgeKeeper(view: ContainerView): void {
  const consequence = "without it no node of the cluster is let in or changed";
  judgeExact(view, EXACT, consequence, "leave it as it was; for another port use keeperPort of hosts");
}

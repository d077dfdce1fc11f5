import type { Story } from "../story";
import { CLIENTS } from "./clients";
import { COPIES } from "./copies";
import { EDITS } from "./edits";
import { FAULTS } from "./faults";
import { HOSTS } from "./hosts";
import { LOSSES } from "./losses";
import { OLDER } from "./older";
import { ROLLS } from "./rolls";
import { RESIZES } from "./resizes";
import { ROLLOUTS } from "./rollouts";
import { TRUST } from "./trust";
import { UPGRADES } from "./upgrades";

/** Every life that a cluster is led through, the longest first: they are lived several at once. */
export const STORIES: readonly Story[] = [
  ...ROLLOUTS,
  ...ROLLS,
  ...TRUST,
  ...UPGRADES,
  ...CLIENTS,
  ...LOSSES,
  ...COPIES,
  ...FAULTS,
  ...EDITS,
  ...RESIZES,
  ...OLDER,
  ...HOSTS,
];

/** Those that are lived where none is named: one of each kind. `-- --all` lives all of them, which takes an hour more. */
export const USUAL: ReadonlySet<string> = new Set([
  "life-rollout-port",
  "life-rollout-refused",
  "life-roll-secure",
  "life-roll-1-3-5-3-2-1",
  "life-trust",
  "life-upgrade",
  "life-clients",
  "life-lost-1",
  "life-lost-all",
  "life-restored",
  "life-gate-killed",
  "life-order-012",
  "life-older-secure",
  "life-engine-killed",
]);

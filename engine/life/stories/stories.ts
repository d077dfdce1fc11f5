import type { Story } from "../story";
import { CLIENTS } from "./clients";
import { COPIES } from "./copies";
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
  ...RESIZES,
  ...OLDER,
];

import { INSECURE } from "./insecure";
import { ON_HOSTS } from "./on-hosts";
import type { Scenario } from "./scenario";
import { SECURE } from "./secure";

/** Everything that is brought to an engine. */
export const SCENARIOS: readonly Scenario[] = [...INSECURE, ...SECURE, ...ON_HOSTS];

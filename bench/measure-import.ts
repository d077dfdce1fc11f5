import { createRequire } from "node:module";
import { resolve } from "node:path";
import { peakMemory, tell, type Way } from "./measured";

/*
 * A process that imports what one of the stacks needs, and nothing before.
 * Arguments: library or byHand.
 */
const MODULES: Readonly<Record<Way, readonly string[]>> = {
  library: ["cdktf-eventstoredb"],
  byHand: [
    "cdktf",
    "@cdktf/provider-docker/lib/container",
    "@cdktf/provider-docker/lib/network",
    "@cdktf/provider-docker/lib/image",
    "@cdktf/provider-docker/lib/volume",
  ],
};

const load = createRequire(resolve(__filename));
const start = performance.now();
for (const name of MODULES[process.argv[2] as Way]) load(name);
tell({ import: performance.now() - start, peakMemory: peakMemory() });

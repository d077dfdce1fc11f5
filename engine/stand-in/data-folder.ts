import { accessSync, constants, mkdirSync } from "node:fs";
import type { Configuration } from "./configuration";
import { isSince } from "./release";

/** Where a server of 25.0 and later keeps its data when it cannot write to its default folder. */
export const INSIDE = "/opt/kurrentdb/data";

/** The folder of the data that the configuration names; nothing where they are in memory. */
export function dataFolder(release: string, configuration: Configuration): string | undefined {
  if (configuration.flag("MemDb") === true) return undefined;
  const standard = isSince(release, "25.0") ? "/var/lib/kurrentdb" : "/var/lib/eventstore";
  const asked = configuration.text("Db") ?? standard;
  // The index may lie elsewhere, and without it the server does not start either.
  const index = configuration.text("Index");
  if (index !== undefined) demandFolder(index);
  try {
    demandFolder(asked);
    return asked;
  } catch (error) {
    // Only the default as it is spelt is given up for another one.
    if (!isSince(release, "25.0") || asked !== standard) throw error;
    console.error(`Access to path ${asked} denied. The KurrentDB database will be created in ${INSIDE}`);
    mkdirSync(INSIDE, { recursive: true });
    return INSIDE;
  }
}

/** Makes a folder where it is missing; one that the server's user cannot use is an error. */
function demandFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`Access to the path '${path}' is denied.`);
  }
}

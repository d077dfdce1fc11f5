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
  try {
    mkdirSync(asked, { recursive: true });
    accessSync(asked, constants.R_OK | constants.W_OK | constants.X_OK);
    return asked;
  } catch {
    // Only the default as it is spelt is given up for another one.
    if (!isSince(release, "25.0") || asked !== standard)
      throw new Error(`Access to the path '${asked}' is denied.`);
    console.error(`Access to path ${asked} denied. The KurrentDB database will be created in ${INSIDE}`);
    mkdirSync(INSIDE, { recursive: true });
    return INSIDE;
  }
}

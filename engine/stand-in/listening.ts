import type { Configuration } from "./configuration";
import { interfacesApart } from "./interfaces-apart";
import { oneHttp } from "./one-http";
import { isSince } from "./release";
import type { Listening } from "./socket";

/** Where the server of a release would listen with this configuration. */
export function listeningOf(release: string, configuration: Configuration, clustered: boolean): Listening {
  return isSince(release, "20.6")
    ? oneHttp(release, configuration, clustered)
    : interfacesApart(configuration, clustered);
}

import type { EngineState } from "../../lib/reach/engine-state";
import { foreignContainer, onHost, onNetworks as on, type ReachabilityPlace } from "../../lib/reach/place";

/** The Docker host of clusters that have one. */
export const HOST = "docker";
export const ON_HOST = onHost(HOST);
export const FOREIGN_CONTAINER = foreignContainer(HOST);

/** A container on these networks of that host. */
export function onNetworks(...networks: readonly string[]): ReachabilityPlace {
  return on(HOST, ...networks);
}

/** The engine of that host. */
export function engineOf({ engines }: { readonly engines: readonly EngineState[] }): EngineState {
  const [engine, other] = engines;
  if (engine === undefined || other !== undefined) throw new Error(`${engines.length} engines`);
  return engine;
}

import type { EndpointKind } from "../network/model/endpoint";

/**
 * Yes, no, otherwise from engine to engine where the engine's version is not known, or not checked where a part of the
 * way is known only when Terraform runs.
 */
export type ReachabilityVerdict = boolean | "depends on the engine" | "unchecked";

/** What is said where Docker engines differ, and the engine's version is not known. */
export const DEPENDS = "depends on the engine" satisfies ReachabilityVerdict;

/** What is said where a part of the way is not known at synth, and all that is known leads on. */
export const UNCHECKED = "unchecked" satisfies ReachabilityVerdict;

/** What a packet has to pass, in this order. */
export type ReachabilityStepKind =
  /** The engine starts the container that dials, or the one that is dialled. */
  | "start"
  /** Something that the cluster does not make leads on to the container, by the user's word. */
  | "proxy"
  /** The dialled name is resolved. */
  | "name"
  /** The address is on a network that can be entered from there. */
  | "network"
  /** The audience reaches the address of the host from other machines, by the user's word. */
  | "reachableFrom"
  /** A port of the host leads into a container. */
  | "publishedPort"
  /** The engine leads a container to a published port of its own host, as it does for every one by its proxy. */
  | "userlandProxy"
  /** The container is on a network over which the engine publishes. */
  | "wayOut"
  /** Something listens on the interface where the packet arrives. */
  | "socket"
  /** The server answers a request that names the dialled host. */
  | "answer"
  /** The certificate carries the dialled name. */
  | "tls"
  /** What answers is what was meant. */
  | "node"
  /** A seed is what a node may be told of the others. */
  | "seed";

/** One step of the way. */
export interface ReachabilityStep {
  readonly what: ReachabilityStepKind;
  readonly ok: ReachabilityVerdict;
  /** What happens there, in words. */
  readonly detail: string;
}

/** The socket on which a dial ends. */
export interface Ending {
  /** The container's key. */
  readonly container: string;
  /** The container's address at which the packet arrives. */
  readonly address: string;
  readonly port: number;
  /** What the socket serves, where that is known. */
  readonly serves?: EndpointKind;
}

/** How a dial went. */
export interface Walk {
  readonly reached: ReachabilityVerdict;
  readonly steps: readonly ReachabilityStep[];
  /** The first step that fails. */
  readonly failed?: ReachabilityStep;
  /** Where it ended, if it reached anything. */
  readonly ending?: Ending;
}

/** The verdicts of a way that does not fail as far as it is known, the one that counts most first. */
const UNSURE: readonly ReachabilityVerdict[] = [DEPENDS, UNCHECKED];

/** A walk from its steps. */
export function walkOf(steps: readonly ReachabilityStep[], ending?: Ending): Walk {
  const failed = steps.find((step) => step.ok === false);
  if (failed !== undefined) return { reached: false, steps, failed };
  const reached = UNSURE.find((verdict) => steps.some(({ ok }) => ok === verdict)) ?? true;
  return ending === undefined ? { reached, steps } : { reached, steps, ending };
}

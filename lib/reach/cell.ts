import type { Audience } from "../network/model/audience";
import { deepFreeze } from "../network/model/deep-freeze";
import type { EndpointKind } from "../network/model/endpoint";
import type { HostPort } from "../network/model/topology";
import type { EngineState } from "./engine-state";
import type { ReachabilityPlace } from "./place";
import { walkOf, type ReachabilityStep, type ReachabilityVerdict, type Walk } from "./step";
import type { Dialler } from "./walk";

/** What has to be true of a cell. */
export type ReachabilityExpectation =
  /** An audience needs it. */
  | "required"
  /** It must not be. */
  | "forbidden"
  /** It is as it is; nobody was promised anything. */
  | "incidental";

/** Where somebody has from what is dialled. */
export type ReachabilitySource =
  /** What a server gossips about itself. */
  | "gossip"
  | "connectionString"
  | "seed"
  /** DNS discovery, by the name that the server asks for. */
  | "dns"
  /** Nobody is told: a container's own address is tried. */
  | "address"
  /** Nobody is told: a published port of the host is tried. */
  | "publishedPort";

/** One way that somebody may dial, and what comes of it. */
export interface ReachabilityCell {
  /** Whom it stands for; absent where it is none of the cluster's audiences. */
  readonly audience?: Audience;
  /** From where it is dialled. */
  readonly from: ReachabilityPlace;
  /** The node that is meant. For a seed that is nobody's, the node that has the seed. */
  readonly node: string;
  /** The endpoint that is meant. */
  readonly endpoint: EndpointKind;
  readonly dialled: HostPort;
  readonly source: ReachabilitySource;
  readonly expected: ReachabilityExpectation;
  readonly reached: ReachabilityVerdict;
  /** What the packet passes, in order. */
  readonly steps: readonly ReachabilityStep[];
  /** The first step that fails. */
  readonly failed?: ReachabilityStep;
  /** Why it is as it is, where that needs to be said. */
  readonly note?: string;
}

/** Who reaches what of a cluster. */
export interface Reachability {
  readonly cells: readonly ReachabilityCell[];
  /** What it was judged on: what is on the engine of every Docker host. */
  readonly engines: readonly EngineState[];
  /** The engines' version, where it is known. */
  readonly engine?: string;
}

/** What is asked of a cell. Every field is there in every one, which keeps them quick to make. */
export interface Asked extends Omit<ReachabilityCell, "audience" | "note" | "reached" | "steps" | "failed"> {
  readonly audience: Audience | undefined;
  readonly note?: string | undefined;
}

/** Dials, and says whether what was meant is reached. */
export function cellOf(dialler: Dialler, asked: Asked): ReachabilityCell {
  const { from, dialled, source } = asked;
  const knocked = () => meant(asked, dialler.knock(from, dialled));
  if (source === "address" || source === "publishedPort") return withWalk(asked, knocked());
  const walk = meant(asked, dialler.dial(from, dialled));
  // A certificate that does not fit is nothing to mend where somebody else has it.
  const elsewhere = walk.failed?.what === "tls" ? knocked() : walk;
  return withWalk(asked, elsewhere.reached === false ? elsewhere : walk);
}

/** A frozen cell with how its dial went. */
export function withWalk(asked: Asked, { reached, steps, failed }: Walk): ReachabilityCell {
  // Spelt out, because there are many cells, and copies of objects of any shape cost most of the time.
  const cell: { -readonly [K in keyof ReachabilityCell]: ReachabilityCell[K] } = {
    from: asked.from,
    node: asked.node,
    endpoint: asked.endpoint,
    dialled: asked.dialled,
    source: asked.source,
    expected: asked.expected,
    reached,
    steps: Object.freeze(steps),
  };
  if (asked.audience !== undefined) cell.audience = asked.audience;
  if (asked.note !== undefined) cell.note = asked.note;
  if (failed !== undefined) cell.failed = failed;
  for (const step of steps) Object.freeze(step);
  Object.freeze(asked.dialled);
  deepFreeze(asked.from);
  return Object.freeze(cell);
}

/** A walk that ends elsewhere than at the node and endpoint that are meant has not reached them. */
function meant({ node, endpoint }: Asked, walk: Walk): Walk {
  const { ending } = walk;
  if (ending === undefined) return walk;
  if (ending.container !== node) {
    const detail = `${ending.container} answers, and ${node} is meant`;
    return walkOf([...walk.steps, { what: "node", ok: false, detail }]);
  }
  if (ending.serves !== undefined && ending.serves !== endpoint) {
    const detail = `${ending.serves} of ${node} answers, and ${endpoint} is meant`;
    return walkOf([...walk.steps, { what: "node", ok: false, detail }]);
  }
  return walk;
}

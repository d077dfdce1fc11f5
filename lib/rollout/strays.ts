import type { Change } from "./changes";

/** What a step may do. */
export interface Permitted {
  /** The plan that was shown. */
  readonly shown: readonly Change[];
  /** The addresses of the containers of all nodes. */
  readonly nodes: ReadonlySet<string>;
  /** Those of the nodes that this step is for. */
  readonly own: ReadonlySet<string>;
  /** The addresses of the gates, which come and go. */
  readonly gates: ReadonlySet<string>;
}

/** What a step would do that was not shown, or that is another step's. */
export function straysOf(step: readonly Change[], permitted: Permitted): readonly Change[] {
  return step.filter((change) => !isPermitted(change, permitted));
}

function isPermitted({ address, deed }: Change, { shown, nodes, own, gates }: Permitted): boolean {
  if (gates.has(address.replace(/\[0\]$/, ""))) return true;
  const before = shown.find((change) => change.address === address);
  if (before === undefined) return false;
  const destroys = deed !== "create" && deed !== "update";
  if (destroys && nodes.has(address) && !own.has(address)) return false;
  return !destroys || before.deed === deed;
}

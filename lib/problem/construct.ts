/** By which the package constructs knows what it made, whichever copy of it. */
const CONSTRUCT = Symbol.for("constructs.Construct");

/** What of a construct is read for a message. */
export interface ConstructLike {
  readonly node: { readonly path: string };
}

/** Whether a value is a construct, which holds its whole tree. A proxy may refuse to say. */
export function isConstruct(value: unknown): value is ConstructLike {
  try {
    return typeof value === "object" && value !== null && CONSTRUCT in value;
  } catch {
    return false;
  }
}

/** Where a construct is in its tree; `undefined` where it does not say. */
export function pathOfConstruct({ node }: ConstructLike): string | undefined {
  const path: unknown = (node as ConstructLike["node"] | undefined)?.path;
  return typeof path === "string" && path !== "" ? path : undefined;
}

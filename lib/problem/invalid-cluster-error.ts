import { lineOf, type Problem } from "./problem";

/**
 * A function or class that stack traces can start above.
 * @internal
 */
export type Callee = ((...args: never[]) => unknown) | (new (...args: never[]) => unknown);

/**
 * The method, or the getter, that users of a class call by that name.
 * @internal
 */
export function calleeOf<Called extends object>(
  { prototype }: { readonly prototype: Called },
  name: keyof Called,
): Callee | undefined {
  const called: TypedPropertyDescriptor<Callee> = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
  return called.get ?? called.value;
}

/** Thrown when a declared cluster cannot work. Carries every problem, not only the first. */
export class InvalidClusterError extends Error {
  // Node prints what an error has of its own below the message, which tells each problem already.
  readonly #problems: readonly Problem[];

  /**
   * @internal
   * @param subject what is wrong, for example `EventStoreCluster "esdb"`
   * @param above the function that the user called: the stack trace starts at its caller
   */
  constructor(subject: string, problems: readonly Problem[], above: Callee | undefined) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${subject} has ${count}:\n${problems.map((p) => `  - ${lineOf(p)}`).join("\n")}`);
    this.name = "InvalidClusterError";
    this.#problems = problems;
    Error.captureStackTrace(this, above);
  }

  /** Everything that is wrong, in a stable order. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** The error as data, for `JSON.stringify`. */
  toJSON(): { readonly name: string; readonly message: string; readonly problems: readonly Problem[] } {
    const { name, message, problems } = this;
    return { name, message, problems };
  }
}

import type { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";

/** A file of the machine that synthesizes. */
export interface ReadFile {
  /** Absolute. Terraform runs in a folder of its own. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** The props that name a provider, which the construct has besides those of a cluster. */
export interface GivenProviders {
  readonly provider?: unknown;
  readonly tlsProvider?: unknown;
  /** Each with a `provider` of its own. */
  readonly hosts?: unknown;
}

/** What is wrong with props by themselves. */
export interface LookedThrough {
  /** A problem for every token in a place where the model must compute. */
  readonly tokens: readonly Problem[];
  /** A problem for everything that throws where it is read. */
  readonly unreadable: readonly Problem[];
}

/** What planning needs of the world, which is given to it, so that it stays pure. */
export interface Surroundings {
  /** Whether a value is known only when Terraform runs. */
  isToken(value: unknown): boolean;
  /** A token of any kind as text, everything else as it is. */
  tokenAsText(value: unknown): unknown;
  /** A secret as a token, which nobody can read before Terraform does. */
  conceal(secret: string): string;
  /** What is wrong with the props before anybody makes something of them. */
  lookForTokens(props: unknown): LookedThrough;
  /** Whether certificates can be generated: whether the TLS provider's bindings are installed. */
  canGenerate(): boolean;
  /** What is wrong with the place in which the cluster is to be. */
  checkScope(findings: Findings): void;
  /** Whether a construct is in another program, by the root of its tree. */
  isElsewhere(root: unknown): boolean;
  /** What is wrong with the providers that the props name. */
  checkProviders(props: GivenProviders, findings: Findings): void;
  /**
   * Reads a file that the user named at `at` in the API; where that fails, says why as a problem.
   * @param shown the path as it may be shown
   */
  readFile(path: string, at: string, shown: string, findings: Findings): ReadFile | undefined;
  now(): Date;
}

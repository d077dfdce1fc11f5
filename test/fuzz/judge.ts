import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import {
  Audience,
  describeProblem,
  describeTopology,
  EventStoreCluster,
  InvalidClusterError,
  type Problem,
} from "../../lib";
import { any, type Input } from "./input";
import { holdsNoValue } from "./no-values";
import { unknownSettings, type Stack } from "./unknown-settings";

/** What came of an input, and everything that must never come of any. */
export interface Verdict {
  readonly outcome: "cluster" | "problems";
  readonly codes: readonly string[];
  readonly faults: readonly string[];
  /** All that the library gave, as text. */
  readonly given: string;
}

/** Gives an input to the public face twice. */
export function judge(input: Input): Verdict {
  const first = once(input);
  const second = once(input);
  if (first.given === second.given) return first;
  return { ...first, faults: [...first.faults, `two runs differ: ${difference(first.given, second.given)}`] };
}

function once(input: Input): Verdict {
  const faults: string[] = [];
  const app = new App({ skipBackendValidation: true });
  const stack = new TerraformStack(app, "stack");
  new DockerProvider(stack, "docker");
  const problems = expectingProblems(faults, () => {
    const { id, props } = input.make();
    const cluster = new EventStoreCluster(stack, any(id), any(props));
    return cluster;
  });
  if (!(problems instanceof EventStoreCluster)) {
    if (stack.node.children.length > 1) faults.push("an error left a construct behind");
    const codes = problems.map((p) => p.code);
    return { outcome: "problems", codes, faults, given: problems.map(describeProblem).join("\n") };
  }
  const cluster = problems;
  const given = [synthesized(stack, input.make(), faults), describeTopology(cluster.topology)];
  for (const audience of [...Object.values(Audience), input.asked]) {
    const string = expectingProblems(faults, () => cluster.connectionString(any(audience)));
    given.push(typeof string === "string" ? string : string.map(describeProblem).join("\n"));
  }
  expectingProblems(faults, () => cluster.ready);
  expectingProblems(faults, () => cluster.caCertificate);
  // Of many nodes it is long, and tells nothing more.
  if (cluster.nodes.length <= 3) given.push(JSON.stringify(cluster.reachability));
  for (const warning of cluster.warnings) faults.push(...wrongWith(warning));
  given.push(...cluster.warnings.map(describeProblem), JSON.stringify(cluster.topology));
  for (const node of cluster.nodes) given.push(JSON.stringify(node.settings));
  return { outcome: "cluster", codes: [], faults, given: given.join("\n") };
}

/** What `call` gives, or the problems that it throws; any other exception is a fault. */
function expectingProblems<T>(faults: string[], call: () => T): T | readonly Problem[] {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) {
      faults.push(`throws ${described(error)}`);
      return [];
    }
    if (error.problems.length === 0) faults.push("throws an error without a problem");
    for (const problem of error.problems) faults.push(...wrongWith(problem));
    if (error.message.length > 1000 * (error.problems.length + 1)) {
      faults.push(`throws a message of ${error.message.length} characters`);
    }
    if (/\n\s+at /.test(error.message)) faults.push("has a stack trace in its message");
    return error.problems;
  }
}

/** What of a problem does not help. */
function wrongWith(problem: Problem): readonly string[] {
  const text = describeProblem(problem);
  const faults: string[] = [];
  for (const [part, value] of Object.entries(problem)) {
    if (typeof value !== "string" || value === "") faults.push(`a problem without ${part}`);
  }
  if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/.test(problem.code)) faults.push("a code that is none");
  if (/[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(text))
    faults.push("a problem on more than one line, or unprintable");
  if (text.length > 1000) faults.push(`a problem of ${text.length} characters`);
  if (/\[object|TfToken\[TOKEN\.\d+\]/.test(text)) faults.push("a problem that shows how things are inside");
  if (/\b(undefined|NaN)\b/.test(problem.expected + problem.fix))
    faults.push("a problem that mends with nothing");
  return faults.map((fault) => `${fault}: ${text.slice(0, 1500)}`);
}

/** The stack as Terraform reads it. */
function synthesized(stack: TerraformStack, given: unknown, faults: string[]): string {
  try {
    stack.prepareStack();
    for (const construct of stack.node.findAll()) faults.push(...construct.node.validate());
    const synthesized = stack.toTerraform() as Stack;
    const text = JSON.stringify(synthesized);
    if (/\{TfToken\[TOKEN\.\d+\]\}/.test(text)) faults.push("a token that was not resolved is in the output");
    if (holdsNoValue(synthesized, given)) faults.push("an output with something that is no value");
    faults.push(...unknownSettings(synthesized));
    return text;
  } catch (error) {
    faults.push(`synth throws ${described(error)}`);
    return "";
  }
}

function described(error: unknown): string {
  return error instanceof Error ? `${error.message} ${error.stack ?? ""}` : String(error);
}

function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const from = Math.max(0, at - 40);
  return `…${one.slice(from, at + 60)}… and …${other.slice(from, at + 60)}…`;
}

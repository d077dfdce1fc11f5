import { inspect } from "node:util";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Audience, describeProblem, describeTopology, EventStoreCluster } from "../../lib";
import { any, type Input } from "./input";
import { holdsNoValue } from "./no-values";
import { refusedBySchemas, type ProviderSchemas } from "./provider-schemas";
import { brokenReferences, type Configuration } from "./references";
import { tellsSecret } from "./secrets";
import { untold } from "./untold";
import { described, expectingProblems, wrongWith } from "./told";
import { unknownSettings } from "./unknown-settings";

/** What came of an input, and everything that must never come of any. */
export interface Verdict {
  readonly outcome: string;
  readonly codes: readonly string[];
  readonly faults: readonly string[];
  /** All that the library gave, as text. */
  readonly given: string;
}

/** Gives an input to the public face twice. */
export function judge(input: Input, schemas?: ProviderSchemas): Verdict {
  return twice(() => once(input, schemas));
}

/** What comes of the same twice: the same, or it is a fault. */
export function twice(once: () => Verdict): Verdict {
  const first = once();
  const second = once();
  if (withoutNumbers(first.given) === withoutNumbers(second.given)) return first;
  return {
    ...first,
    faults: [
      ...first.faults,
      `two runs differ: ${difference(withoutNumbers(first.given), withoutNumbers(second.given))}`,
    ],
  };
}

function once(input: Input, schemas: ProviderSchemas | undefined): Verdict {
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
    if (stack.node.metadata.length > 0) faults.push("an error left a warning behind");
    const codes = problems.map((p) => p.code);
    faults.push(...untold(input, problems));
    return { outcome: "problems", codes, faults, given: problems.map(describeProblem).join("\n") };
  }
  const cluster = problems;
  const given = [synthesized(stack, input.make(), faults, schemas), describeTopology(cluster.topology)];
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
  // A single member has no use for an internal network.
  if (input.kind === "known at apply" && cluster.topology.size > 1 && !/var\.x[01]/.test(given[0] ?? ""))
    faults.push("what was known at apply only is lost");
  // Terraform's file is the one place where a secret may stand.
  if ([...given.slice(1), inspect(cluster, { depth: 2 })].some(tellsSecret)) faults.push("shows a secret");
  return { outcome: "cluster", codes: [], faults, given: given.join("\n") };
}

/** The stack as Terraform reads it. */
function synthesized(
  stack: TerraformStack,
  given: unknown,
  faults: string[],
  schemas: ProviderSchemas | undefined,
): string {
  try {
    stack.prepareStack();
    for (const construct of stack.node.findAll()) faults.push(...construct.node.validate());
    const synthesized = stack.toTerraform() as Configuration;
    const text = JSON.stringify(synthesized);
    faults.push(...wrongWithStack(synthesized, text));
    if (holdsNoValue(synthesized, given)) faults.push("an output with something that is no value");
    if (schemas !== undefined) faults.push(...refusedBySchemas(synthesized, schemas));
    return text;
  } catch (error) {
    faults.push(`synth throws ${described(error)}`);
    return "";
  }
}

/** What must be in no stack, whatever was done to it. */
export function wrongWithStack(stack: Configuration, text: string): readonly string[] {
  const faults: string[] = [];
  if (/\{TfToken\[TOKEN\.\d+\]\}|-8\.10956221259\d*e\+?298/.test(text))
    faults.push("a token that was not resolved is in the output");
  return [...faults, ...brokenReferences(stack), ...unknownSettings(stack)];
}

/** Tokens are numbered through a program's life. */
function withoutNumbers(text: string): string {
  return text.replace(/TfToken\[TOKEN\.\d+\]/g, "TfToken");
}

function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const from = Math.max(0, at - 40);
  return `…${one.slice(from, at + 60)}… and …${other.slice(from, at + 60)}…`;
}

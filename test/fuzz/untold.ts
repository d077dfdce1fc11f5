import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack } from "cdktf";
import { describeProblem, EventStoreCluster, type Problem } from "../../lib";
import { any, type Input } from "./input";
import { expectingProblems } from "./told";

/** Without these nobody knows what the release takes, or how many of a list there are to be. */
const FIRST = ["version", "size", "readOnlyReplicas"];

/** Told where all that they rest on is right: the ways, and what must lie within a network. */
const LAST = /^(reachability|address)\b/;

/** What was told of each thing alone, and is not of all together. */
export function untold({ make, apart = [] }: Input, problems: readonly Problem[]): readonly string[] {
  if (problems.some(({ path }) => FIRST.includes(path))) return [];
  const isTold = ({ code, path }: Problem) =>
    LAST.test(code) || problems.some((one) => related(one.path, path));
  return apart
    .flatMap((props) => problemsOf(make().id, props()))
    .filter((one) => !isTold(one))
    .map((one) => `alone it is told, and not with others: ${describeProblem(one)}`);
}

function problemsOf(id: unknown, props: unknown): readonly Problem[] {
  const stack = new TerraformStack(new App({ skipBackendValidation: true }), "stack");
  new DockerProvider(stack, "docker");
  const made = expectingProblems([], () => new EventStoreCluster(stack, any(id), any(props)));
  return made instanceof EventStoreCluster ? [] : made;
}

/** Whether one path is within the other: of what was refused as a whole nothing more is told. */
function related(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long === short || (long.startsWith(short) && /^[.[]/.test(long.slice(short.length)));
}

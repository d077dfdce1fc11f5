import { TerraformProvider, TerraformStack, type TerraformResource } from "cdktf";
import type { GivenProviders } from "../cluster/surroundings";
import type { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { describeProvider } from "./providers";
import { stackOf } from "./stack-of";
import { removedPart } from "./watched-resource";

/** What a prop that names a provider takes. */
interface Wanted {
  readonly type: string;
  /** Its class, and where that is. */
  readonly what: string;
  readonly fix: string;
}

const WANTED = {
  provider: {
    type: "docker",
    what: "a DockerProvider of @cdktf/provider-docker",
    fix: 'pass a new DockerProvider(this, "docker", { … }), or leave it out for the stack\'s own without alias',
  },
  tlsProvider: {
    type: "tls",
    what: "a TlsProvider of @cdktf/provider-tls",
    fix: 'pass a new TlsProvider(this, "tls", { … }), or leave it out',
  },
} as const satisfies Readonly<Record<keyof GivenProviders, Wanted>>;

/** What is wrong with the providers that a construct below `scope` is to pass on. */
export function checkProviders(scope: unknown, given: GivenProviders, findings: Findings): void {
  for (const path of ["provider", "tlsProvider"] as const) {
    const asked = given[path];
    if (asked === undefined) continue;
    const { type, what, fix } = WANTED[path];
    // By its type: the user's package may be another copy of the provider's bindings, or of the framework.
    if (!TerraformProvider.isTerraformProvider(asked) || asked.terraformResourceType !== type) {
      const got = TerraformProvider.isTerraformProvider(asked) ? describeProvider(asked) : quote(asked);
      findings.problem({ code: path, path, got: `is ${got}`, expected: `must be ${what}`, fix });
      continue;
    }
    const stack = stackOf(scope);
    const its = TerraformStack.of(asked);
    if (stack === undefined || its === stack) continue;
    findings.problem({
      code: `${path}.stack`,
      path,
      got: `is ${describeProvider(asked)}, of the stack ${quote(its.node.path)}`,
      expected: `Terraform gives the resources of ${quote(stack.node.path)} its own providers only`,
      fix: "make one with the same configuration in that stack, and pass it",
    });
  }
}

/**
 * What is wrong where a cluster names no Docker provider, and the stack has none but for those who name it. To be asked
 * at synth: one without alias may come late.
 */
export function missingProvider(all: readonly TerraformProvider[]): readonly Problem[] {
  if (all.length === 0 || all.some(({ alias }) => alias === undefined)) return [];
  const problem: Problem = {
    code: "provider.missing",
    path: "provider",
    got: `is left out, and each Docker provider of the stack has an alias: ${all.map(describeProvider).join(", ")}`,
    expected: "Terraform then takes one that nobody configured: the engine of the machine that applies",
    fix: "set provider to one of these, or make a DockerProvider without alias",
  };
  return [problem];
}

/** What is wrong where a provider of those resources was taken out of the tree. To be asked at synth. */
export function removedProviders(resources: readonly TerraformResource[]): readonly Problem[] {
  const providers = new Set(resources.flatMap(({ provider }) => provider ?? []));
  return [...providers]
    .filter((one) => removedPart(one, one.node.root) !== undefined)
    .map((one) => {
      const path = one.terraformResourceType === WANTED.tlsProvider.type ? "tlsProvider" : "provider";
      return {
        code: `${path}.removed`,
        path,
        got: `is ${describeProvider(one)}, which was removed`,
        expected: "Terraform makes, changes and deletes the resources of the cluster by it",
        fix: "leave it where it is, or pass another one",
      };
    });
}

/** The stack that a scope is in; a scope that is none is told by the framework. */

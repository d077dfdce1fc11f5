import { TerraformProvider, TerraformStack, type TerraformResource } from "cdktf";
import type { GivenProviders } from "../cluster/surroundings";
import { MOST_HOSTS } from "../network/plan/host-plan";
import { UNREADABLE } from "../problem/checked";
import type { Findings } from "../problem/findings";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { isDefaultTlsProvider } from "./default-tls-provider";
import { aliasOf, describeProvider } from "./providers";
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
} as const satisfies Readonly<Record<Exclude<keyof GivenProviders, "hosts">, Wanted>>;

/** The types of what clusters are made by. */
const OWN_TYPES: readonly string[] = Object.values(WANTED).map(({ type }) => type);

/** What is wrong with the providers that a construct below `scope` is to pass on. */
export function checkProviders(scope: unknown, given: GivenProviders, findings: Findings): void {
  const hosts = providersOfHosts(given, findings);
  const own = (["provider", "tlsProvider"] as const).map((kind) => ({
    kind,
    path: kind,
    asked: given[kind],
    fix: WANTED[kind].fix,
  }));
  for (const { kind, path, asked, fix } of [...own, ...hosts]) {
    if (asked === undefined) continue;
    const { type, what } = WANTED[kind];
    const its = kindOf(asked);
    if (its === NOTHING) {
      findings.problem({ code: "props.unreadable", path, ...UNREADABLE });
      continue;
    }
    // By its type: the user's package may be another copy of the provider's bindings, or of the framework.
    if (!isProvider(asked) || its !== type) {
      const got = isProvider(asked) ? describeProvider(asked) : quote(asked);
      findings.problem({ code: kind, path, got: `is ${got}`, expected: `must be ${what}`, fix });
      continue;
    }
    const stack = stackOf(scope);
    const other = TerraformStack.of(asked);
    if (stack === undefined || other === stack) continue;
    findings.problem({
      code: `${kind}.stack`,
      path,
      got: `is ${describeProvider(asked)}, of the stack ${quote(other.node.path)}`,
      expected: `Terraform gives the resources of ${quote(stack.node.path)} its own providers only`,
      fix: "make one with the same configuration in that stack, and pass it",
    });
  }
}

/** Stands for what cannot be read. */
const NOTHING = Symbol("nothing");

/** What a program hands over may throw where it is read. */
function valueOf(of: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(of, key);
  } catch {
    return NOTHING;
  }
}

/** Whether it is a provider, of whatever copy of the framework. */
function isProvider(value: unknown): value is TerraformProvider {
  try {
    return TerraformProvider.isTerraformProvider(value);
  } catch {
    return false;
  }
}

/** What it is a provider of; `NOTHING` where that cannot be read, and `undefined` where it is no provider. */
function kindOf(value: unknown): unknown {
  if (isProvider(value)) return valueOf(value, "terraformResourceType");
  try {
    if (typeof value === "object" && value !== null) Object.keys(value);
    return undefined;
  } catch {
    return NOTHING;
  }
}

function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** What is in a list of hosts; none where it is no list, or has more than hosts may have. */
function itemsOf(given: unknown): readonly unknown[] | undefined {
  if (typeof given !== "object" || given === null || !isList(given)) return undefined;
  const length = valueOf(given, "length");
  if (typeof length !== "number" || length > MOST_HOSTS) return undefined;
  return Array.from({ length }, (_, i) => valueOf(given, i));
}

/** The providers of the hosts, each by its prop: every host has one, and no other host has the same. */
function providersOfHosts({ hosts: given, provider }: GivenProviders, findings: Findings) {
  const hosts = itemsOf(given);
  if (hosts === undefined) return [];
  if (provider !== undefined)
    findings.problem({
      code: "hosts.provider.both",
      path: "provider",
      got: "is given beside hosts",
      expected: "every host has a provider of its own",
      fix: "leave it out",
    });
  const seen = new Map<unknown, string>();
  return hosts.flatMap((host, i) => {
    const path = `hosts[${i}].provider`;
    if (typeof host !== "object" || host === null || isList(host)) return [];
    const asked = valueOf(host, "provider");
    if (asked === NOTHING) {
      findings.problem({ code: "props.unreadable", path, ...UNREADABLE });
      return [];
    }
    const before = seen.get(asked);
    const fix = `use provider: new DockerProvider(this, "docker-${i}", { alias: "docker-${i}", host: "ssh://…" })`;
    // What is no provider is told by itself, each time.
    if (asked === undefined || (before !== undefined && isProvider(asked)))
      findings.problem({
        code: asked === undefined ? "hosts.provider" : "hosts.provider.twice",
        path,
        got:
          asked === undefined
            ? "is missing"
            : `is ${isProvider(asked) ? describeProvider(asked) : quote(asked)}, as ${before} is`,
        expected: "a provider gets at the engine of one host",
        fix,
      });
    if (before === undefined) seen.set(asked, path);
    return { kind: "provider" as const, path, asked, fix };
  });
}

/**
 * What is wrong where a cluster names no Docker provider, and the stack has none but for those who name it. To be asked
 * at synth: one without alias may come late.
 */
export function missingProvider(all: readonly TerraformProvider[]): readonly Problem[] {
  if (all.length === 0 || all.some((one) => aliasOf(one) === undefined)) return [];
  const problem: Problem = {
    code: "provider.missing",
    path: "provider",
    got: `is left out, and each Docker provider of the stack has an alias: ${all.map(describeProvider).join(", ")}`,
    expected: "Terraform then takes one that nobody configured: the engine of the machine that applies",
    fix: "set provider to one of these, or make a DockerProvider without alias",
  };
  return [problem];
}

/** What is wrong with providers of one stack that Terraform cannot tell apart. To be asked at synth. */
export function mistakenProviders(all: readonly TerraformProvider[]): readonly Problem[] {
  const firsts = new Map<string, TerraformProvider>();
  return all.flatMap((provider) => {
    const { terraformResourceType } = provider;
    // What others of the program are is not the library's.
    if (!OWN_TYPES.includes(terraformResourceType) || isDefaultTlsProvider(provider)) return [];
    const alias = aliasOf(provider);
    const key = JSON.stringify([terraformResourceType, alias]);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, provider);
      return [];
    }
    return {
      code: "provider.alias",
      path: "provider",
      got: `is ${describeProvider(provider)}, and ${first.node.path} has ${alias === undefined ? "no alias either" : "the same alias"}`,
      expected: "Terraform tells the providers of a stack apart by their aliases, of which one may have none",
      fix: `give that provider another one: alias: ${quote(provider.node.id)}`,
    };
  });
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

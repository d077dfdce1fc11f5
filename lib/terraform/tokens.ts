import { Fn, Lazy, Token } from "cdktf";
import { PortPlan } from "../network/asked/port-plan";
import type { LookedThrough } from "../cluster/surroundings";
import { UNREADABLE } from "../problem/checked";
import { isConstruct } from "../problem/construct";
import type { Problem } from "../problem/problem";
import { quote } from "../problem/quote";
import { ExternalTcp } from "../server/features/external-tcp";
import { Certificates } from "../tls/certificates";
import { literal } from "./literal";

/** Props whose values the model never computes with, so that tokens pass through. */
const OPAQUE: readonly RegExp[] = [
  /^image$/,
  // What can stand there depends on the access, which says so itself.
  /^clients\.host$/,
  /^hosts\[\d+\]\.externalName$/,
  /^clients\.(members|readOnlyReplicas)\[\d+\]\.host$/,
  /^(externalTcp\.)?licenseKey$/,
  /^settings\./,
  /^nodeOverrides\[.+\]\.settings\./,
  /^labels\./,
  /^(internal|external)Network\.networkName$/,
  /^additionalNetworks\[.+\]\.networkName$/,
  /^data\.volumes\[\d+\]$/,
  /^data\.readOnlyReplicas\[\d+\]$/,
  /^data\.path$/,
  /^data\.hostPaths\[.+\]$/,
  // Whether a token can stand there depends on the source of the certificates, which says so itself.
  /^security\.certificates\.trustedRoots\[\d+\]$/,
  /^security\.certificates\.(shared|nodes\[.+\])\.(certificate|privateKey|privateKeyPassword|pkcs12|password)$/,
];

/** Objects of ours that wrap what the user wrote; their own name is not part of the path. */
const WRAPPERS: ReadonlySet<string> = new Set(["request", "props", "options"]);
/** Props whose keys are names of nodes or networks, which readers quote. */
const BY_NAME: ReadonlySet<string> = new Set([
  "nodeOverrides",
  "additionalNetworks",
  "security.certificates.nodes",
  "data.hostPaths",
]);
/** Props that hold constructs rather than values. */
const SKIPPED: ReadonlySet<string> = new Set(["provider", "tlsProvider"]);

/**
 * A problem for every token in a place where the model must compute, by the prop's name, and whether all else can be read:
 * what a program hands over may throw where it is read.
 */
export function lookForTokens(props: unknown): LookedThrough {
  const tokens: Problem[] = [];
  const unreadable: Problem[] = [];
  walk(props, "", new Set(), {
    token: (path) => {
      if (OPAQUE.some((pattern) => pattern.test(path))) return;
      tokens.push({
        code: "token",
        path: path === "" ? "props" : shown(path),
        got: "is a token, known only when Terraform runs",
        expected: "addresses, names and settings are computed from it at synth",
        fix: "write the value itself",
      });
    },
    unreadable: (path) => {
      unreadable.push({ code: "props.unreadable", path: shown(path), ...UNREADABLE });
    },
  });
  return { tokens, unreadable };
}

/** A value for the model: tokens of any kind as text, everything else as it is. */
export function tokenAsText(value: unknown): unknown {
  if (!Token.isUnresolved(value)) return value;
  return Array.isArray(value) ? Fn.join(",", value as string[]) : Token.asString(value);
}

/**
 * A secret as a token, so that nothing on its way to Terraform has it in clear: neither the plan nor a construct, however
 * they are printed. Tokens stay what they are.
 */
export function conceal(secret: string): string {
  return Token.isUnresolved(secret) ? secret : Lazy.stringValue({ produce: () => literal(secret) });
}

/** A path with keys of any text in it, on one line and of a readable length. */
function shown(path: string): string {
  return /^[\w.[\]"\\-]{1,200}$/.test(path) ? path : quote(path);
}

/** What is met on the way through the props. */
interface Finder {
  token(path: string): void;
  unreadable(path: string): void;
}

/** Whether a value is known only when Terraform runs. What throws where it is read is told by what of it throws. */
export function isToken(value: unknown): boolean {
  try {
    return Token.isUnresolved(value);
  } catch {
    return false;
  }
}

function walk(value: unknown, path: string, seen: Set<unknown>, found: Finder): void {
  if (isToken(value)) {
    found.token(path);
    return;
  }
  // A construct holds its whole tree, and is refused where none belongs.
  if (typeof value !== "object" || value === null || isConstruct(value) || seen.has(value)) return;
  seen.add(value);
  try {
    walkInto(value, path, seen, found);
  } catch {
    // A proxy may refuse even to say what it is, or which keys it has.
    found.unreadable(path === "" ? "props" : path);
  }
}

function walkInto(value: object, path: string, seen: Set<unknown>, found: Finder): void {
  if (value instanceof PortPlan) {
    walk(value.ports, path, seen, found);
    walk(value.options, path, seen, found);
    return;
  }
  if (value instanceof Certificates) {
    walk(value.generation, path, seen, found);
    walk(value.own, path, seen, found);
  }
  if (value instanceof ExternalTcp) walk(value.options, path, seen, found);
  for (const key of Object.keys(value)) {
    if ((path === "" || /^hosts\[\d+\]$/.test(path)) && SKIPPED.has(key)) continue;
    const at = pathOf(path, key, Array.isArray(value));
    let child: unknown;
    try {
      child = Reflect.get(value, key);
    } catch {
      found.unreadable(at);
      continue;
    }
    walk(child, at, seen, found);
  }
}

function pathOf(path: string, key: string, isItem: boolean): string {
  if (isItem) return `${path}[${key}]`;
  if (BY_NAME.has(path)) return `${path}[${quote(key)}]`;
  if (WRAPPERS.has(key)) return path;
  return path === "" ? key : `${path}.${key}`;
}

import { runInThisContext } from "node:vm";
import * as library from "../../lib";
import {
  Certificates,
  ClientAccess,
  ClusterData,
  ClusterNetwork,
  ExternalTcp,
  PeerAccess,
  PortPlan,
  Security,
  Timing,
  type Problem,
} from "../../lib";
import { withoutTokens } from "../../lib/problem/framework-tokens";
import { any } from "./input";
import { copyOf, put } from "./spoilt";

/** Props with what a problem's mend says done to them. */
export type Mended = Readonly<Record<string, unknown>>;

/** A change that a mend says: a value at a path, `undefined` to leave it out, or another key. */
type Step =
  | { readonly path: string; readonly value: unknown }
  | { readonly path: string; readonly key: string }
  | { readonly path: string; readonly dropped: number };

type Key = string | number;

/** The props with the first thing done that a mend gives a value for; `undefined` where it is words only. */
export function mended(props: unknown, problem: Problem): Mended | undefined {
  const steps = stepsOf(problem);
  if (steps === undefined) return undefined;
  return steps.reduce<unknown>((now, step) => changed(now, keysOf(step.path), step, ""), props) as Mended;
}

/** What a mend says to do. */
function stepsOf({ path, fix }: Problem): readonly Step[] | undefined {
  const kept = /^use .*\bits address (\d[\d.]+)$/.exec(fix)?.[1];
  if (kept !== undefined) return [{ path, value: kept }];
  const added = /^add "[^"]+": (.+)$/.exec(fix)?.[1];
  if (added !== undefined) return valueAt(path, added);
  const meant = /^did you mean ([\w]+)\?/.exec(fix)?.[1] ?? /^write ([A-Z]\w+)$/.exec(fix)?.[1];
  if (meant !== undefined) return [{ path, key: meant }];
  const dropped = /^remove the last (\d+)/.exec(fix)?.[1];
  if (dropped !== undefined) return [{ path, dropped: Number(dropped) }];
  if (/^(leave|remove) it\b(?! (false|"))/.test(fix) || /^use one of these(?: keys)?, or remove it/.test(fix))
    return [{ path, value: undefined }];
  const left = /^leave ([\w.]+) out\b/.exec(fix)?.[1];
  if (left !== undefined) return [{ path: beside(path, left), value: undefined }];
  const set = /^set (.+)$/.exec(fix)?.[1];
  if (set !== undefined) {
    const parts = set.split(" and ").map((part) => assignment(part, path));
    return parts.every((part) => part !== undefined) ? parts : undefined;
  }
  const said =
    /^(?:use|give|write it as a text:|write)\b.*?(?:such as|for example)(?: as)? (.+)$/.exec(fix)?.[1] ??
    /^(?:use|write it as a text:|write) (.+)$/.exec(fix)?.[1];
  if (said === undefined) return undefined;
  const step = assignment(said, path);
  if (step !== undefined) return [step];
  return valueAt(path, said);
}

function valueAt(path: string, text: string): readonly Step[] | undefined {
  const found = expression(text);
  if (found === undefined) return undefined;
  const home = found.value instanceof ClusterNetwork ? homeOfNetwork(path) : homeOf(found.value);
  return [{ path: home ?? path, value: found.value }];
}

/** The prop that takes a network: the part of a path that names it. */
function homeOfNetwork(path: string): string | undefined {
  return /^(?:internalNetwork|externalNetwork|additionalNetworks(?:\["[^"]+"\]|\.[\w-]+))/.exec(path)?.[0];
}

/** The prop that takes an object of the library's. */
function homeOf(value: unknown): string | undefined {
  return HOMES.find(([type]) => value instanceof type)?.[1];
}

const HOMES = [
  [ClientAccess, "clients"],
  [PortPlan, "clients.ports"],
  [PeerAccess, "peers"],
  [ClusterData, "data"],
  [Certificates, "security.certificates"],
  [Security, "security"],
  [Timing, "timing"],
  [ExternalTcp, "externalTcp"],
] as const;

/** `name: value` for the prop that it names, beside that of the problem or of the cluster. */
function assignment(text: string, path: string): Step | undefined {
  const [, name, rest] = /^((?:[\w.]|\["[^"]+"\])+): (.+)$/.exec(text) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const found = expression(rest);
  return found && { path: beside(path, name), value: found.value };
}

/** The prop that a mend names: that of the problem, one of the same object, or one of the cluster. */
function beside(path: string, name: string): string {
  const last = keysOf(path).at(-1);
  if (last === name || path === name || path.endsWith(`.${name}`)) return path;
  return name === "bindIp" ? `clients.${name}` : name;
}

/** The longest text at the start that is an expression of the library's. */
function expression(text: string): { readonly value: unknown } | undefined {
  const ends = [...text.matchAll(/[\s,;]|$/g)].map(({ index }) => index).reverse();
  for (const end of ends) {
    const code = text.slice(0, end);
    if (code === "" || (/^[a-z]\w*$/i.test(code) && code !== "true" && code !== "false")) continue;
    try {
      const made = compiled(code);
      if (made !== undefined) return { value: made(...Object.values(library)) };
    } catch {
      // Not yet one.
    }
  }
  return undefined;
}

type Made = (...given: readonly unknown[]) => unknown;

/** Mends say the same of many inputs. */
const known = new Map<string, Made | undefined>();

/** What makes the value of an expression; `undefined` where it is none. */
function compiled(code: string): Made | undefined {
  if (!known.has(code)) known.set(code, compile(code));
  return known.get(code);
}

function compile(code: string): Made | undefined {
  try {
    return runInThisContext(`(${Object.keys(library).join(", ")}) => (${code})`) as Made;
  } catch {
    return undefined;
  }
}

/** `clients.members[1]["x"]` in its parts. */
function keysOf(path: string): readonly Key[] {
  return [...path.matchAll(/([^.[\]"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(
    ([, name, index, quoted]) =>
      quoted !== undefined ? (JSON.parse(quoted) as string) : index !== undefined ? Number(index) : name!,
  );
}

/** Where an object of the library keeps what the user gave under a key. */
function within(value: object, key: Key, path: string): readonly Key[] {
  const at = path.replace(/\.(request|options)\b/g, "");
  const isHome = value instanceof ClusterNetwork ? homeOfNetwork(at) === at : homeOf(value) === at;
  if (!isHome) return [key];
  if (value instanceof ClientAccess)
    return key === "members" ? ["request", key] : ["request", "options", key];
  if (value instanceof PeerAccess) return key === "members" ? [key] : ["options", key];
  if (value instanceof PortPlan)
    return key === "replicaOffset" || key === "readOnlyReplicas" || isIn(value.options, key)
      ? ["options", key]
      : ["ports", key];
  if (value instanceof ClusterData)
    return ["volumes", "path", "hostPaths"].includes(String(key)) ? [key] : ["options", key];
  if (value instanceof Security) return key === "certificates" ? [key] : ["options", key];
  if (value instanceof Certificates) return [value.kind === "generated" ? "generation" : "own", key];
  if (value instanceof Timing || value instanceof ExternalTcp) return ["options", key];
  if (value instanceof ClusterNetwork) return key === "networkName" ? [key] : ["props", key];
  return [key];
}

/** The key as it was written: a problem shows the part before a value that was written into it, and a word for a token. */
function spelled(value: object, key: Key): Key {
  if (Object.hasOwn(value, key)) return key;
  return Object.keys(value).find((own) => own.startsWith(`${key}=`) || withoutTokens(own) === key) ?? key;
}

function isIn(value: unknown, key: Key): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, spelled(value, key));
}

function changed(value: unknown, keys: readonly Key[], step: Step, path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) {
    if ("value" in step) return step.value;
    if (!("dropped" in step)) return value;
    if (Array.isArray(value)) return value.slice(0, -step.dropped);
    return value instanceof PortPlan
      ? Object.assign(copyOf(value), { ports: changed(value.ports, [], step, path) })
      : value;
  }
  // A bare number stands for HTTP.
  if (typeof value === "number" && key === "http") return changed(value, rest, step, path);
  const copy = typeof value === "object" && value !== null ? copyOf(value) : {};
  const [first, ...deeper] = Array.isArray(value) ? [key] : within(copy, spelled(copy, key), path);
  if (first === undefined) return value;
  const at = [...deeper, ...rest];
  const own: unknown = Object.getOwnPropertyDescriptor(copy, first)?.value;
  if (at.length === 0 && "key" in step) put(without(copy, first), step.key, own);
  else if (at.length === 0 && "value" in step && step.value === undefined) return without(copy, first);
  else put(copy, first, changed(own, at, step, path === "" ? String(first) : `${path}.${first}`));
  return copy;
}

/** The object itself, which has that key no more; of a list, one without that entry. */
function without(object: Record<Key, unknown>, key: Key): Record<Key, unknown> {
  if (Array.isArray(object)) return any(object.filter((_, i) => i !== key));
  Reflect.deleteProperty(object, key);
  return object;
}

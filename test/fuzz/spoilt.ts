import { Token } from "cdktf";
import fc from "fast-check";
import { anyValue } from "../network/arbitrary-spec";
import { TOKEN } from "./valid-props";
import { character } from "../character";

/** Keys that objects have without being asked, or that change what an object is. */
const POLLUTED = JSON.parse(
  '["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "toJSON"]',
) as string[];

const cyclic: Record<string, unknown> = { list: [] };
cyclic.self = cyclic;
(cyclic.list as unknown[]).push(cyclic);

const NUMBER = Token.asNumber({ resolve: () => "${var.number}" });
const LIST = Token.asList({ resolve: () => "${var.list}" });

/** Values that one would not think of, beside those of any type. */
const odd = fc.constantFrom<() => unknown>(
  () => JSON.parse('{"__proto__": {"cidr": "10.0.0.0/8", "priority": 1}}') as unknown,
  () => Object.create({ version: "22.10.5", cidr: "10.0.0.0/24", host: "localhost" }) as unknown,
  () => Object.create(null) as unknown,
  () => Object.defineProperty({}, "cidr", { enumerable: true, get: () => "10.0.0.0/24" }),
  () => Object.freeze({ cidr: Object.freeze(["10.0.0.0/24"]) }),
  () => new String("22.10.5"),
  () => new Number(3),
  () => new (class Version extends String {})("22.10.5"),
  () => ({ toString: () => "10.0.0.0/24", valueOf: () => 3, [Symbol.toPrimitive]: () => 3 }),
  () => cyclic,
  () => class {},
  () => Promise.resolve(3),
  () => new Array<unknown>(3),
  () => Array.from({ length: 1000 }, (_, n) => n),
  () => ["10.0.0.0/24"],
  () => TOKEN,
  () => `a-${TOKEN}`,
  () => NUMBER,
  () => LIST,
  () => ({ resolve: () => "${var.object}" }),
  () => "\ud800",
  () => "\u202eesdb\u0000",
  () => "ｌｏｃａｌｈｏｓｔ",
  () => "10.240.0.0/24 ",
  () => "010.240.0.0/24",
  () => "1".repeat(64),
  () => "a.".repeat(127) + "a",
  () => "${TfToken[",
  () => "${var.x}",
  () => 2 ** 53,
  () => Number.MIN_VALUE,
  () => 1e21,
  () => 65535,
  () => 65536,
  () => -1,
  () => 0,
  () => 1.5,
);

/** Whatever JavaScript can hand over. */
export const anyMaker: fc.Arbitrary<() => unknown> = fc.oneof(
  anyValue.map((value) => () => value),
  odd,
);

export const anyKey = fc.oneof(
  fc.constantFrom(...POLLUTED, "", " ", "node-0", "node-9", "replica-0", "EVENTSTORE_INT_IP", "A:B", "a\0b"),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: character, maxLength: 10 }),
);

export type Place = readonly (string | number)[];

/** Every place within a value, its own parts first; what a class keeps inside is one too. */
export function placesOf(value: unknown, at: Place = [], depth = 0): readonly Place[] {
  if (typeof value !== "object" || value === null || depth > 6 || Token.isUnresolved(value)) return [at];
  const within = Object.keys(value).flatMap((key) =>
    placesOf((value as Record<string, unknown>)[key], [...at, key], depth + 1),
  );
  return [...within, at];
}

type Change = (value: unknown) => unknown;

/** The value with what lies at that place changed; objects of a class stay ones of it. */
export function changedAt(value: unknown, [key, ...rest]: Place, change: Change): unknown {
  if (key === undefined) return change(value);
  if (typeof value !== "object" || value === null) return value;
  // An earlier change may have put a list where the place has an object.
  if (Array.isArray(value) && !/^\d+$/.test(String(key))) return value;
  const copy = copyOf(value);
  const own = Object.getOwnPropertyDescriptor(copy, key)?.value as unknown;
  put(copy, key, changedAt(own, rest, change));
  return copy;
}

export function copyOf(value: object): Record<string, unknown> {
  if (Array.isArray(value)) return [...(value as unknown[])] as never;
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>;
  for (const [key, own] of Object.entries(value)) put(copy, key, own);
  return copy;
}

/** Sets a key as JSON.parse does: `__proto__` becomes a key like any other. */
export function put(object: object, key: string | number, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The types change; the meaning often does not. */
const inAnotherType: Change = (value) => {
  if (typeof value === "string") return value === "" || Number.isNaN(Number(value)) ? [value] : Number(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return Object.fromEntries(Object.entries(value as unknown[]));
  return value === undefined ? null : "text";
};

const slip: Change = (value) => {
  if (Token.isUnresolved(value)) return value;
  if (typeof value === "string") return value.toUpperCase() === value ? `${value}x` : value.toUpperCase();
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return [...(value as unknown[]), ...(value as unknown[]).slice(0, 1)];
  return value;
};

/** One thing done to one place of a value. */
const change: fc.Arbitrary<Change> = fc.oneof(
  anyMaker.map((make) => () => make()),
  fc.constantFrom<Change>(
    inAnotherType,
    slip,
    slip,
    () => undefined,
    (value) => (Array.isArray(value) ? (value as unknown[]).slice(0, -1) : value),
    (value) => (Array.isArray(value) ? [...(value as unknown[])].reverse() : value),
  ),
  fc.tuple(anyKey, anyMaker).map(([key, make]): Change => (value) => {
    if (typeof value !== "object" || value === null || Token.isUnresolved(value)) return make();
    const copy = copyOf(value);
    put(copy, key, make());
    return copy;
  }),
);

/** A valid value with one to three things done to it, and with each of them alone. */
export interface Spoilt {
  make(): unknown;
  readonly apart: readonly (() => unknown)[];
}

/** Valid values with one to three things done to them. */
export function spoilt(valid: fc.Arbitrary<unknown>): fc.Arbitrary<Spoilt> {
  const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 });
  return fc.tuple(valid, changes).map(([value, all]) => {
    const places = placesOf(value);
    const at = all.map(([where]) => places[where % places.length] ?? []);
    const changed = (now: unknown, i: number) => changedAt(now, at[i] ?? [], all[i]?.[1] ?? ((same) => same));
    const tops = new Set(at.map(([top]) => top));
    // What a class keeps inside no user changes, and what comes of it depends on the rest.
    const isPlain = at.every((place) => place.every((_, i) => !isOfClass(partAt(value, place.slice(0, i)))));
    const isApart = all.length > 1 && tops.size === all.length && !tops.has(undefined) && isPlain;
    return {
      make: () => all.reduce<unknown>((now, _, i) => changed(now, i), value),
      apart: isApart ? all.map((_, i) => () => changed(value, i)) : [],
    };
  });
}

export function partAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((part, key) => (part as Record<string | number, unknown>)[key], value);
}

export function isOfClass(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null;
}

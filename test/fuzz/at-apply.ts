import { Token } from "cdktf";
import fc from "fast-check";
import { copyOf, placesOf, changedAt, isOfClass, partAt, put, type Place } from "./spoilt";

/** What only Terraform knows, in the forms in which the framework hands it over. */
const FORMS: Readonly<Record<string, (name: string) => unknown>> = {
  text: (name) => Token.asString(reference(name)),
  withText: (name) => `a-${Token.asString(reference(name))}`,
  expression: (name) => `\${var.${name}}`,
  number: (name) => Token.asNumber(reference(name)),
  list: (name) => Token.asList(reference(name)),
  map: (name) => Token.asStringMap(reference(name)),
  any: (name) => Token.asAny(reference(name)),
};

const reference = (name: string) => ({ resolve: () => `\${var.${name}}` });

type Form = keyof typeof FORMS;

/** The form that the types allow in the place of a value. */
function formOf(value: unknown): Form {
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) return value.every((item) => typeof item === "string") ? "list" : "any";
  return typeof value === "object" && value !== null ? "map" : "any";
}

/** Props that take what only Terraform knows. */
const PASSING =
  /^(image|licenseKey)$|^labels\.|settings\.|\.host$|networkName$|^data\.(volumes|readOnlyReplicas|path|hostPaths)/;

/** Where a value known at apply only was put, and in what form: `undefined` for that of its type. */
interface Unknown {
  readonly where: number;
  readonly form: Form | undefined;
  /** Whether it is added under a key of its own, where there are keys. */
  readonly added: boolean;
  /** Whether it stands where such values are taken, if the props have such a place. */
  readonly passing: boolean;
}

const unknown: fc.Arbitrary<Unknown> = fc.record({
  where: fc.nat(),
  passing: fc.boolean(),
  form: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(FORMS)) },
  ),
  added: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** A valid value with one or two of its parts known at apply only, and with each of them alone. */
export interface AtApply {
  make(): unknown;
  readonly apart: readonly (() => unknown)[];
}

/** Valid values with one or two of their parts known at apply only. */
export function atApply(valid: fc.Arbitrary<unknown>): fc.Arbitrary<AtApply> {
  return fc.tuple(valid, fc.array(unknown, { minLength: 1, maxLength: 2 })).map(([value, all]) => {
    const places = all.map((one) => placeOf(value, one));
    const changed = (now: unknown, i: number) => withUnknown(now, places[i] ?? [], all[i], `x${i}`);
    const [one = [], two] = places;
    // One within the other is one.
    const isOne = two?.every((key, i) => i >= one.length || key === one[i]) ?? true;
    return {
      make: () => all.reduce<unknown>((now, _, i) => changed(now, i), value),
      apart: isOne ? [] : all.map((_, i) => () => changed(value, i)),
    };
  });
}

function placeOf(value: unknown, { where, passing }: Unknown): Place {
  const all = placesOf(value).filter((place) => isTheUsers(value, place));
  const opaque = passing ? all.filter((place) => PASSING.test(place.join("."))) : [];
  const places = opaque.length === 0 ? all : opaque;
  return places[where % places.length] ?? [];
}

/** Whether users reach that place: not what a class has of its own, a kind or a switch, which of another kind is nothing. */
function isTheUsers(value: unknown, place: Place): boolean {
  if (place.at(-1) === "kind") return false;
  const part = partAt(value, place);
  return !isOfClass(partAt(value, place.slice(0, -1))) || (part !== undefined && typeof part !== "boolean");
}

function withUnknown(value: unknown, place: Place, one: Unknown | undefined, name: string): unknown {
  return changedAt(value, place, (there) => {
    const make = FORMS[one?.form ?? formOf(there)] ?? reference;
    const hasKeys = typeof there === "object" && there !== null && !Array.isArray(there) && !isOfClass(there);
    if (one?.added !== true || !hasKeys) return make(name);
    const copy = copyOf(there);
    put(copy, String(FORMS.text?.(name)), make(name));
    return copy;
  });
}

import { isConstruct } from "./construct";
import type { PropFindings, SaidOfProp } from "./findings";
import { nearestOf } from "./nearest";
import { quote } from "./quote";

/** What is said of a value that is not what it must be. */
export interface Wrong extends Pick<SaidOfProp, "code" | "fix"> {
  /** What it must be, for the message: `"a PortPlan"`, `"true or false"`. */
  readonly what: string;
}

/** What a whole number stands for and may be. */
export interface WholeNumberRange extends Wrong {
  readonly min: number;
  readonly max: number;
}

/** `value` where it is a whole number within the range, else a problem and `undefined`. */
export function checkWholeNumber(
  value: unknown,
  range: WholeNumberRange,
  findings: PropFindings,
): number | undefined {
  if (typeof value === "number" && Number.isInteger(value) && value >= range.min && value <= range.max) {
    return value;
  }
  const { min, max, what, ...wrong } = range;
  reportWrong(value, { ...wrong, what: `${what}, ${min} to ${max}` }, findings);
  return undefined;
}

/** A class of this library's, by which an object of it is known. */
interface Type<T> {
  readonly name: string;
  readonly prototype: T;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** `value` where it is one of that class, else a problem and `undefined`. */
export function checkInstance<T>(
  value: unknown,
  type: Type<T>,
  wrong: Wrong,
  findings: PropFindings,
  show: (value: unknown) => string = quote,
): T | undefined {
  if (type[Symbol.hasInstance](value)) return value as T;
  if (!reportCopy(value, type, findings)) reportWrong(value, wrong, findings, show);
  return undefined;
}

/** Reports an object that another copy of this library made; whether it is one. */
export function reportCopy(value: unknown, type: Type<unknown>, findings: PropFindings): boolean {
  if (!isNamesake(value, type)) return false;
  findings.problem({
    code: "value.copy",
    got: `is a ${type.name}, and not of the copy of cdktf-eventstoredb that takes it`,
    expected: "the copies of one package do not know each other's objects, nor do its two entries",
    fix:
      "import all of it from one entry, and have one copy: npm ls cdktf-eventstoredb shows them, npm dedupe removes " +
      "those that need not be",
  });
  return true;
}

/** Whether a value is of a class of the same name. */
function isNamesake(value: unknown, { name }: Type<unknown>): boolean {
  return typeof value === "object" && value !== null && classOf(value) === name;
}

/** The name of an object's class; bundlers put an underscore before names. A proxy may refuse to say. */
function classOf(value: object): string | undefined {
  try {
    const prototype = Object.getPrototypeOf(value) as object | null;
    const made: unknown = prototype && Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    return typeof made === "function" ? made.name.replace(/^_/, "") : undefined;
  } catch {
    return undefined;
  }
}

/** `value` where it is one of those allowed, else a problem and `undefined`. */
export function checkOneOf<T>(
  value: unknown,
  allowed: readonly T[],
  wrong: Wrong,
  findings: PropFindings,
): T | undefined {
  const found = allowed.find((one) => one === value);
  if (found === undefined) reportWrong(value, wrong, findings);
  return found;
}

/** `value` where it is true or false, else a problem and `undefined`. */
export function checkBoolean(
  value: unknown,
  wrong: Omit<Wrong, "what">,
  findings: PropFindings,
): boolean | undefined {
  return checkOneOf(value, [true, false], { ...wrong, what: "true or false" }, findings);
}

/** Reports a value that is not what it must be. */
export function reportWrong(
  value: unknown,
  { what, ...wrong }: Wrong,
  findings: PropFindings,
  show: (value: unknown) => string = quote,
): void {
  findings.problem({ ...wrong, got: `is ${show(value)}`, expected: `must be ${what}` });
}

/**
 * `value` as a record of unknown values where it is a plain object, else a problem and `undefined`.
 * @param fix how to mend it, as a function where that is worked out first
 * @param show how another value is shown
 */
export function checkObject(
  value: unknown,
  fix: string | (() => string),
  findings: PropFindings,
  show: (value: unknown) => string = quote,
): Readonly<Record<string, unknown>> | undefined {
  let what = "an object";
  try {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      // A proxy may refuse to say which keys it has.
      Object.keys(value);
      if (isKeyed(value)) return value as Readonly<Record<string, unknown>>;
      what = "a plain object";
    }
  } catch {
    findings.problem({ code: "value.unreadable", ...UNREADABLE });
    return undefined;
  }
  const mend = typeof fix === "string" ? fix : fix();
  reportWrong(value, { code: "value.object", what, fix: mend }, findings, show);
  return undefined;
}

/** Whether what it holds is in its keys: of a Map, a Set or a Date all would be passed over, and a construct holds its tree. */
export function isKeyed(value: object): boolean {
  if (isConstruct(value)) return false;
  return ["[object Object]", "[object Module]"].includes(Object.prototype.toString.call(value));
}

/** What something that is to have keys must be, for whoever gave something else, or an object that has its own elsewhere. */
export function objectFor(value: unknown): string {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? "a plain object"
    : "an object";
}

/** What a key is elsewhere, and how it is said there. */
export interface Elsewhere {
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/**
 * A problem for every key that is not one of the known ones, so that a slip of the pen is not passed over.
 * @param elsewhereOf what is known of a key that belongs to another place
 */
export function checkKeys(
  given: object,
  known: readonly string[],
  findings: PropFindings,
  elsewhereOf: (key: string) => Elsewhere | undefined = () => undefined,
): void {
  const keys = Object.keys(given);
  const type = classOf(given) ?? "Object";
  if (type !== "Object" && keys.length > 1 && !keys.some((key) => known.includes(key))) {
    findings.whole.problem({
      code: "value.object",
      got: `is an object of the class ${quote(type)}`,
      expected: `known are ${known.join(", ")}, of which it has none`,
      fix: "pass a plain object of these",
    });
    return;
  }
  const free = known.filter((key) => !keys.includes(key));
  const isLong = known.length > MOST_LISTED;
  let listedAt: string | undefined;
  for (const key of keys) {
    if (known.includes(key)) continue;
    const elsewhere = elsewhereOf(key);
    if (elsewhere !== undefined) {
      findings.ofKey(key).problem({ code: "value.key", ...elsewhere });
      continue;
    }
    const meant = nearestOf(key, free);
    const at = findings.ofKey(key);
    // Of many, a list hides the one that was meant, and is read once.
    const isTold = isLong && meant !== undefined;
    const expected = isTold
      ? `none of the ${known.length} that there are`
      : listedAt === undefined
        ? `known are ${known.join(", ")}`
        : `known are the ${known.length} that are listed at ${listedAt}`;
    if (isLong && !isTold) listedAt ??= at.path;
    at.problem({ code: "value.key", got: "is not known", expected, fix: mendOf(meant) });
  }
}

/** How many keys are listed beside the one that was probably meant. */
const MOST_LISTED = 12;

/** The mend of a key that is none: the known one that was probably meant. */
export function meantOrNone(key: string, known: readonly string[]): string {
  return mendOf(nearestOf(key, known));
}

function mendOf(meant: string | undefined): string {
  return meant === undefined ? "use one of these, or remove it" : `did you mean ${meant}?`;
}

/**
 * Options that were given as an object of the known keys, each as it came and read once; `undefined` after a problem with all
 * of them.
 */
export function readOptions(
  given: unknown,
  known: readonly string[],
  fix: string,
  findings: PropFindings,
): Readonly<Record<string, unknown>> | undefined {
  if (given === undefined) return {};
  const options = checkObject(given, fix, findings);
  if (options === undefined) return undefined;
  checkKeys(options, known, findings);
  return readEach(options, known, "value.unreadable", findings);
}

/** What is said of a value that throws where it is read. */
export const UNREADABLE = {
  got: "cannot be read",
  expected: "reading it throws",
  fix: "pass plain values",
} as const satisfies Partial<SaidOfProp>;

/** Those of an object's values that are known, each read once: what a program hands over may throw where it is read. */
export function readEach<T extends object, K extends keyof T & string>(
  given: T,
  known: readonly K[],
  code: string,
  findings: PropFindings,
): Partial<Pick<T, K>> {
  const read: Partial<Pick<T, K>> = {};
  for (const key of known) {
    try {
      if (key in given) read[key] = given[key];
    } catch {
      findings.ofKey(key).problem({ code, ...UNREADABLE });
    }
  }
  return read;
}

/** Whether a text holds NUL, which no container's configuration can carry. */
export function hasNul(text: string): boolean {
  return text.includes("\0");
}
